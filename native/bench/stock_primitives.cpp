// Times oneDNN's own GRU primitives: the yardstick for everything else. Prints one JSON object a line.
//
//     gru4j_bench [threads [repetitions]]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

#include "rnn_layer.h"
#include "thread_scope.h"

namespace {

using gru4j::GruDims;
using gru4j::ResetGate;

/// T, N, I, H, with the letters that the project's tables use.
struct Shape {
    char letter;
    int steps, batch, input_size, hidden_size;
};

constexpr Shape shapes[] = {{'A', 50, 64, 128, 128}, {'B', 50, 64, 256, 256}, {'C', 50, 64, 512, 512},
                            {'E', 35, 20, 650, 650}, {'G', 20, 1, 256, 256},  {'H', 200, 16, 88, 100},
                            {'K', 100, 128, 64, 64}};

/// Small values at a multiple of 64 bytes.
class Array {
public:
    explicit Array(std::int64_t floats, float scale = 0)
        : data_(static_cast<float*>(::operator new(floats * sizeof(float), alignment))) {
        for (std::int64_t k = 0; k < floats; ++k) {
            data_[k] = scale * static_cast<float>(k * 7919 % 2003 - 1001) / 1001;
        }
    }
    ~Array() { ::operator delete(data_, alignment); }
    Array(const Array&) = delete;
    Array& operator=(const Array&) = delete;
    operator float*() { return data_; }

private:
    static constexpr std::align_val_t alignment{64};
    float* data_;
};

/// A layer with all that it runs on.
class Run {
public:
    explicit Run(const GruDims& dims)
        : layer_(dims),
          scratch_(layer_.scratch_floats()),
          workspace_(layer_.workspace_floats() + 1),
          w_(std::int64_t(3) * dims.input_size * dims.hidden_size, 0.1f),
          u_(std::int64_t(3) * dims.hidden_size * dims.hidden_size, 0.1f),
          b_(dims.bias_rows() * dims.hidden_size, 0.1f),
          x_(dims.x_size(), 1),
          h0_(dims.state_size()),
          y_(dims.y_size()),
          hT_(dims.state_size()),
          dy_(dims.y_size(), 1),
          dw_(std::int64_t(3) * dims.input_size * dims.hidden_size),
          du_(std::int64_t(3) * dims.hidden_size * dims.hidden_size),
          db_(dims.bias_rows() * dims.hidden_size),
          dx_(dims.x_size()),
          dh0_(dims.state_size()) {
        layer_.use_scratch(scratch_);
    }

    /// The weights count as changed, as they are after an optimiser's step.
    void train() {
        ++version_;
        forward();
        layer_.backward(weights(), x_, h0_, y_, dy_, nullptr, {dw_, du_, db_}, dx_, dh0_, workspace_);
    }

    void forward() { layer_.forward(weights(), x_, h0_, y_, hT_, workspace_); }

private:
    gru4j::Weights weights() { return {w_, u_, b_, version_}; }

    gru4j::RnnLayer layer_;
    std::int64_t version_ = 0;
    Array scratch_, workspace_, w_, u_, b_, x_, h0_, y_, hT_, dy_, dw_, du_, db_, dx_, dh0_;
};

template <typename Body>
std::vector<double> milliseconds(int repetitions, Body body) {
    for (int k = 0; k < 3; ++k) {
        body();
    }
    std::vector<double> times;
    for (int k = 0; k < repetitions; ++k) {
        const auto start = std::chrono::steady_clock::now();
        body();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    return times;
}

void measure(const Shape& s, ResetGate reset_gate, bool training, int threads, int repetitions) {
    Run run(GruDims{s.steps, s.batch, s.input_size, s.hidden_size, reset_gate, false, training});
    const std::vector<double> times = milliseconds(repetitions, [&] { training ? run.train() : run.forward(); });
    std::printf(
            "{\"shape\": \"%c\", \"T\": %d, \"N\": %d, \"I\": %d, \"H\": %d, \"reset\": \"%s\", \"pass\": \"%s\", "
            "\"threads\": %d, \"min_ms\": %.3f, \"median_ms\": %.3f}\n",
            s.letter, s.steps, s.batch, s.input_size, s.hidden_size,
            reset_gate == ResetGate::after ? "after" : "before", training ? "training" : "inference", threads,
            times.front(), times[times.size() / 2]);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
    const int repetitions = argc > 2 ? std::atoi(argv[2]) : 20;
    if (threads <= 0 || repetitions <= 0) {
        std::fprintf(stderr, "usage: gru4j_bench [threads [repetitions]]\n");
        return 2;
    }
    gru4j::ThreadScope scope(threads);
    for (const Shape& shape : shapes) {
        for (ResetGate reset_gate : {ResetGate::before, ResetGate::after}) {
            for (bool training : {true, false}) {
                measure(shape, reset_gate, training, threads, repetitions);
            }
        }
    }
    return 0;
}
