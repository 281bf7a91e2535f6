#pragma once

namespace gru4j {

/// The version of gru4j that this library was built as.
const char* version();
/// The version of the oneDNN library that is loaded, for example "3.11.0".
const char* onednn_version();
/// The version of the oneDNN headers that this library was compiled with.
const char* onednn_headers_version();
/// The instruction set that oneDNN uses here, for example "avx2".
const char* onednn_isa();
/// The instruction set that the panel kernel was compiled for which runs here, for example "avx2".
const char* panel_isa();

/// How many of `wanted` threads oneDNN's OpenMP runtime gives the calling thread, for Strategy::primitive: fewer where
/// the environment limits it, as OMP_THREAD_LIMIT does. At least 1.
int openmp_threads(int wanted);

/// Lets an exit of the process wait for the calls in flight, ten seconds at most, before what they work with is
/// destroyed: oneDNN's static objects, those that exist by now. Calls of kernels and of free functions that start later
/// block for ever. Each call of this adds a handler to those of std::atexit.
void guard_exit();

}  // namespace gru4j
