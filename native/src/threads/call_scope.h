#pragma once

#include "floating_point.h"

namespace gru4j {

/// While this object exists, the calling thread is inside a call of the library; see guard_exit(). If the process has
/// begun to exit, the constructor blocks forever. The thread computes in the default floating-point mode. Must not be
/// nested.
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
