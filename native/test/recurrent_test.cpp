#include <algorithm>
#include <cmath>
#include <functional>

#include "check.h"
#include "recurrent_runner.h"

namespace gru4j::test {
namespace {

template <typename Real>
std::vector<Real> joined(std::vector<Real> first, const std::vector<Real>& second, const std::vector<Real>& third) {
    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), third.begin(), third.end());
    return first;
}

void require_results(const Way& way, const RecurrentCase& c, const RecurrentResult<float>& actual,
                     const RecurrentResult<double>& expected) {
    const double output_sum = double(c.input_size + c.hidden_size) * c.steps;
    const double parameter_sum = double(c.batch) * c.steps * c.steps;
    const std::string text = way.name() + " " + c.text() + " ";
    require_close(text + "y", actual.y, expected.y, output_sum);
    require_close(text + "sT", actual.sT, expected.sT, output_sum);
    require_close(text + "dx", actual.dx, expected.dx, output_sum);
    require_close(text + "ds0", actual.ds0, expected.ds0, output_sum);
    if (c.is_gru()) {
        require_close(text + "dw", actual.dw, expected.dw, parameter_sum);
        require_close(text + "du", actual.du, expected.du, parameter_sum);
        require_close(text + "db", actual.db, expected.db, parameter_sum);
    } else {
        // with one scale: what of a single unit cancels still carries the errors of its terms
        require_close(text + "dw, du, db", joined(actual.dw, actual.du, actual.db),
                      joined(expected.dw, expected.du, expected.db), parameter_sum);
    }
}

/// Overwrites what lies past each row's length, in [T,N,width].
void spoil_padding(const RecurrentCase& c, std::vector<float>& values, int width) {
    for (int t = 0; t < c.steps; ++t) {
        for (int n = 0; n < c.batch; ++n) {
            if (t >= c.lengths[n]) {
                std::fill_n(values.begin() + (t * c.batch + n) * width, width, nan);
            }
        }
    }
}

void require_results_with_spoilt_padding(const Way& way, RecurrentCase c) {
    const RecurrentResult<double> expected = oracle(c);
    spoil_padding(c, c.x, c.input_size);
    spoil_padding(c, c.dy, c.hidden_size);
    require_results(way, c, Runner(way, c).run(c), expected);
}

void for_each_variant(const std::function<void(const Way&, Cell, bool)>& body) {
    for (const Way& way : ways()) {
        for (Cell cell : cells) {
            for (bool reverse : {false, true}) {
                if (way.is_for(cell)) {
                    body(way, cell, reverse);
                }
            }
        }
    }
}

}  // namespace

GRU4J_TEST(agrees_with_oracle_at_odd_sizes) {
    const int sizes[] = {1, 7, 17, 33, 65, 100};
    for_each_variant([&](const Way& way, Cell cell, bool reverse) {
        for (int k = 0; k < 6; ++k) {
            for (int shift : {0, 1, 2}) {
                const RecurrentCase c(cell, k + 1, sizes[(k + 2) % 4], sizes[k], sizes[(k + shift) % 6], reverse);
                require_results(way, c, Runner(way, c).run(c), oracle(c));
            }
        }
    });
}

GRU4J_TEST(agrees_with_oracle_at_ragged_lengths_and_never_reads_padding) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (int hidden_size : {1, 17, 65}) {
            require_results_with_spoilt_padding(way, RecurrentCase(cell, 7, 9, 5, hidden_size, reverse).with_lengths());
        }
    });
}

GRU4J_TEST(agrees_with_oracle_in_two_threads) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        RecurrentCase c(cell, 6, 33, 17, 65, reverse);
        require_results(way, c, Runner(way, c, true, 2).run(c), oracle(c));
        c.with_lengths();
        require_results(way, c, Runner(way, c, true, 2).run(c), oracle(c));
    });
}

GRU4J_TEST(agrees_with_oracle_over_many_chunks) {
    for (Cell cell : cells) {
        for (int batch : {1, 2, 50, 130}) {
            RecurrentCase c(cell, batch < 50 ? 140 : 5, batch, 10, 17, batch != 50);
            for (bool is_ragged : {false, true}) {
                if (is_ragged) {
                    c.with_lengths();
                }
                const RecurrentResult<double> expected = oracle(c);
                for (const Way& way : ways()) {
                    if (!way.is_for(cell)) {
                        continue;
                    }
                    require_results(way, c, Runner(way, c, true, 2).run(c), expected);
                }
            }
        }
    }
}

GRU4J_TEST(agrees_with_oracle_under_masks) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (int k = 0; way.has_masks(cell) && k < 8; ++k) {
            RecurrentCase c = RecurrentCase(cell, 5, 9, 7, 33, reverse).with_masks(k % 2 == 0, k / 2 % 2 == 0);
            if (k >= 4) {
                c.with_lengths();
            }
            require_results(way, c, Runner(way, c).run(c), oracle(c));
        }
    });
}

