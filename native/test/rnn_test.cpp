#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "check.h"
#include "memory.h"
#include "rnn_case.h"

namespace gru4j::test {
namespace {

/// A kernel with its memory. All but the scratch starts as NaN: what is not written must not be read.
class Runner {
public:
    explicit Runner(const RnnCase& c, bool training = true, int threads = 1)
        : kernel_(c.steps, c.batch, c.input_size, c.hidden_size, c.cell, c.reverse, training, threads),
          scratch_(kernel_.scratch_floats(), 0),
          workspace_(kernel_.workspace_floats(), nan),
          training_(training) {
        kernel_.use_scratch(scratch_.data());
    }

    struct Options {
        bool bias = true, s0 = true, dy = true, dsT = true, dx = true, ds0 = true;
        std::int64_t version = 1;
    };

    void forward(const RnnCase& c, RnnResult<float>& result, const Options& options) {
        result.y.assign(c.dy.size(), nan);
        result.sT.assign(c.s0.size(), nan);
        kernel_.forward(c.w.data(), c.u.data(), given(options.bias, c.b), options.version, c.x.data(),
                        given(options.s0, c.s0), lengths(c), result.y.data(), result.sT.data(),
                        training_ ? workspace_.data() : nullptr);
    }

    void backward(const RnnCase& c, RnnResult<float>& result, const Options& options) {
        result.dx.assign(c.x.size(), nan);
        result.ds0.assign(c.s0.size(), nan);
        kernel_.backward(c.w.data(), c.u.data(), given(options.bias, c.b), options.version, c.x.data(),
                         given(options.s0, c.s0), lengths(c), result.y.data(), given(options.dy, c.dy),
                         given(options.dsT, c.dsT), result.dw.data(), result.du.data(),
                         options.bias ? result.db.data() : nullptr, options.dx ? result.dx.data() : nullptr,
                         options.ds0 ? result.ds0.data() : nullptr, workspace_.data());
    }

    RnnResult<float> run(const RnnCase& c, const Options& options) {
        RnnResult<float> result;
        result.dw.assign(c.w.size(), 0);
        result.du.assign(c.u.size(), 0);
        result.db.assign(c.b.size(), 0);
        forward(c, result, options);
        backward(c, result, options);
        return result;
    }

    RnnResult<float> run(const RnnCase& c) { return run(c, Options()); }

private:
    static const float* given(bool is_given, const std::vector<float>& values) {
        return is_given ? values.data() : nullptr;
    }
    static const int* lengths(const RnnCase& c) { return c.lengths.empty() ? nullptr : c.lengths.data(); }

    RnnKernel kernel_;
    Memory scratch_;
    Memory workspace_;
    bool training_;
};

template <typename Real>
std::vector<Real> joined(std::vector<Real> first, const std::vector<Real>& second, const std::vector<Real>& third) {
    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), third.begin(), third.end());
    return first;
}

void require_results(const RnnCase& c, const RnnResult<float>& actual, const RnnResult<double>& expected) {
    const double output_sum = double(c.input_size + c.hidden_size) * c.steps;
    const double parameter_sum = double(c.batch) * c.steps * c.steps;
    const std::string text = c.text() + " ";
    require_close(text + "y", actual.y, expected.y, output_sum);
    require_close(text + "sT", actual.sT, expected.sT, output_sum);
    require_close(text + "dx", actual.dx, expected.dx, output_sum);
    require_close(text + "ds0", actual.ds0, expected.ds0, output_sum);
    // with one scale: what of a single unit cancels still carries the errors of its terms
    require_close(text + "dw, du, db", joined(actual.dw, actual.du, actual.db),
                  joined(expected.dw, expected.du, expected.db), parameter_sum);
}

/// Overwrites what lies past each row's length, in [T,N,width].
void spoil_padding(const RnnCase& c, std::vector<float>& values, int width) {
    for (int t = 0; t < c.steps; ++t) {
        for (int n = 0; n < c.batch; ++n) {
            if (t >= c.lengths[n]) {
                std::fill_n(values.begin() + (t * c.batch + n) * width, width, nan);
            }
        }
    }
}

void require_results_with_spoilt_padding(RnnCase c) {
    const RnnResult<double> expected = oracle(c);
    spoil_padding(c, c.x, c.input_size);
    spoil_padding(c, c.dy, c.hidden_size);
    require_results(c, Runner(c).run(c), expected);
}

void for_each_variant(const std::function<void(RnnCell, bool)>& body) {
    for (RnnCell cell : {RnnCell::lstm, RnnCell::tanh}) {
        for (bool reverse : {false, true}) {
            body(cell, reverse);
        }
    }
}

}  // namespace

GRU4J_TEST(agrees_with_oracle_at_odd_sizes) {
    const int sizes[] = {1, 7, 17, 33, 65, 100};
    for_each_variant([&](RnnCell cell, bool reverse) {
        for (int k = 0; k < 6; ++k) {
            for (int shift : {0, 1, 2}) {
                const RnnCase c(k + 1, sizes[(k + 2) % 4], sizes[k], sizes[(k + shift) % 6], cell, reverse);
                require_results(c, Runner(c).run(c), oracle(c));
            }
        }
    });
}

