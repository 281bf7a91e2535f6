#pragma once

namespace gru4j {

/// While it lives, a call from outside is in flight; see guard_exit(). If the process has begun to exit, making one
/// blocks for ever. Not to be nested.
class CallScope {
public:
    CallScope();
    ~CallScope();
    CallScope(const CallScope&) = delete;
    CallScope& operator=(const CallScope&) = delete;
};

}  // namespace gru4j
