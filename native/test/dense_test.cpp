#include "gru4j/dense.h"

#include <cmath>
#include <limits>

#include "check.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

constexpr int threads = 2;

struct DenseCase {
    int rows, input_size, output_size;
    std::vector<float> x, w, b, dy;

    DenseCase(int rows_, int input_size_, int output_size_)
        : rows(rows_), input_size(input_size_), output_size(output_size_) {
        std::uint32_t seed = 3;
        x = random_values(std::size_t(rows) * input_size, 1, seed);
        w = random_values(std::size_t(input_size) * output_size, 1, seed);
        b = random_values(output_size, 1, seed);
        dy = random_values(std::size_t(rows) * output_size, 1, seed);
    }
};

/// Of products that are cut into blocks: along their rows, along their columns, and along both.
template <typename Body>
void for_each_large_case(Body body) {
    body(DenseCase(903, 70, 203));
    body(DenseCase(65, 261, 1030));
    body(DenseCase(130, 1000, 520));
    body(DenseCase(520, 310, 33));
}

template <typename Body>
void for_each_case(Body body) {
    for (int rows : {1, 7, 100}) {
        for (int input_size : {1, 17, 65}) {
            for (int output_size : {1, 33, 300}) {
                body(DenseCase(rows, input_size, output_size));
            }
        }
    }
    for_each_large_case(body);
}

}  // namespace

GRU4J_TEST(dense_forward_agrees_with_plain_loops) {
    for_each_case([](const DenseCase& c) {
        for (bool has_bias : {true, false}) {
            std::vector<double> expected(c.dy.size());
            for (int m = 0; m < c.rows; ++m) {
                for (int o = 0; o < c.output_size; ++o) {
                    double sum = has_bias ? c.b[o] : 0;
                    for (int i = 0; i < c.input_size; ++i) {
                        sum += double(c.x[m * c.input_size + i]) * c.w[i * c.output_size + o];
                    }
                    expected[m * c.output_size + o] = sum;
                }
            }
            std::vector<float> y(c.dy.size(), std::numeric_limits<float>::quiet_NaN());
            dense_forward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), has_bias ? c.b.data() : nullptr,
                          y.data(), threads);
            require_close("y", y, expected, c.input_size);
        }
    });
}

GRU4J_TEST(dense_backward_adds_what_plain_loops_give) {
    for_each_case([](const DenseCase& c) {
        std::vector<double> dw(c.w.size(), 1), db(c.b.size(), 1), dx(c.x.size());
        for (int m = 0; m < c.rows; ++m) {
            for (int o = 0; o < c.output_size; ++o) {
                const double d = c.dy[m * c.output_size + o];
                db[o] += d;
                for (int i = 0; i < c.input_size; ++i) {
                    dw[i * c.output_size + o] += c.x[m * c.input_size + i] * d;
                    dx[m * c.input_size + i] += c.w[i * c.output_size + o] * d;
                }
            }
        }
        std::vector<float> actual_dw(c.w.size(), 1), actual_db(c.b.size(), 1), actual_dx(c.x.size(), NAN);
        dense_backward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), c.dy.data(), actual_dx.data(),
                       actual_dw.data(), actual_db.data(), threads);
        require_close("dw", actual_dw, dw, c.rows);
        require_close("db", actual_db, db, c.rows);
        require_close("dx", actual_dx, dx, c.output_size);
    });
}

GRU4J_TEST(dense_has_the_same_bits_for_any_number_of_threads) {
    for_each_large_case([](const DenseCase& c) {
        struct Result {
            std::vector<float> y, dw, db, dx;
        };
        const auto run = [&](int count) {
            Result r{std::vector<float>(c.dy.size()), std::vector<float>(c.w.size(), 1),
                     std::vector<float>(c.b.size(), 1), std::vector<float>(c.x.size())};
            dense_forward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), c.b.data(), r.y.data(), count);
            dense_backward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), c.dy.data(), r.dx.data(),
                           r.dw.data(), r.db.data(), count);
            return r;
        };
        const Result one = run(1);
        for (int count : {2, 3, 5, 8, 16, 32}) {
            const Result more = run(count);
            const std::string text = " in " + std::to_string(count) + " threads";
            require_equal("y" + text, more.y, one.y);
            require_equal("dw" + text, more.dw, one.dw);
            require_equal("db" + text, more.db, one.db);
            require_equal("dx" + text, more.dx, one.dx);
        }
    });
}

GRU4J_TEST(dense_backward_without_bias_and_dx) {
    const DenseCase c(9, 7, 5);
    std::vector<float> all(c.w.size()), alone(c.w.size()), db(c.b.size()), dx(c.x.size());
    dense_backward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), c.dy.data(), dx.data(), all.data(),
                   db.data(), threads);
    dense_backward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), c.dy.data(), nullptr, alone.data(),
                   nullptr, threads);
    require_equal("dw", alone, all);
}

GRU4J_TEST(dense_nan_in_one_row_stays_in_it) {
    DenseCase c(9, 7, 33);
    c.x[3 * c.input_size + 1] = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> y(c.dy.size());
    dense_forward(c.rows, c.input_size, c.output_size, c.x.data(), c.w.data(), c.b.data(), y.data(), threads);
    for (int m = 0; m < c.rows; ++m) {
        require(std::isnan(y[m * c.output_size]) == (m == 3), "row " + std::to_string(m));
    }
}

}  // namespace gru4j::test