GRU4J_TEST(agrees_with_oracle_at_ragged_lengths_and_never_reads_padding) {
    for_each_variant([](RnnCell cell, bool reverse) {
        for (int hidden_size : {1, 17, 65}) {
            require_results_with_spoilt_padding(RnnCase(7, 9, 5, hidden_size, cell, reverse).with_lengths());
        }
    });
}

GRU4J_TEST(agrees_with_oracle_in_two_threads) {
    for_each_variant([](RnnCell cell, bool reverse) {
        RnnCase c = RnnCase(6, 33, 17, 65, cell, reverse);
        require_results(c, Runner(c, true, 2).run(c), oracle(c));
        c.with_lengths();
        require_results(c, Runner(c, true, 2).run(c), oracle(c));
    });
}

// oneDNN's backward of the vanilla GRU writes past its scratchpad there
GRU4J_TEST(agrees_with_oracle_where_inputs_are_much_wider_than_states) {
    for_each_variant([](RnnCell cell, bool reverse) {
        for (int hidden_size : {1, 8, 17}) {
            for (int input_size : {4 * hidden_size + 1, 300}) {
                RnnCase c(5, 33, input_size, hidden_size, cell, reverse);
                require_results(c, Runner(c).run(c), oracle(c));
                require_results_with_spoilt_padding(c.with_lengths());
            }
        }
    });
}

// c passes through padding whatever else the gates read
GRU4J_TEST(large_weights_and_states_leave_ragged_rows_as_they_are) {
    for (bool reverse : {false, true}) {
        RnnCase c = RnnCase(7, 9, 5, 17, RnnCell::lstm, reverse).with_lengths();
        for (std::size_t k = 0; k < c.b.size(); ++k) {
            c.b[k] = k / 17 == 0 ? 1e3f : k / 17 == 1 ? -1e3f : c.b[k];  // input gates open, forget gates closed
        }
        for (std::size_t k = c.s0.size() / 2; k < c.s0.size(); ++k) {
            c.s0[k] *= 1e3f;
        }
        require_results(c, Runner(c).run(c), oracle(c));
        for (std::size_t k = 0; k < 2 * 17; ++k) {
            c.b[k] = 0.5f;
        }
        require_results(c, Runner(c).run(c), oracle(c));
    }
}

GRU4J_TEST(lengths_may_change_from_call_to_call) {
    for_each_variant([](RnnCell cell, bool reverse) {
        RnnCase full(6, 5, 4, 9, cell, reverse);
        RnnCase ragged = RnnCase(6, 5, 4, 9, cell, reverse).with_lengths();
        RnnCase all_full = full;
        all_full.lengths.assign(5, 6);
        RnnCase empty = full;
        empty.lengths.assign(5, 0);
        Runner runner(full);
        for (RnnCase* c : {&ragged, &full, &empty, &all_full, &ragged}) {
            require_results(*c, runner.run(*c), oracle(*c));
        }
    });
}

GRU4J_TEST(inference_gives_what_training_gives) {
    for_each_variant([](RnnCell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RnnCase c(5, 6, 7, 33, cell, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            const RnnResult<double> expected = oracle(c);
            RnnResult<float> actual;
            Runner(c, false).forward(c, actual, Runner::Options());
            const double sum = double(c.input_size + c.hidden_size) * c.steps;
            require_close(c.text() + " y", actual.y, expected.y, sum);
            require_close(c.text() + " sT", actual.sT, expected.sT, sum);
        }
    });
}

GRU4J_TEST(null_inputs_are_zeros) {
    for_each_variant([](RnnCell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RnnCase c(4, 5, 3, 17, cell, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            Runner::Options options;
            options.bias = options.s0 = options.dsT = false;
            std::fill(c.b.begin(), c.b.end(), 0.0f);
            std::fill(c.s0.begin(), c.s0.end(), 0.0f);
            std::fill(c.dsT.begin(), c.dsT.end(), 0.0f);
            RnnResult<double> expected = oracle(c);
            expected.db.assign(expected.db.size(), 0);  // nobody asked for it
            require_results(c, Runner(c).run(c, options), expected);
        }
    });
}

GRU4J_TEST(dy_may_be_null_and_nobody_need_want_dx) {
    for_each_variant([](RnnCell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RnnCase c(4, 5, 3, 17, cell, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            Runner::Options options;
            options.dy = options.dx = options.ds0 = false;
            std::fill(c.dy.begin(), c.dy.end(), 0.0f);
            const RnnResult<double> expected = oracle(c);
            const RnnResult<float> actual = Runner(c).run(c, options);
            const double sum = double(c.batch) * c.steps * c.steps;
            require_close(c.text() + " dw", actual.dw, expected.dw, sum);
            require_close(c.text() + " du", actual.du, expected.du, sum);
            require_close(c.text() + " db", actual.db, expected.db, sum);
        }
    });
}

