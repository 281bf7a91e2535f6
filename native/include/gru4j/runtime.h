#pragma once

namespace gru4j {

/// Version of gru4j that this library was built as.
const char* version();
/// Version of the oneDNN library that is loaded, for example "3.11.0".
const char* onednn_version();
/// Version of the oneDNN headers that this library was compiled with.
const char* onednn_headers_version();
/// Instruction set that oneDNN uses here, for example "avx2".
const char* onednn_isa();
/// Instruction set of the compiled panel kernel that runs here, for example "avx2".
const char* panel_isa();

/// Returns how many of `wanted` threads oneDNN's OpenMP runtime gives the calling thread for Strategy::primitive. Fewer
/// if the environment limits them, as OMP_THREAD_LIMIT does. At least 1.
int openmp_threads(int wanted);

/// Makes the exit of the process wait for calls in flight, ten seconds at most, before the objects that they use are
/// destroyed: oneDNN's static objects that exist when this function is called. Calls of kernels and of free functions
/// that start later block forever. Each call of this function adds a handler with std::atexit.
void guard_exit();

}  // namespace gru4j
