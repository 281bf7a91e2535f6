#pragma once

namespace gru4j {

/// Throws std::bad_alloc where little memory is left.
///
/// oneDNN's small objects are constructed at a null pointer where there is no memory for them, and its OpenMP runtime
/// ends the process. Both allocate kilobytes in many pieces: this asks for some megabytes at once, touches none, and
/// gives them back. Costs two system calls.
void require_memory_for_onednn();

}  // namespace gru4j
