#include "recurrent_case.h"

#include <cmath>

#include "random_values.h"

namespace gru4j::test {

RecurrentCase::RecurrentCase(Cell cell_, int steps_, int batch_, int input_size_, int hidden_size_, bool reverse_,
                             std::uint32_t seed)
    : cell(cell_), steps(steps_), batch(batch_), input_size(input_size_), hidden_size(hidden_size_), reverse(reverse_) {
    const std::size_t H = hidden_size, N = batch, T = steps, I = input_size, G = gates(), S = states();
    const float scale = 1 / std::sqrt(static_cast<float>(hidden_size));
    w = random_values(I * G * H, scale, seed);
    u = random_values(H * G * H, scale, seed);
    b = random_values(dims(true).bias_rows() * H, scale, seed);
    x = random_values(T * N * I, 1, seed);
    s0 = random_values(S * N * H, 1, seed);
    dy = random_values(T * N * H, 1, seed);
    dsT = random_values(S * N * H, 1, seed);
}

RecurrentCase& RecurrentCase::with_lengths() {
    lengths.resize(batch);
    for (int n = 0; n < batch; ++n) {
        lengths[n] = n == 0 ? 0 : n == 1 ? steps : (n * 7 + 1) % (steps + 1);
    }
    return *this;
}

RecurrentCase& RecurrentCase::with_masks(bool state, bool update) {
    const float values[] = {0, 1, 1.25f, 0, 0.75f};
    const auto fill = [&](std::vector<float>& mask, std::size_t size) {
        mask.resize(size);
        for (std::size_t k = 0; k < size; ++k) {
            mask[k] = values[(k * 7 + k / 11) % 5];
        }
    };
    if (state) {
        fill(state_mask, s0.size());
    }
    if (update) {
        fill(update_mask, dy.size());
    }
    return *this;
}

std::string RecurrentCase::text() const {
    const char* const names[] = {"GRU before", "GRU after", "LSTM", "tanh"};
    return std::string(names[static_cast<int>(cell)]) + " T=" + std::to_string(steps) + " N=" + std::to_string(batch) +
           " I=" + std::to_string(input_size) + " H=" + std::to_string(hidden_size) + (reverse ? " reverse" : "") +
           (lengths.empty() ? "" : " ragged") + (state_mask.empty() ? "" : " state mask") +
           (update_mask.empty() ? "" : " update mask");
}

}  // namespace gru4j::test
