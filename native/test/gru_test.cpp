#include <algorithm>
#include <cmath>
#include <functional>

#include "check.h"
#include "gru_runner.h"

namespace gru4j::test {
namespace {

const ResetGate reset_gates[] = {ResetGate::before, ResetGate::after};

void require_results(const Way& way, const GruCase& c, const GruResult<float>& actual,
                     const GruResult<double>& expected) {
    const double output_sum = double(c.input_size + c.hidden_size) * c.steps;
    const double parameter_sum = double(c.batch) * c.steps * c.steps;
    const std::string text = way.name() + " " + c.text() + " ";
    require_close(text + "y", actual.y, expected.y, output_sum);
    require_close(text + "hT", actual.hT, expected.hT, output_sum);
    require_close(text + "dx", actual.dx, expected.dx, output_sum);
    require_close(text + "dh0", actual.dh0, expected.dh0, output_sum);
    require_close(text + "dw", actual.dw, expected.dw, parameter_sum);
    require_close(text + "du", actual.du, expected.du, parameter_sum);
    require_close(text + "db", actual.db, expected.db, parameter_sum);
}

/// Overwrites what lies past each row's length, in [T,N,width].
void spoil_padding(const GruCase& c, std::vector<float>& values, int width) {
    for (int t = 0; t < c.steps; ++t) {
        for (int n = 0; n < c.batch; ++n) {
            if (t >= c.lengths[n]) {
                std::fill_n(values.begin() + (t * c.batch + n) * width, width, nan);
            }
        }
    }
}

void for_each_variant(const std::function<void(const Way&, ResetGate, bool)>& body) {
    for (const Way& way : ways()) {
        for (ResetGate reset_gate : reset_gates) {
            for (bool reverse : {false, true}) {
                body(way, reset_gate, reverse);
            }
        }
    }
}

}  // namespace

GRU4J_TEST(agrees_with_oracle_at_odd_sizes) {
    const int sizes[] = {1, 7, 17, 33, 65, 100};
    for_each_variant([&](const Way& way, ResetGate reset_gate, bool reverse) {
        for (int k = 0; k < 6; ++k) {
            for (int shift : {0, 1, 2}) {
                const GruCase c(k + 1, sizes[(k + 2) % 4], sizes[k], sizes[(k + shift) % 6], reset_gate, reverse);
                require_results(way, c, Runner(way, c).run(c), oracle(c));
            }
        }
    });
}

GRU4J_TEST(agrees_with_oracle_at_ragged_lengths_and_never_reads_padding) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (int hidden_size : {1, 17, 65}) {
            GruCase c = GruCase(7, 9, 5, hidden_size, reset_gate, reverse).with_lengths();
            const GruResult<double> expected = oracle(c);
            spoil_padding(c, c.x, c.input_size);
            spoil_padding(c, c.dy, c.hidden_size);
            require_results(way, c, Runner(way, c).run(c), expected);
        }
    });
}

GRU4J_TEST(agrees_with_oracle_in_two_threads) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        const GruCase c(4, 33, 17, 65, reset_gate, reverse);
        require_results(way, c, Runner(way, c, true, 2).run(c), oracle(c));
    });
}

GRU4J_TEST(agrees_with_oracle_over_many_chunks) {
    for (ResetGate reset_gate : reset_gates) {
        for (int batch : {1, 2, 50, 130}) {
            GruCase c(batch < 50 ? 140 : 5, batch, 10, 17, reset_gate, batch != 50);
            for (bool is_ragged : {false, true}) {
                if (is_ragged) {
                    c.with_lengths();
                }
                const GruResult<double> expected = oracle(c);
                for (const Way& way : ways()) {
                    require_results(way, c, Runner(way, c, true, 2).run(c), expected);
                }
            }
        }
    }
}

GRU4J_TEST(agrees_with_oracle_under_masks) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (int k = 0; way.has_masks() && k < 8; ++k) {
            GruCase c = GruCase(5, 9, 7, 33, reset_gate, reverse).with_masks(k % 2 == 0, k / 2 % 2 == 0);
            if (k >= 4) {
                c.with_lengths();
            }
            require_results(way, c, Runner(way, c).run(c), oracle(c));
        }
    });
}

