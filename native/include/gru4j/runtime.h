#pragma once

namespace gru4j {

/// The version of gru4j that this library was built as.
const char* version();
/// The version of the oneDNN library that is loaded, for example "3.11.0".
const char* onednn_version();
/// The instruction set that oneDNN uses here, for example "avx2".
const char* onednn_isa();
/// The instruction set that the panel kernel was compiled for which runs here, for example "avx2".
const char* panel_isa();

}  // namespace gru4j
