#include "gru4j/attention.h"

#include <algorithm>
#include <cmath>

#include "check.h"
#include "memory.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

/// Sizes, inputs and lengths of one attention. `shared`: the keys are the values.
struct AttentionCase {
    int queries, memory, batch, compared, values;
    bool shared;
    std::vector<float> q, k, v, dy;
    std::vector<int> lengths;

    AttentionCase(int queries_, int memory_, int batch_, int compared_, int values_, bool shared_, bool ragged)
        : queries(queries_),
          memory(memory_),
          batch(batch_),
          compared(compared_),
          values(shared_ ? compared_ : values_),
          shared(shared_) {
        std::uint32_t seed = 5;
        q = random_values(std::size_t(queries) * batch * compared, 1, seed);
        k = random_values(std::size_t(memory) * batch * compared, 1, seed);
        v = shared ? k : random_values(std::size_t(memory) * batch * values, 1, seed);
        dy = random_values(std::size_t(queries) * batch * values, 1, seed);
        for (int n = 0; ragged && n < batch; ++n) {
            lengths.push_back((n * 5 + memory) % (memory + 1));
        }
    }

    int length(int n) const { return lengths.empty() ? memory : lengths[n]; }
    const int* length_data() const { return lengths.empty() ? nullptr : lengths.data(); }
};

constexpr float scale = 0.5f;

/// What the kernel computes, in floats or in doubles.
template <typename T>
struct Results {
    std::vector<T> a, y, dq, dk, dv;

    explicit Results(const AttentionCase& c, T fill)
        : a(std::size_t(c.queries) * c.batch * c.memory, fill),
          y(c.dy.size(), fill),
          dq(c.q.size(), fill),
          dk(c.k.size(), fill),
          dv(c.shared ? 0 : c.v.size(), fill) {}
};

Results<float> run(const AttentionCase& c, int threads) {
    Results<float> r(c, nan);
    std::vector<float> de(r.a.size(), nan);
    const float* v = c.shared ? c.k.data() : c.v.data();
    attention_forward(c.queries, c.memory, c.batch, c.compared, c.values, c.q.data(), c.k.data(), v, c.length_data(),
                      scale, r.a.data(), r.y.data(), threads);
    attention_backward(c.queries, c.memory, c.batch, c.compared, c.values, c.q.data(), c.k.data(), v, c.length_data(),
                       scale, r.a.data(), c.dy.data(), de.data(), r.dq.data(), r.dk.data(),
                       c.shared ? nullptr : r.dv.data(), threads);
    return r;
}

/// The equations, element by element.
Results<double> expected(const AttentionCase& c) {
    Results<double> r(c, 0);
    std::vector<double> dv(c.v.size());
    for (int t = 0; t < c.queries; ++t) {
        for (int n = 0; n < c.batch; ++n) {
            const std::size_t query = std::size_t(t) * c.batch + n;
            double* a = r.a.data() + query * c.memory;
            double sum = 0;
            for (int s = 0; s < c.length(n); ++s) {
                double e = 0;
                for (int i = 0; i < c.compared; ++i) {
                    e += double(c.q[query * c.compared + i]) * c.k[(std::size_t(s) * c.batch + n) * c.compared + i];
                }
                a[s] = std::exp(scale * e);
                sum += a[s];
            }
            double mean = 0;
            std::vector<double> da(c.memory);
            for (int s = 0; s < c.length(n); ++s) {
                a[s] /= sum;
                for (int i = 0; i < c.values; ++i) {
                    const std::size_t value = (std::size_t(s) * c.batch + n) * c.values + i;
                    r.y[query * c.values + i] += a[s] * c.v[value];
                    dv[value] += a[s] * c.dy[query * c.values + i];
                    da[s] += double(c.dy[query * c.values + i]) * c.v[value];
                }
                mean += a[s] * da[s];
            }
            for (int s = 0; s < c.length(n); ++s) {
                const double de = scale * a[s] * (da[s] - mean);
                for (int i = 0; i < c.compared; ++i) {
                    const std::size_t key = (std::size_t(s) * c.batch + n) * c.compared + i;
                    r.dq[query * c.compared + i] += de * c.k[key];
                    r.dk[key] += de * c.q[query * c.compared + i];
                }
            }
        }
    }
    for (std::size_t i = 0; i < dv.size(); ++i) {
        (c.shared ? r.dk : r.dv)[i] += dv[i];
    }
    return r;
}

template <typename Body>
void for_each_case(Body body) {
    for (bool shared : {true, false}) {
        for (bool ragged : {true, false}) {
            body(AttentionCase(1, 1, 1, 1, 2, shared, ragged));
            body(AttentionCase(3, 5, 4, 7, 9, shared, ragged));
            body(AttentionCase(9, 17, 3, 33, 20, shared, ragged));
            body(AttentionCase(20, 30, 40, 64, 48, shared, ragged));
        }
    }
}

}  // namespace

GRU4J_TEST(attention_agrees_with_plain_loops) {
    for_each_case([](const AttentionCase& c) {
        const Results<double> wanted = expected(c);
        const Results<float> actual = run(c, 2);
        const double terms = double(c.memory) * c.queries * (c.compared + c.values);
        require_close("a", actual.a, wanted.a, terms);
        require_close("y", actual.y, wanted.y, terms);
        require_close("dq", actual.dq, wanted.dq, terms);
        require_close("dk", actual.dk, wanted.dk, terms);
        if (!c.shared) {
            require_close("dv", actual.dv, wanted.dv, terms);
        }
    });
}

GRU4J_TEST(attention_has_the_same_bits_for_any_number_of_threads) {
    for_each_case([](const AttentionCase& c) {
        const Results<float> one = run(c, 1);
        for (int threads : {2, 3, 8}) {
            const Results<float> more = run(c, threads);
            require_equal("a", more.a, one.a);
            require_equal("y", more.y, one.y);
            require_equal("dq", more.dq, one.dq);
            require_equal("dk", more.dk, one.dk);
            require_equal("dv", more.dv, one.dv);
        }
    });
}

}  // namespace gru4j::test