GRU4J_TEST(gradients_of_parameters_accumulate) {
    for_each_variant([](RnnCell cell, bool reverse) {
        const RnnCase c(5, 3, 7, 33, cell, reverse);
        Runner runner(c);
        RnnResult<float> result = runner.run(c);
        runner.forward(c, result, Runner::Options());
        runner.backward(c, result, Runner::Options());
        RnnResult<double> expected = oracle(c);
        for (std::vector<double>* gradient : {&expected.dw, &expected.du, &expected.db}) {
            for (double& value : *gradient) {
                value *= 2;
            }
        }
        require_results(c, result, expected);
    });
}

GRU4J_TEST(nan_in_one_row_stays_in_it) {
    for_each_variant([](RnnCell cell, bool reverse) {
        for (bool is_ragged : {false, true}) {
            RnnCase c(5, 7, 9, 17, cell, reverse);
            if (is_ragged) {
                c.with_lengths();
            }
            const RnnResult<double> expected = oracle(c);
            const int row = 1;
            std::fill_n(c.x.begin() + (2 * c.batch + row) * c.input_size, c.input_size, nan);
            RnnResult<float> actual;
            Runner(c).forward(c, actual, Runner::Options());
            const int H = c.hidden_size;
            for (int n = 0; n < c.states() * c.batch; ++n) {
                const std::vector<float> last(actual.sT.begin() + n * H, actual.sT.begin() + (n + 1) * H);
                if (n % c.batch == row) {
                    require(std::isnan(last[0]), c.text() + ": NaN did not reach its own row");
                } else {
                    const std::vector<double> undisturbed(expected.sT.begin() + n * H,
                                                          expected.sT.begin() + (n + 1) * H);
                    require_close(c.text() + " state " + std::to_string(n), last, undisturbed,
                                  double(c.input_size + H) * c.steps);
                }
            }
        }
    });
}

GRU4J_TEST(nan_in_the_states_of_an_empty_row_reaches_no_gradient) {
    for_each_variant([](RnnCell cell, bool reverse) {
        RnnCase c = RnnCase(5, 7, 9, 17, cell, reverse).with_lengths();
        const RnnResult<double> expected = oracle(c);
        for (int s = 0; s < c.states(); ++s) {
            std::fill_n(c.s0.begin() + s * c.batch * c.hidden_size, c.hidden_size, nan);
            std::fill_n(c.dsT.begin() + s * c.batch * c.hidden_size, c.hidden_size, nan);
        }
        const RnnResult<float> actual = Runner(c).run(c);
        for (int s = 0; s < c.states(); ++s) {
            require(std::isnan(actual.sT[s * c.batch * c.hidden_size]), "a row of length 0 keeps its states");
            require(std::isnan(actual.ds0[s * c.batch * c.hidden_size]), "and passes their gradients on");
        }
        const double sum = double(c.batch) * c.steps * c.steps;
        require_close(c.text() + " du", actual.du, expected.du, sum);
        require_close(c.text() + " dw", actual.dw, expected.dw, sum);
        require_close(c.text() + " db", actual.db, expected.db, sum);
    });
}

GRU4J_TEST(a_new_version_of_the_weights_is_seen) {
    for_each_variant([](RnnCell cell, bool reverse) {
        RnnCase c(4, 33, 65, 65, cell, reverse);
        Runner runner(c);
        require_results(c, runner.run(c), oracle(c));
        for (float& value : c.w) {
            value = -value;
        }
        for (float& value : c.u) {
            value = -value;
        }
        Runner::Options options;
        options.version = 2;
        require_results(c, runner.run(c, options), oracle(c));
        RnnCase moved(4, 33, 65, 65, cell, reverse, 5);
        require_results(moved, runner.run(moved, options), oracle(moved));
    });
}

GRU4J_TEST(same_inputs_same_bits) {
    for_each_variant([](RnnCell cell, bool reverse) {
        const RnnCase c = RnnCase(9, 17, 33, 100, cell, reverse).with_lengths();
        Runner runner(c, true, 2);
        const RnnResult<float> first = runner.run(c);
        const RnnResult<float> second = runner.run(c);
        require_equal("y", second.y, first.y);
        require_equal("sT", second.sT, first.sT);
        require_equal("dx", second.dx, first.dx);
        require_equal("dw", second.dw, first.dw);
        require_equal("du", second.du, first.du);
        require_equal("db", second.db, first.db);
    });
}

GRU4J_TEST(misuse_is_an_exception) {
    const RnnCase c(2, 2, 2, 2, RnnCell::lstm, false);
    RnnKernel kernel(2, 2, 2, 2, RnnCell::lstm, false, false, 1);
    std::vector<float> y(8), sT(8);
    try {
        kernel.forward(c.w.data(), c.u.data(), nullptr, 1, c.x.data(), nullptr, nullptr, y.data(), sT.data(), nullptr);
    } catch (const std::logic_error& e) {
        return;
    }
    require(false, "a kernel without scratch memory ran");
}

}  // namespace gru4j::test
