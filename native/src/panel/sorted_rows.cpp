#include "sorted_rows.h"

#include <algorithm>

namespace gru4j {

SortedRows::SortedRows(int steps, int batch, bool reverse, int slice, int slices)
    : steps_(steps),
      batch_(batch),
      reverse_(reverse),
      slice_(slice),
      slices_(slices),
      lengths_(batch),
      order_(dealt(batch)),
      longer_(steps + 1),
      rows_(steps),
      first_(steps + 1) {}

void SortedRows::sort(const int* lengths) {
    std::copy_n(lengths, batch_, lengths_.begin());
    // longer_[k]: how many rows of the batch are longer than k
    std::fill(longer_.begin(), longer_.end(), 0);
    for (int length : lengths_) {
        if (length > 0) {
            ++longer_[length - 1];
        }
    }
    for (int k = steps_ - 1; k >= 0; --k) {
        longer_[k] += longer_[k + 1];
    }
    longest_ = 0;
    for (int s = 0; s < steps_; ++s) {
        rows_[s] = dealt(longer_[s]);
        first_[s + 1] = first_[s] + rows_[s];
        longest_ += rows_[s] > 0;
    }
    for (int n = 0; n < batch_; ++n) {
        const int sorted = longer_[lengths_[n]]++;
        if (sorted % slices_ == slice_) {
            order_[sorted / slices_] = n;
        }
    }
}

void SortedRows::gather(const Member& member, const float* from, int width, float* to) const {
    for (int s = member.index; from != nullptr && s < longest_; s += member.count) {
        for (int i = 0; i < rows_[s]; ++i) {
            std::copy_n(from + place(i, s) * width, width, to + (first_[s] + i) * width);
        }
    }
}

void SortedRows::scatter(const Member& member, const float* from, int width, float* to) const {
    for (int s = member.index; to != nullptr && s < steps_; s += member.count) {
        for (int i = 0; i < rows_[s]; ++i) {
            std::copy_n(from + (first_[s] + i) * width, width, to + place(i, s) * width);
        }
        for (int i = rows_[s]; i < size(); ++i) {
            std::fill_n(to + (std::int64_t(s) * batch_ + order_[i]) * width, width, 0.0f);
        }
    }
}

void SortedRows::gather_states(const Member& member, const float* from, int width, float* to) const {
    for (int i = member.index; from != nullptr && i < size(); i += member.count) {
        std::copy_n(from + std::int64_t(order_[i]) * width, width, to + std::int64_t(i) * width);
    }
}

void SortedRows::scatter_states(const Member& member, const float* from, int width, float* to) const {
    for (int i = member.index; to != nullptr && i < size(); i += member.count) {
        std::copy_n(from + std::int64_t(i) * width, width, to + std::int64_t(order_[i]) * width);
    }
}

void SortedRows::scatter_last_states(const Member& member, const float* from, const float* initial, int width,
                                     float* to) const {
    for (int i = member.index; i < size(); i += member.count) {
        const int n = order_[i];
        float* last = to + std::int64_t(n) * width;
        if (lengths_[n] > 0) {
            std::copy_n(from + (first_[lengths_[n] - 1] + i) * width, width, last);
        } else if (initial != nullptr) {
            std::copy_n(initial + std::int64_t(n) * width, width, last);
        } else {
            std::fill_n(last, width, 0.0f);
        }
    }
}

}  // namespace gru4j
