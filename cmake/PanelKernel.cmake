# gru4j_add_panel_kernels(<target>): compiles the panels once for each instruction set that this kind of processor may
# have. The library chooses one when it is loaded. How each divides its work is in panel/tuning.h.
function(gru4j_add_panel_kernel target isa)
  set(object gru4j_panel_${isa})
  add_library(${object} OBJECT src/panel/activations.cpp src/panel/functions.cpp)
  target_include_directories(${object} PRIVATE include src)
  target_compile_definitions(${object} PRIVATE GRU4J_ISA=${isa})
  # no-trapping-math: lets the compiler vectorise loops with conditions. psabi: functions with vectors as arguments are
  # never called from outside.
  target_compile_options(${object} PRIVATE -fno-trapping-math -ffp-contract=fast -Wno-psabi ${ARGN})
  # Under sanitizers -O3 takes three times as long to compile. Only the activations use it: they are tested with
  # billions of floats.
  set_source_files_properties(src/panel/activations.cpp PROPERTIES COMPILE_OPTIONS -O3)
  if(NOT GRU4J_SANITIZE)
    set_source_files_properties(src/panel/functions.cpp PROPERTIES COMPILE_OPTIONS -O3)
  endif()
  gru4j_enable_warnings(${object})
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${object}>)
endfunction()

function(gru4j_add_panel_kernels target)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    target_compile_definitions(${target} PRIVATE GRU4J_X86)
    gru4j_add_panel_kernel(${target} portable)
    gru4j_add_panel_kernel(${target} avx2 -mavx2 -mfma)
    if(GRU4J_TESTS)
      target_compile_definitions(${target} PRIVATE GRU4J_TESTS)
      gru4j_add_panel_kernel(${target} avx2_16_lanes -mavx2 -mfma)
    endif()
    gru4j_add_panel_kernel(${target} avx512 -mavx512f -mavx512vl -mavx2 -mfma -mprefer-vector-width=512)
  else()
    gru4j_add_panel_kernel(${target} portable)
  endif()
endfunction()
