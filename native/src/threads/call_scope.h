#pragma once

#include "floating_point.h"

namespace gru4j {

/// While it lives, a call from outside is in flight; see guard_exit(). If the process has begun to exit, making one
/// blocks for ever. The calling thread computes in the default mode of floating point. Not to be nested.
class CallScope {
public:
    CallScope();
    ~CallScope();
    CallScope(const CallScope&) = delete;
    CallScope& operator=(const CallScope&) = delete;

private:
    DefaultFloatingPoint floating_point_;
};

}  // namespace gru4j