// of one slice of the batch and of two, also with more threads than panels, which then share out the rows in groups
GRU4J_TEST(bits_of_the_panel_kernel_do_not_depend_on_the_threads) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (int k = 0; way.is_panel() && k < 4; ++k) {
            const int batches[] = {40, 1, 17, 1};
            RecurrentCase c(cell, 3, batches[k], 33, k % 2 == 0 ? 100 : 20, reverse);
            if (k >= 2) {
                c.with_lengths().with_masks(way.has_masks(cell), way.has_masks(cell));
            }
            const RecurrentResult<float> one = Runner(way, c, true, 1).run(c);
            require_results(way, c, one, oracle(c));
            for (int threads : {2, 3, 5, 8, 32}) {
                require_equal_results(way.name() + " " + c.text() + " " + std::to_string(threads) + " threads",
                                      Runner(way, c, true, threads).run(c), one);
            }
        }
    });
}

// where oneDNN's own backward of the vanilla GRU writes past its scratchpad
GRU4J_TEST(agrees_with_oracle_where_inputs_are_much_wider_than_states) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (int hidden_size : {1, 8, 17}) {
            for (int input_size : {4 * hidden_size + 1, 100, 300}) {
                RecurrentCase c(cell, 5, 33, input_size, hidden_size, reverse);
                require_results(way, c, Runner(way, c).run(c), oracle(c));
                require_results_with_spoilt_padding(way, c.with_lengths());
            }
        }
    });
}

// c passes through what a primitive takes for padding, whatever else the gates read
GRU4J_TEST(large_weights_and_states_leave_ragged_rows_as_they_are) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        if (cell != Cell::lstm) {
            return;
        }
        RecurrentCase c = RecurrentCase(cell, 7, 9, 5, 17, reverse).with_lengths();
        for (std::size_t k = 0; k < c.b.size(); ++k) {
            c.b[k] = k / 17 == 0 ? 1e3f : k / 17 == 1 ? -1e3f : c.b[k];  // input gates open, forget gates closed
        }
        for (std::size_t k = c.s0.size() / 2; k < c.s0.size(); ++k) {
            c.s0[k] *= 1e3f;
        }
        require_results(way, c, Runner(way, c).run(c), oracle(c));
        for (std::size_t k = 0; k < 2 * 17; ++k) {
            c.b[k] = 0.5f;
        }
        require_results(way, c, Runner(way, c).run(c), oracle(c));
    });
}

GRU4J_TEST(lengths_may_change_from_call_to_call) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        RecurrentCase full(cell, 6, 5, 4, 9, reverse);
        RecurrentCase ragged = RecurrentCase(cell, 6, 5, 4, 9, reverse).with_lengths();
        RecurrentCase all_full = full;
        all_full.lengths.assign(5, 6);
        RecurrentCase empty = full;
        empty.lengths.assign(5, 0);
        Runner runner(way, full);
        for (RecurrentCase* c : {&ragged, &full, &empty, &all_full, &ragged}) {
            require_results(way, *c, runner.run(*c), oracle(*c));
        }
    });
}

GRU4J_TEST(inference_gives_what_training_gives) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (int k = 0; k < 4; ++k) {
            RecurrentCase c(cell, 5, k < 2 ? 6 : 37, 7, 33, reverse);  // a slice of the batch, and two
            if (k % 2 == 1) {
                c.with_lengths();
            }
            const RecurrentResult<double> expected = oracle(c);
            RecurrentResult<float> actual;
            Runner(way, c, false, 2).forward(c, actual, Runner::Options());
            const double sum = double(c.input_size + c.hidden_size) * c.steps;
            require_close(way.name() + " " + c.text() + " y", actual.y, expected.y, sum);
            require_close(way.name() + " " + c.text() + " sT", actual.sT, expected.sT, sum);
        }
    });
}

GRU4J_TEST(null_inputs_are_zeros) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RecurrentCase c(cell, 4, 5, 3, 17, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            Runner::Options options;
            options.bias = options.s0 = options.dsT = false;
            std::fill(c.b.begin(), c.b.end(), 0.0f);
            std::fill(c.s0.begin(), c.s0.end(), 0.0f);
            std::fill(c.dsT.begin(), c.dsT.end(), 0.0f);
            RecurrentResult<double> expected = oracle(c);
            expected.db.assign(expected.db.size(), 0);  // nobody asked for it
            require_results(way, c, Runner(way, c).run(c, options), expected);
        }
    });
}

