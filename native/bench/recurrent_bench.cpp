// Times recurrent kernels without a JVM: oneDNN's own primitives, with which everything else is compared, and the panel
// kernel as compiled for each instruction set. Prints one JSON object per line.
//
//     gru4j_bench [--shapes 'T,N,I,H;...'] [--cell gru_before|gru_after|lstm|tanh,...] [--mode train|infer]
//                 [--threads K] [--rounds R] [--strategy NAME,...]
//
// A strategy is primitive, panel (for the best instruction set), auto (the default of callers that do not choose),
// panels (packed weights even for a single sequence of a GRU) or the name of an instruction set. It may end in +ragged,
// for lengths spread evenly from 1 to T, or in +masks, for a mask on the state and one on its update. Shares of the
// peak always count the operations of full sequences.
//
// A round runs every strategy after a pause, twice, and times the second run. The order of the strategies rotates from
// round to round. Each round also times one product of two matrices of 1024 x 1024; its speed is the peak. In training
// the weights count as changed at each step.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "panel/panel_layer.h"
#include "panel/tuning.h"
#include "primitive/openmp.h"
#include "primitive/primitive_rnn.h"

namespace {

using gru4j::Cell;
using gru4j::Dims;
using gru4j::RecurrentStrategy;

struct Shape {
    int steps, batch, input_size, hidden_size;
};

/// Names in the order of the enum.
constexpr const char* cell_names[] = {"gru_before", "gru_after", "lstm", "tanh"};

const char* name_of(Cell cell) {
    return cell_names[static_cast<int>(cell)];
}

struct Options {
    std::vector<Shape> shapes{{50, 64, 128, 128},  {50, 64, 256, 256},   {50, 64, 512, 512}, {100, 32, 512, 512},
                              {35, 20, 650, 650},  {25, 32, 1024, 1024}, {20, 1, 256, 256},  {200, 16, 88, 100},
                              {30, 256, 100, 100}, {100, 128, 64, 64}};
    std::vector<Cell> cells{Cell::gru_after, Cell::gru_before, Cell::lstm, Cell::tanh};
    std::vector<bool> training{true, false};
    std::vector<std::string> strategies{"primitive", gru4j::best_panel_functions().name};
    int threads = 2;
    int rounds = 20;
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

Shape parse_shape(const std::string& text) {
    Shape s{};
    char rest;
    if (std::sscanf(text.c_str(), "%d,%d,%d,%d%c", &s.steps, &s.batch, &s.input_size, &s.hidden_size, &rest) != 4 ||
        s.steps <= 0 || s.batch <= 0 || s.input_size <= 0 || s.hidden_size <= 0) {
        throw std::invalid_argument("a shape is T,N,I,H, all positive, but got '" + text + "'");
    }
    return s;
}

Cell parse_cell(const std::string& text) {
    for (int k = 0; k < 4; ++k) {
        if (text == cell_names[k]) {
            return static_cast<Cell>(k);
        }
    }
    throw std::invalid_argument("expected gru_before, gru_after, lstm or tanh but got '" + text + "'");
}

int parse_positive(const std::string& option, const std::string& text) {
    char* end;
    const long value = std::strtol(text.c_str(), &end, 10);
    if (*end != '\0' || value <= 0 || value > 1000000) {
        throw std::invalid_argument(option + ": expected a positive number but got '" + text + "'");
    }
    return static_cast<int>(value);
}

Options parse(int argc, char** argv) {
    Options options;
    for (int k = 1; k < argc; ++k) {
        const std::string option = argv[k];
        if (k + 1 == argc) {
            throw std::invalid_argument("unknown option, or one without a value: " + option);
        }
        const std::string value = argv[++k];
        if (option == "--shapes") {
            options.shapes.clear();
            for (const std::string& shape : split(value, ';')) {
                options.shapes.push_back(parse_shape(shape));
            }
        } else if (option == "--cell") {
            options.cells.clear();
            for (const std::string& name : split(value, ',')) {
                options.cells.push_back(parse_cell(name));
            }
        } else if (option == "--mode" && (value == "train" || value == "infer")) {
            options.training = {value == "train"};
        } else if (option == "--threads") {
            options.threads = parse_positive(option, value);
        } else if (option == "--rounds") {
            options.rounds = parse_positive(option, value);
        } else if (option == "--strategy") {
            options.strategies = split(value, ',');
        } else {
            throw std::invalid_argument("unknown option or value: " + option + " " + value);
        }
    }
    return options;
}

std::unique_ptr<RecurrentStrategy> make_strategy(const std::string& name, const Dims& dims, int threads) {
    const bool is_auto = name == "auto";
    if (name == "primitive" || (is_auto && gru4j::tuning::faster_strategy(dims) == gru4j::Strategy::primitive)) {
        return std::make_unique<gru4j::PrimitiveRnn>(dims, threads);
    }
    for (const gru4j::PanelFunctions* functions : gru4j::usable_panel_functions()) {
        if (name == functions->name || ((name == "panel" || is_auto) && functions == &gru4j::best_panel_functions())) {
            return gru4j::make_panel_strategy(dims, threads, *functions);
        }
        if (name == "panels" && functions == &gru4j::best_panel_functions()) {  // even for a single sequence
            return std::make_unique<gru4j::PanelLayer>(dims, threads, *functions);
        }
    }
    throw std::invalid_argument("no strategy, or none that this machine can run: " + name);
}

/// Floats aligned to 64 bytes, filled with small values.
class Array {
public:
    explicit Array(std::int64_t floats, float scale = 0)
        : data_(static_cast<float*>(::operator new((floats + 16) * sizeof(float), alignment))) {
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

/// A layer with all memory that it needs, and the times of its passes.
class Run {
public:
    Run(const std::string& name, const Dims& dims, int threads)
        : name(name),
          training_(dims.training),
          threads_(threads),
          kernel_(make_strategy(name.substr(0, name.find('+')), dims, threads)),
          scratch_(kernel_->scratch_floats()),
          workspace_(kernel_->workspace_floats()),
          spare_(kernel_->spare_floats()),
          w_(dims.w_size(), 0.1f),
          u_(std::int64_t(dims.gates()) * dims.hidden_size * dims.hidden_size, 0.1f),
          b_(dims.bias_size(), 0.1f),
          x_(dims.x_size(), 1),
          h0_(dims.state_size()),
          c0_(dims.state_size()),
          y_(dims.y_size()),
          hT_(dims.state_size()),
          cT_(dims.state_size()),
          dy_(dims.y_size(), 1),
          dw_(dims.w_size()),
          du_(std::int64_t(dims.gates()) * dims.hidden_size * dims.hidden_size),
          db_(dims.bias_size()),
          dx_(dims.x_size()),
          dh0_(dims.state_size()),
          dc0_(dims.state_size()),
          state_mask_(dims.state_size(), 1),
          update_mask_(dims.y_size(), 1) {
        kernel_->use_scratch(scratch_);
        const std::size_t plus = name.find('+');
        const std::string variant = plus == std::string::npos ? "" : name.substr(plus);
        masked_ = variant == "+masks";
        if (variant == "+ragged") {
            for (int n = 0; n < dims.batch; ++n) {
                lengths_.push_back(1 + static_cast<int>(std::int64_t(n * 7919 % dims.batch) * dims.steps / dims.batch));
            }
        } else if (!variant.empty() && !masked_) {
            throw std::invalid_argument("expected +ragged or +masks but got " + name);
        }
        if (masked_ && name.rfind("primitive", 0) == 0) {
            throw std::invalid_argument("the primitive has no masks");
        }
    }

    void pass() {
        gru4j::RecurrentInputs inputs{
                {w_, u_, b_, version_}, x_, {h0_, c0_}, lengths_.empty() ? nullptr : lengths_.data(), nullptr, nullptr};
        if (masked_) {
            inputs.state_mask = state_mask_;
            inputs.update_mask = update_mask_;
        }
        const gru4j::PassMemory memory{workspace_, spare_};
        kernel_->forward(inputs, y_, {hT_, cT_}, memory, threads_);
        if (training_) {
            kernel_->backward(inputs, y_, dy_, {}, {dw_, du_, db_}, dx_, {dh0_, dc0_}, memory, threads_);
            ++version_;
        }
    }

    const std::string name;
    std::vector<double> milliseconds;

private:
    bool training_;
    int threads_;
    std::int64_t version_ = 0;
    std::unique_ptr<RecurrentStrategy> kernel_;
    Array scratch_, workspace_, spare_, w_, u_, b_, x_, h0_, c0_, y_, hT_, cT_, dy_, dw_, du_, db_, dx_, dh0_, dc0_,
            state_mask_, update_mask_;
    bool masked_;
    std::vector<int> lengths_;
};

template <typename Body>
double milliseconds_of(Body body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Measures what the machine can do: the speed of oneDNN's matrix product, in GFLOP/s.
class Peak {
public:
    explicit Peak(int threads) : threads_(threads) {}

    void sample() {
        const gru4j::OpenMpThreads scope(threads_);
        const double ms = milliseconds_of([&] {
            dnnl::error::wrap_c_api(dnnl_sgemm('N', 'N', size, size, size, 1, a_, size, b_, size, 0, c_, size),
                                    "dnnl_sgemm failed");
        });
        gflops.push_back(2.0 * size * size * size / ms / 1e6);
    }
    std::vector<double> gflops;

private:
    static constexpr std::int64_t size = 1024;
    int threads_;
    Array a_{size * size, 1}, b_{size * size, 1}, c_{size * size};
};

/// Length of the pause. After a call, the threads of oneDNN's OpenMP keep looking for work, for 300,000 pause
/// instructions, and occupy the cores that the next strategy's threads need. The pause is longer than that.
constexpr std::chrono::milliseconds idle{40};

void measure(const Shape& s, Cell cell, bool training, const Options& options) {
    const Dims dims{cell, s.steps, s.batch, s.input_size, s.hidden_size, false, training};
    std::vector<std::unique_ptr<Run>> runs;
    for (const std::string& name : options.strategies) {
        runs.push_back(std::make_unique<Run>(name, dims, options.threads));
        for (int k = 0; k < 3; ++k) {
            runs.back()->pass();
        }
    }
    Peak peak(options.threads);
    peak.sample();
    peak.gflops.clear();
    for (int round = 0; round < options.rounds; ++round) {
        for (std::size_t k = 0; k < runs.size(); ++k) {
            Run& run = *runs[(k + round) % runs.size()];
            std::this_thread::sleep_for(idle);
            run.pass();  // wakes its threads, whatever ran before
            run.milliseconds.push_back(milliseconds_of([&] { run.pass(); }));
        }
        peak.sample();
    }
    const double flops =
            (training ? 6.0 : 2.0) * s.steps * s.batch * dims.gates() * s.hidden_size * (s.input_size + s.hidden_size);
    for (const std::unique_ptr<Run>& run : runs) {
        const double ms = median(run->milliseconds);
        std::printf(
                "{\"shape\":[%d,%d,%d,%d],\"cell\":\"%s\",\"mode\":\"%s\",\"strategy\":\"%s\","
                "\"threads\":%d,\"ms_min\":%.4f,\"ms_median\":%.4f,\"gflops\":%.1f,\"peak_share\":%.3f}"
                "\n",
                s.steps, s.batch, s.input_size, s.hidden_size, name_of(cell), training ? "train" : "infer",
                run->name.c_str(), options.threads,
                *std::min_element(run->milliseconds.begin(), run->milliseconds.end()), ms, flops / ms / 1e6,
                flops / ms / 1e6 / median(peak.gflops));
    }
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Options options = parse(argc, argv);
        for (const Shape& shape : options.shapes) {
            for (Cell cell : options.cells) {
                for (bool training : options.training) {
                    measure(shape, cell, training, options);
                }
            }
        }
    } catch (const std::exception& e) {
        std::fprintf(stderr, "gru4j_bench: %s\n", e.what());
        return 2;
    }
    return 0;
}