// of one slice of the batch and of two, also with more threads than panels, which then share out the rows in groups
GRU4J_TEST(bits_of_the_panel_kernel_do_not_depend_on_the_threads) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        const bool is_panel = way.functions != nullptr;
        for (int k = 0; is_panel && k < 4; ++k) {
            const int batches[] = {40, 1, 17, 1};
            GruCase c(3, batches[k], 33, k % 2 == 0 ? 100 : 20, reset_gate, reverse);
            if (k >= 2) {
                c.with_lengths().with_masks(true, true);
            }
            const GruResult<float> one = Runner(way, c, true, 1).run(c);
            require_results(way, c, one, oracle(c));
            for (int threads : {2, 3, 5, 8}) {
                require_equal_results(way.name() + " " + c.text() + " " + std::to_string(threads) + " threads",
                                      Runner(way, c, true, threads).run(c), one);
            }
        }
    });
}

// where oneDNN's own backward of the vanilla GRU writes past its scratchpad
GRU4J_TEST(agrees_with_oracle_where_inputs_are_much_wider_than_states) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (int hidden_size : {1, 8, 17}) {
            const GruCase c(5, 33, 100, hidden_size, reset_gate, reverse);
            require_results(way, c, Runner(way, c).run(c), oracle(c));
            GruCase ragged = GruCase(5, 33, 100, hidden_size, reset_gate, reverse).with_lengths();
            const GruResult<double> expected = oracle(ragged);
            spoil_padding(ragged, ragged.x, ragged.input_size);
            spoil_padding(ragged, ragged.dy, ragged.hidden_size);
            require_results(way, ragged, Runner(way, ragged).run(ragged), expected);
        }
    });
}

GRU4J_TEST(lengths_may_change_from_call_to_call) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        GruCase full(6, 5, 4, 9, reset_gate, reverse);
        GruCase ragged = GruCase(6, 5, 4, 9, reset_gate, reverse).with_lengths();
        GruCase all_full = full;
        all_full.lengths.assign(5, 6);
        GruCase empty = full;
        empty.lengths.assign(5, 0);
        Runner runner(way, full);
        for (GruCase* c : {&ragged, &full, &empty, &all_full, &ragged}) {
            require_results(way, *c, runner.run(*c), oracle(*c));
        }
    });
}

GRU4J_TEST(inference_gives_what_training_gives) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (int k = 0; k < 4; ++k) {
            GruCase c(5, k < 2 ? 6 : 37, 7, 33, reset_gate, reverse);  // a slice of the batch, and two
            if (k % 2 == 1) {
                c.with_lengths();
            }
            const GruResult<double> expected = oracle(c);
            GruResult<float> actual;
            Runner(way, c, false, 2).forward(c, actual, Runner::Options());
            const double sum = double(c.input_size + c.hidden_size) * c.steps;
            require_close(way.name() + " " + c.text() + " y", actual.y, expected.y, sum);
            require_close(way.name() + " " + c.text() + " hT", actual.hT, expected.hT, sum);
        }
    });
}

GRU4J_TEST(null_inputs_are_zeros) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (bool is_ragged : {false, true}) {
            GruCase c(4, 5, 3, 17, reset_gate, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            Runner::Options options;
            options.bias = options.h0 = options.dhT = false;
            std::fill(c.b.begin(), c.b.end(), 0.0f);
            std::fill(c.h0.begin(), c.h0.end(), 0.0f);
            std::fill(c.dhT.begin(), c.dhT.end(), 0.0f);
            GruResult<double> expected = oracle(c);
            expected.db.assign(expected.db.size(), 0);  // nobody asked for it
            require_results(way, c, Runner(way, c).run(c, options), expected);
        }
    });
}

