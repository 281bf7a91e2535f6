#pragma once

#include <cstdint>
#include <vector>

#include "task.h"

namespace gru4j {

/// Sequences of different lengths, copied so that each step's rows lie together: see Slots. Sorted, row i is the i-th
/// longest; of two that are as long the one that comes first in the batch. Sorted rows are dealt out to the slices of
/// the batch in turn; these are one slice's.
class SortedRows {
public:
    SortedRows(int steps, int batch, bool reverse, int slice, int slices);

    /// lengths[N], 0 to T.
    void sort(const int* lengths);
    /// Rows of each step, at least one; there are steps() of them.
    const std::vector<int>& rows() const { return rows_; }
    int steps() const { return longest_; }
    /// The number of the first row of each step, and of all rows.
    const std::vector<std::int64_t>& first() const { return first_; }

    // What follows is a thread's share of the work on all.

    /// to[rows,width] = from[T,N,width]; null: nothing is done.
    void gather(const Member& member, const float* from, int width, float* to) const;
    /// to[T,N,width] = from[rows,width], zero past each row's length. To null: nothing is done.
    void scatter(const Member& member, const float* from, int width, float* to) const;
    /// to[rows of the slice,width] = from[N,width], sorted. Null: nothing is done.
    void gather_states(const Member& member, const float* from, int width, float* to) const;
    /// to[N,width] = from[rows of the slice,width], as in the batch again. To null: nothing is done.
    void scatter_states(const Member& member, const float* from, int width, float* to) const;
    /// to[N,width] = each row's last of from[rows,width]; initial's, or zero if that is null, in rows of length 0.
    void scatter_last_states(const Member& member, const float* from, const float* initial, int width, float* to) const;

private:
    /// How many of the batch's `sorted` longest rows are the slice's.
    int dealt(int sorted) const { return (sorted + slices_ - 1 - slice_) / slices_; }
    int size() const { return static_cast<int>(order_.size()); }
    /// Number of row i's s-th step in [T,N,·].
    std::int64_t place(int i, int s) const {
        const int n = order_[i];
        return std::int64_t(reverse_ ? lengths_[n] - 1 - s : s) * batch_ + n;
    }

    int steps_;
    int batch_;
    bool reverse_;
    int slice_;
    int slices_;
    int longest_ = 0;           // of the slice
    std::vector<int> lengths_;  // in the order of the batch
    std::vector<int> order_;    // of the slice's i-th longest row, its number in the batch
    std::vector<int> longer_;
    std::vector<int> rows_;
    std::vector<std::int64_t> first_;
};

}  // namespace gru4j
