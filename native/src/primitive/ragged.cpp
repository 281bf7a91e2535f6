#include "ragged.h"

#include <algorithm>

namespace gru4j {
namespace {

/// Copies a row; without a source, zeroes it.
void assign(const float* source, int width, float* target) {
    if (source == nullptr) {
        std::fill_n(target, width, 0.0f);
    } else {
        std::copy_n(source, width, target);
    }
}

const float* row_of(const float* values, std::int64_t row, int width) {
    return values == nullptr ? nullptr : values + row * width;
}

}  // namespace

bool Ragged::any() const {
    return lengths_ != nullptr &&
           std::any_of(lengths_, lengths_ + batch_, [this](int length) { return length < steps_; });
}

void Ragged::pad(const float* values, int width, float* padded, int stride) const {
    for (std::int64_t p = 0; p < steps_; ++p) {
        for (int n = 0; n < batch_; ++n) {
            const std::int64_t t = p - shift(n);
            const bool valid = t >= 0 && t < length(n);
            assign(valid ? row_of(values, t * batch_ + n, width) : nullptr, width, padded + (p * batch_ + n) * stride);
        }
    }
}

void Ragged::mark(float* padded, int stride, int column) const {
    for (std::int64_t p = 0; p < steps_; ++p) {
        for (int n = 0; n < batch_; ++n) {
            const std::int64_t t = p - shift(n);
            padded[(p * batch_ + n) * stride + column] = t >= 0 && t < length(n) ? 0.0f : 1.0f;
        }
    }
}

void Ragged::unpad(const float* padded, int stride, int width, float* values) const {
    for (std::int64_t t = 0; t < steps_; ++t) {
        for (int n = 0; n < batch_; ++n) {
            const float* source = t < length(n) ? padded + ((t + shift(n)) * batch_ + n) * stride : nullptr;
            assign(source, width, values + (t * batch_ + n) * width);
        }
    }
}

void Ragged::initial_states(const float* source, int width, float* state) const {
    for (int n = 0; n < batch_; ++n) {
        assign(length(n) == 0 ? nullptr : row_of(source, n, width), width, state + std::int64_t(n) * width);
    }
}

void Ragged::last_states(const float* padded, const float* initial, int width, float* last) const {
    for (int n = 0; n < batch_; ++n) {
        const float* source = length(n) == 0 ? row_of(initial, n, width) : padded + last_row(n) * width;
        assign(source, width, last + std::int64_t(n) * width);
    }
}

void Ragged::kept_states(const float* run, const float* initial, int width, float* last) const {
    for (int n = 0; n < batch_; ++n) {
        assign(row_of(length(n) == 0 ? initial : run, n, width), width, last + std::int64_t(n) * width);
    }
}

void Ragged::add_last_states(const float* dlast, int width, float* dpadded) const {
    if (dlast == nullptr) {
        return;
    }
    for (int n = 0; n < batch_; ++n) {
        if (length(n) > 0) {
            const float* source = dlast + std::int64_t(n) * width;
            float* target = dpadded + last_row(n) * width;
            for (int j = 0; j < width; ++j) {
                target[j] += source[j];
            }
        }
    }
}

void Ragged::pass_initial_states(const float* dlast, int width, float* dinitial) const {
    for (int n = 0; n < batch_; ++n) {
        if (length(n) == 0) {
            assign(row_of(dlast, n, width), width, dinitial + std::int64_t(n) * width);
        }
    }
}

}  // namespace gru4j
