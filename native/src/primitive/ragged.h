#pragma once

#include <cstdint>

namespace gru4j {

/// Rows of different lengths inside [T,N,·] arrays, and the padded form of them that a primitive can run over.
///
/// Padded, a row's valid steps are the first that the primitive visits: steps 0 to len-1 if it runs forward; if it runs
/// in reverse, from T-1 down, steps T-len to T-1. Padding so comes after all that counts and can't disturb it.
class Ragged {
public:
    /// lengths[N], 0 to T; null if all are T. It must outlive this.
    Ragged(int steps, int batch, bool reverse, const int* lengths)
        : steps_(steps), batch_(batch), reverse_(reverse), lengths_(lengths) {}

    /// Whether any row is shorter than T.
    bool any() const;

    /// padded[T,N,stride], its first columns = values[T,N,width], zero in the padding; what the source holds there is
    /// not read. Null stands for zeros.
    void pad(const float* values, int width, float* padded, int stride) const;
    void pad(const float* values, int width, float* padded) const { pad(values, width, padded, width); }
    /// The column of padded[T,N,stride] = 1 in the padding, else 0.
    void mark(float* padded, int stride, int column) const;
    /// values[T,N,width] = the first columns of padded[T,N,stride], zero past each row's length; undoes pad().
    void unpad(const float* padded, int stride, int width, float* values) const;
    void unpad(const float* padded, int width, float* values) const { unpad(padded, width, width, values); }

    /// state[N,width] = source[N,width], zero in rows of length 0, which a primitive must not see: 0·NaN is NaN. Null
    /// stands for zeros.
    void initial_states(const float* source, int width, float* state) const;
    /// last[N,width] = each row's state after its last valid step, out of padded[T,N,width]; initial's, or zero if that
    /// is null, in rows of length 0.
    void last_states(const float* padded, const float* initial, int width, float* last) const;

    /// last[N,width] = run[N,width], a primitive's states after all T steps, which it kept in the padding; initial's,
    /// or zero if that is null, in rows of length 0.
    void kept_states(const float* run, const float* initial, int width, float* last) const;

    /// Backward of last_states(): adds dlast[N,width] to dpadded[T,N,width] where last_states() read. Null stands for
    /// zeros.
    void add_last_states(const float* dlast, int width, float* dpadded) const;
    /// The rest of that: in rows of length 0, dinitial[N,width] = dlast[N,width], or zero if that is null.
    void pass_initial_states(const float* dlast, int width, float* dinitial) const;

private:
    int length(int n) const { return lengths_ == nullptr ? steps_ : lengths_[n]; }
    std::int64_t shift(int n) const { return reverse_ ? steps_ - length(n) : 0; }
    /// Which row of padded[T*N,·] holds row n's state after its last valid step.
    std::int64_t last_row(int n) const {
        return (reverse_ ? steps_ - length(n) : length(n) - 1) * std::int64_t(batch_) + n;
    }

    int steps_;
    int batch_;
    bool reverse_;
    const int* lengths_;
};

}  // namespace gru4j
