#pragma once

#include <cstdint>
#include <vector>

#include "task.h"

namespace gru4j {

/// Copies sequences of different lengths so that the rows of each step are adjacent: see Slots. Sorted row i is the
/// i-th longest sequence; of equally long ones, the first in the batch comes first. The sorted rows are distributed to
/// the slices of the batch in turn; this object has those of one slice.
class SortedRows {
public:
    SortedRows(int steps, int batch, bool reverse, int slice, int slices);

    /// lengths[N], 0 to T.
    void sort(const int* lengths);
    /// Number of rows of each step, at least one; there are steps() elements.
    const std::vector<int>& rows() const { return rows_; }
    int steps() const { return longest_; }
    /// Index of the first row of each step; the last element is the number of all rows.
    const std::vector<std::int64_t>& first() const { return first_; }

    // One thread's share of copying:

    /// to[rows,width] = from[T,N,width]. If `from` is null, does nothing.
    void gather(const Member& member, const float* from, int width, float* to) const;
    /// to[T,N,width] = from[rows,width], zero past each row's length. If `to` is null, does nothing.
    void scatter(const Member& member, const float* from, int width, float* to) const;
    /// to[rows of the slice,width] = from[N,width], sorted. If `from` is null, does nothing.
    void gather_states(const Member& member, const float* from, int width, float* to) const;
    /// to[N,width] = from[rows of the slice,width], in the order of the batch. If `to` is null, does nothing.
    void scatter_states(const Member& member, const float* from, int width, float* to) const;
    /// to[N,width] = the last valid row of each sequence in from[rows,width]. Rows of length 0 get the state of
    /// initial, or zero if that is null.
    void scatter_last_states(const Member& member, const float* from, const float* initial, int width, float* to) const;

private:
    /// Returns how many of the batch's `sorted` longest rows belong to the slice.
    int dealt(int sorted) const { return (sorted + slices_ - 1 - slice_) / slices_; }
    int size() const { return static_cast<int>(order_.size()); }
    /// Returns the index of row i's s-th step in [T,N,·].
    std::int64_t place(int i, int s) const {
        const int n = order_[i];
        return std::int64_t(reverse_ ? lengths_[n] - 1 - s : s) * batch_ + n;
    }

    int steps_;
    int batch_;
    bool reverse_;
    int slice_;
    int slices_;
    int longest_ = 0;           // steps of the slice
    std::vector<int> lengths_;  // in the order of the batch
    std::vector<int> order_;    // for the slice's i-th longest row, its row in the batch
    std::vector<int> longer_;
    std::vector<int> rows_;
    std::vector<std::int64_t> first_;
};

}  // namespace gru4j
