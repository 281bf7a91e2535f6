#pragma once

namespace gru4j {

/// Throws std::bad_alloc if little memory is left.
///
/// Without memory, oneDNN constructs small objects at a null pointer, and its OpenMP runtime ends the process. Both
/// allocate kilobytes in many pieces. This function requests some megabytes at once, does not touch them, and releases
/// them. It costs two system calls.
void require_memory_for_onednn();

}  // namespace gru4j