GRU4J_TEST(dy_may_be_null_and_nobody_need_want_dx) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RecurrentCase c(cell, 4, 5, 3, 17, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            Runner::Options options;
            options.dy = options.dx = options.ds0 = false;
            std::fill(c.dy.begin(), c.dy.end(), 0.0f);
            const RecurrentResult<double> expected = oracle(c);
            const RecurrentResult<float> actual = Runner(way, c).run(c, options);
            const double sum = double(c.batch) * c.steps * c.steps;
            require_close(way.name() + " " + c.text() + " dw", actual.dw, expected.dw, sum);
            require_close(way.name() + " " + c.text() + " du", actual.du, expected.du, sum);
            require_close(way.name() + " " + c.text() + " db", actual.db, expected.db, sum);
        }
    });
}

GRU4J_TEST(gradients_of_parameters_accumulate) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        const RecurrentCase c(cell, 5, 3, 7, 33, reverse);
        Runner runner(way, c);
        RecurrentResult<float> result = runner.run(c);
        runner.forward(c, result, Runner::Options());
        runner.backward(c, result, Runner::Options());
        RecurrentResult<double> expected = oracle(c);
        for (std::vector<double>* gradient : {&expected.dw, &expected.du, &expected.db}) {
            for (double& value : *gradient) {
                value *= 2;
            }
        }
        require_results(way, c, result, expected);
    });
}

GRU4J_TEST(nan_in_one_row_stays_in_it) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RecurrentCase c(cell, 5, 7, 9, 17, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            const RecurrentResult<double> expected = oracle(c);
            const int row = 1;
            std::fill_n(c.x.begin() + (2 * c.batch + row) * c.input_size, c.input_size, nan);
            RecurrentResult<float> actual;
            Runner(way, c).forward(c, actual, Runner::Options());
            const int H = c.hidden_size;
            for (int n = 0; n < c.states() * c.batch; ++n) {
                const std::vector<float> last(actual.sT.begin() + n * H, actual.sT.begin() + (n + 1) * H);
                if (n % c.batch == row) {
                    require(std::isnan(last[0]), c.text() + ": NaN did not reach its own row");
                } else {
                    const std::vector<double> undisturbed(expected.sT.begin() + n * H,
                                                          expected.sT.begin() + (n + 1) * H);
                    require_close(way.name() + " " + c.text() + " state " + std::to_string(n), last, undisturbed,
                                  double(c.input_size + H) * c.steps);
                }
            }
        }
    });
}

GRU4J_TEST(nan_in_the_states_of_an_empty_row_reaches_no_gradient) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        RecurrentCase c = RecurrentCase(cell, 5, 7, 9, 17, reverse).with_lengths();
        const RecurrentResult<double> expected = oracle(c);
        const int size = c.batch * c.hidden_size;
        for (int s = 0; s < c.states(); ++s) {
            std::fill_n(c.s0.begin() + s * size, c.hidden_size, nan);
            std::fill_n(c.dsT.begin() + s * size, c.hidden_size, nan);
        }
        const RecurrentResult<float> actual = Runner(way, c).run(c);
        for (int s = 0; s < c.states(); ++s) {
            require(std::isnan(actual.sT[s * size]), "a row of length 0 keeps its states");
            require(std::isnan(actual.ds0[s * size]), "and passes their gradients on");
        }
        const double sum = double(c.batch) * c.steps * c.steps;
        require_close(way.name() + " " + c.text() + " du", actual.du, expected.du, sum);
        require_close(way.name() + " " + c.text() + " dw", actual.dw, expected.dw, sum);
        require_close(way.name() + " " + c.text() + " db", actual.db, expected.db, sum);
    });
}

GRU4J_TEST(a_new_version_of_the_weights_is_seen) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        RecurrentCase c(cell, 4, 33, 65, 65, reverse);
        Runner runner(way, c);
        require_results(way, c, runner.run(c), oracle(c));
        for (float& value : c.w) {
            value = -value;
        }
        for (float& value : c.u) {
            value = -value;
        }
        Runner::Options options;
        options.version = 2;
        require_results(way, c, runner.run(c, options), oracle(c));
        RecurrentCase moved(cell, 4, 33, 65, 65, reverse, 5);
        require_results(way, moved, runner.run(moved, options), oracle(moved));
    });
}

GRU4J_TEST(same_inputs_same_bits) {
    for_each_variant([](const Way& way, Cell cell, bool reverse) {
        const RecurrentCase c = RecurrentCase(cell, 9, 17, 33, 100, reverse).with_lengths();
        Runner runner(way, c, true, 2);
        const RecurrentResult<float> first = runner.run(c);
        require_equal_results(way.name() + " " + c.text(), runner.run(c), first);
    });
}

}  // namespace gru4j::test
