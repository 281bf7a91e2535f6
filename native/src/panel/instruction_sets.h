#pragma once

#include <vector>

#include "task.h"

namespace gru4j {

/// Returns the functions with the widest vectors among those that were compiled and that this machine can run.
const PanelFunctions& best_panel_functions();
/// Returns all functions that were compiled and that this machine can run.
std::vector<const PanelFunctions*> usable_panel_functions();

}  // namespace gru4j
