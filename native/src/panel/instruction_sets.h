#pragma once

#include <vector>

#include "task.h"

namespace gru4j {

/// What this machine can run: of the functions compiled, those with the widest vectors.
const PanelFunctions& best_panel_functions();
/// All that were compiled and that this machine can run.
std::vector<const PanelFunctions*> usable_panel_functions();

}  // namespace gru4j
