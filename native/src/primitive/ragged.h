#pragma once

#include <cstdint>

namespace gru4j {

/// Converts rows of different lengths in [T,N,·] arrays to and from a padded form that a primitive can process.
///
/// In the padded form, the valid steps of a row are the first ones that the primitive visits. If it runs forward, these
/// are steps 0 to len-1. If it runs in reverse, from T-1 down, they are steps T-len to T-1. So padding comes after
/// everything that counts and can't affect it.
class Ragged {
public:
    /// lengths[N], 0 to T; null if all are T. The array must outlive this object.
    Ragged(int steps, int batch, bool reverse, const int* lengths)
        : steps_(steps), batch_(batch), reverse_(reverse), lengths_(lengths) {}

    /// Returns whether any row is shorter than T.
    bool any() const;

    /// The first columns of padded[T,N,stride] = values[T,N,width], zero in the padding. Values past a row's length are
    /// not read. Null stands for zeros.
    void pad(const float* values, int width, float* padded, int stride) const;
    void pad(const float* values, int width, float* padded) const { pad(values, width, padded, width); }
    /// The given column of padded[T,N,stride] = 1 in the padding, else 0.
    void mark(float* padded, int stride, int column) const;
    /// values[T,N,width] = the first columns of padded[T,N,stride], zero past each row's length. Undoes pad().
    void unpad(const float* padded, int stride, int width, float* values) const;
    void unpad(const float* padded, int width, float* values) const { unpad(padded, width, width, values); }

    /// state[N,width] = source[N,width], zero in rows of length 0. The primitive must not read those of the caller,
    /// because 0·NaN is NaN. Null stands for zeros.
    void initial_states(const float* source, int width, float* state) const;
    /// last[N,width] = each row's state after its last valid step, read from padded[T,N,width]. Rows of length 0 get
    /// the state of initial, or zero if that is null.
    void last_states(const float* padded, const float* initial, int width, float* last) const;

    /// last[N,width] = run[N,width]: states that a primitive returned after all T steps, and that it kept unchanged in
    /// the padding. Rows of length 0 get the state of initial, or zero if that is null.
    void kept_states(const float* run, const float* initial, int width, float* last) const;

    /// Backward of last_states(): adds dlast[N,width] to dpadded[T,N,width] at the places that last_states() read. Null
    /// stands for zeros.
    void add_last_states(const float* dlast, int width, float* dpadded) const;
    /// The other part of this backward: in rows of length 0, dinitial[N,width] = dlast[N,width], or zero if that is
    /// null.
    void pass_initial_states(const float* dlast, int width, float* dinitial) const;

private:
    int length(int n) const { return lengths_ == nullptr ? steps_ : lengths_[n]; }
    std::int64_t shift(int n) const { return reverse_ ? steps_ - length(n) : 0; }
    /// Returns the row of padded[T*N,·] with row n's state after its last valid step.
    std::int64_t last_row(int n) const {
        return (reverse_ ? steps_ - length(n) : length(n) - 1) * std::int64_t(batch_) + n;
    }

    int steps_;
    int batch_;
    bool reverse_;
    const int* lengths_;
};

}  // namespace gru4j
