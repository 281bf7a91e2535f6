#include "gru4j/embedding.h"

#include <limits>

#include "check.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

struct EmbeddingCase {
    int rows, vocabulary, size;
    std::vector<int> ids;
    std::vector<float> w, dy;

    /// Every fifth row has no id, and NaN for a gradient.
    EmbeddingCase(int rows_, int vocabulary_, int size_) : rows(rows_), vocabulary(vocabulary_), size(size_) {
        std::uint32_t seed = 13;
        w = random_values(std::size_t(vocabulary) * size, 1, seed);
        dy = random_values(std::size_t(rows) * size, 1, seed);
        for (int m = 0; m < rows; ++m) {
            ids.push_back(m % 5 == 4 ? -1 : m * m % vocabulary);
            for (int e = 0; m % 5 == 4 && e < size; ++e) {
                dy[m * size + e] = nan;
            }
        }
    }

    std::vector<float> backward(int threads) const {
        std::vector<float> dw(w.size(), 1);
        embedding_backward(rows, size, ids.data(), dy.data(), dw.data(), threads);
        return dw;
    }
};

template <typename Body>
void for_each_case(Body body) {
    for (int rows : {1, 7, 2048}) {
        for (int vocabulary : {1, 5, 100}) {
            for (int size : {1, 7, 16, 33, 64, 100}) {
                body(EmbeddingCase(rows, vocabulary, size));
            }
        }
    }
    body(EmbeddingCase(2048, 7, 1603));  // enough for three threads
}

}  // namespace

GRU4J_TEST(embedding_forward_is_rows_of_w) {
    for_each_case([](const EmbeddingCase& c) {
        std::vector<float> expected(c.dy.size(), 0);
        for (int k = 0; k < c.rows * c.size; ++k) {
            const int id = c.ids[k / c.size];
            expected[k] = id < 0 ? 0 : c.w[id * c.size + k % c.size];
        }
        for (int threads : {1, 2, 3}) {
            std::vector<float> y(expected.size(), nan);
            embedding_forward(c.rows, c.size, c.w.data(), c.ids.data(), y.data(), threads);
            require_equal("y", y, expected);
        }
    });
}

GRU4J_TEST(embedding_backward_adds_what_plain_loops_give) {
    for_each_case([](const EmbeddingCase& c) {
        std::vector<double> expected(c.w.size(), 1);
        for (int k = 0; k < c.rows * c.size; ++k) {
            if (c.ids[k / c.size] >= 0) {
                expected[c.ids[k / c.size] * c.size + k % c.size] += c.dy[k];
            }
        }
        require_close("dw", c.backward(1), expected, c.rows);
    });
}

GRU4J_TEST(embedding_backward_has_the_same_bits_for_any_number_of_threads) {
    for (int size : {1, 33, 1603}) {  // the last is enough for three threads
        const EmbeddingCase c(2048, 7, size);
        const std::vector<float> alone = c.backward(1);
        for (int threads : {2, 3}) {
            require_equal("dw", c.backward(threads), alone);
        }
    }
}

}  // namespace gru4j::test
