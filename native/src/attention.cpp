#include "gru4j/attention.h"

#include <algorithm>
#include <atomic>
#include <oneapi/dnnl/dnnl.hpp>

#include "elementwise/elementwise.h"
#include "primitive/openmp.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

/// Least number of multiply-adds for a thread: several times the cost of waking it.
constexpr std::int64_t thread_products = 1 << 20;

/// Matrices that lie in a batch: row t of sequence n begins at ((t·N) + n)·width.
struct Strided {
    const float* data;
    std::int64_t width;

    const float* of(std::int64_t n) const { return data + n * width; }
};

/// The products of one sequence, each in a single thread; keeps the first error.
class Products {
public:
    explicit Products(std::int64_t batch, std::atomic<dnnl_status_t>& status) : batch_(batch), status_(status) {}

    /// c[m,n] = alpha·a·b + beta·c, of sequence `sequence`; see gemm().
    void run(char ta, char tb, std::int64_t m, std::int64_t n, std::int64_t k, float alpha, Strided a, Strided b,
             float beta, float* c, std::int64_t width, std::int64_t sequence) {
        const dnnl_status_t result =
                dnnl_sgemm(ta, tb, m, n, k, alpha, a.of(sequence), batch_ * a.width, b.of(sequence), batch_ * b.width,
                           beta, c + sequence * width, batch_ * width);
        if (result != dnnl_success) {
            status_ = result;
        }
    }

private:
    std::int64_t batch_;
    std::atomic<dnnl_status_t>& status_;
};

/// Sets steps from `begin` to `end` of a sequence to zero.
void clear(float* data, std::int64_t width, std::int64_t batch, std::int64_t n, std::int64_t begin, std::int64_t end) {
    for (std::int64_t step = begin; step < end; ++step) {
        std::fill_n(data + (step * batch + n) * width, width, 0.0f);
    }
}

}  // namespace

void attention_forward(std::int64_t queries, std::int64_t memory, std::int64_t batch, std::int64_t compared,
                       std::int64_t values, const float* q, const float* k, const float* v, const int* lengths,
                       float scale, float* a, float* y, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    std::atomic<dnnl_status_t> status{dnnl_success};
    const std::int64_t grain = thread_products / (queries * memory * (compared + values)) + 1;
    parallel_for(threads, batch, grain, [&](std::int64_t begin, std::int64_t end) {
        const OpenMpThreads one(1);
        Products products(batch, status);
        for (std::int64_t n = begin; n < end; ++n) {
            const std::int64_t length = lengths == nullptr ? memory : lengths[n];
            if (length == 0) {
                clear(a, memory, batch, n, 0, queries);
                clear(y, values, batch, n, 0, queries);
                continue;
            }
            products.run('N', 'T', queries, length, compared, scale, {q, compared}, {k, compared}, 0.0f, a, memory, n);
            for (std::int64_t t = 0; t < queries; ++t) {
                float* row = a + (t * batch + n) * memory;
                loops.softmax(length, row);
                std::fill_n(row + length, memory - length, 0.0f);
            }
            products.run('N', 'N', queries, values, length, 1.0f, {a, memory}, {v, values}, 0.0f, y, values, n);
        }
    });
    dnnl::error::wrap_c_api(status, "dnnl_sgemm failed");
}

void attention_backward(std::int64_t queries, std::int64_t memory, std::int64_t batch, std::int64_t compared,
                        std::int64_t values, const float* q, const float* k, const float* v, const int* lengths,
                        float scale, const float* a, const float* dy, float* de, float* dq, float* dk, float* dv,
                        int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    std::atomic<dnnl_status_t> status{dnnl_success};
    float* into_values = dv == nullptr ? dk : dv;
    const std::int64_t grain = thread_products / (2 * queries * memory * (compared + values)) + 1;
    parallel_for(threads, batch, grain, [&](std::int64_t begin, std::int64_t end) {
        const OpenMpThreads one(1);
        Products products(batch, status);
        for (std::int64_t n = begin; n < end; ++n) {
            const std::int64_t length = lengths == nullptr ? memory : lengths[n];
            clear(dk, compared, batch, n, length, memory);
            clear(into_values, values, batch, n, length, memory);
            if (length == 0) {
                clear(dq, compared, batch, n, 0, queries);
                continue;
            }
            products.run('N', 'T', queries, length, values, 1.0f, {dy, values}, {v, values}, 0.0f, de, memory, n);
            products.run('T', 'N', length, values, queries, 1.0f, {a, memory}, {dy, values}, 0.0f, into_values, values,
                         n);
            for (std::int64_t t = 0; t < queries; ++t) {
                const std::int64_t row = (t * batch + n) * memory;
                loops.softmax_gradient(length, scale, a + row, de + row);
            }
            products.run('N', 'N', queries, compared, length, 1.0f, {de, memory}, {k, compared}, 0.0f, dq, compared, n);
            products.run('T', 'N', length, compared, queries, 1.0f, {de, memory}, {q, compared},
                         dv == nullptr ? 1.0f : 0.0f, dk, compared, n);
        }
    });
    dnnl::error::wrap_c_api(status, "dnnl_sgemm failed");
}

}  // namespace gru4j