GRU4J_TEST(dy_may_be_null_and_nobody_need_want_dx) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (bool is_ragged : {false, true}) {
            GruCase c(4, 5, 3, 17, reset_gate, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            Runner::Options options;
            options.dy = options.dx = options.dh0 = false;
            std::fill(c.dy.begin(), c.dy.end(), 0.0f);
            const GruResult<double> expected = oracle(c);
            const GruResult<float> actual = Runner(way, c).run(c, options);
            const double sum = double(c.batch) * c.steps * c.steps;
            require_close(way.name() + " " + c.text() + " dw", actual.dw, expected.dw, sum);
            require_close(way.name() + " " + c.text() + " du", actual.du, expected.du, sum);
            require_close(way.name() + " " + c.text() + " db", actual.db, expected.db, sum);
        }
    });
}

GRU4J_TEST(gradients_of_parameters_accumulate) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        const GruCase c(5, 3, 7, 33, reset_gate, reverse);
        Runner runner(way, c);
        GruResult<float> result = runner.run(c);
        runner.forward(c, result, Runner::Options());
        runner.backward(c, result, Runner::Options());
        GruResult<double> expected = oracle(c);
        for (std::vector<double>* gradient : {&expected.dw, &expected.du, &expected.db}) {
            for (double& value : *gradient) {
                value *= 2;
            }
        }
        require_results(way, c, result, expected);
    });
}

GRU4J_TEST(nan_in_one_row_stays_in_it) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        for (bool is_ragged : {false, true}) {
            GruCase c(5, 7, 9, 17, reset_gate, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            const GruResult<double> expected = oracle(c);
            const int row = 1;
            std::fill_n(c.x.begin() + (2 * c.batch + row) * c.input_size, c.input_size, nan);
            GruResult<float> actual;
            Runner(way, c).forward(c, actual, Runner::Options());
            for (int n = 0; n < c.batch; ++n) {
                const int H = c.hidden_size;
                const std::vector<float> last(actual.hT.begin() + n * H, actual.hT.begin() + (n + 1) * H);
                if (n == row) {
                    require(std::isnan(last[0]), c.text() + ": NaN did not reach its own row");
                } else {
                    const std::vector<double> undisturbed(expected.hT.begin() + n * H,
                                                          expected.hT.begin() + (n + 1) * H);
                    require_close(way.name() + " " + c.text() + " hT of row " + std::to_string(n), last, undisturbed,
                                  double(c.input_size + H) * c.steps);
                }
            }
        }
    });
}

GRU4J_TEST(nan_in_the_state_of_an_empty_row_reaches_no_gradient) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        GruCase c = GruCase(5, 7, 9, 17, reset_gate, reverse).with_lengths();
        const GruResult<double> expected = oracle(c);
        std::fill_n(c.h0.begin(), c.hidden_size, nan);
        const GruResult<float> actual = Runner(way, c).run(c);
        require(std::isnan(actual.hT[0]), "a row of length 0 keeps h0");
        const double sum = double(c.batch) * c.steps * c.steps;
        require_close(way.name() + " " + c.text() + " du", actual.du, expected.du, sum);
        require_close(way.name() + " " + c.text() + " dw", actual.dw, expected.dw, sum);
    });
}

GRU4J_TEST(a_new_version_of_the_weights_is_seen) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        GruCase c(4, 33, 65, 65, reset_gate, reverse);
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
        GruCase moved(4, 33, 65, 65, reset_gate, reverse, 5);
        require_results(way, moved, runner.run(moved, options), oracle(moved));
    });
}

GRU4J_TEST(same_inputs_same_bits) {
    for_each_variant([](const Way& way, ResetGate reset_gate, bool reverse) {
        const GruCase c = GruCase(9, 17, 33, 100, reset_gate, reverse).with_lengths();
        Runner runner(way, c);
        const GruResult<float> first = runner.run(c);
        const GruResult<float> second = runner.run(c);
        require_equal("y", second.y, first.y);
        require_equal("dx", second.dx, first.dx);
        require_equal("dw", second.dw, first.dw);
        require_equal("du", second.du, first.du);
        require_equal("db", second.db, first.db);
    });
}

}  // namespace gru4j::test
