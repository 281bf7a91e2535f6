# gru4j_enable_warnings(<target>): turns on all warnings, and makes each one an error.
function(gru4j_enable_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Werror)
endfunction()
