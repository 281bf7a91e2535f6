# gru4j_enable_warnings(<target>): all warnings, and every one an error.
function(gru4j_enable_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Werror)
endfunction()
