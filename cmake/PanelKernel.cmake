# gru4j_add_panel_kernels(<target>): panel/functions.cpp, once for each instruction set that this kind of processor may
# have; which one runs is chosen when the library does. LANES are the floats of a vector, ACCUMULATORS the vectors of a
# product's tile: so many that with its factors they just fit the registers.
function(gru4j_add_panel_kernel target isa)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "LANES;ACCUMULATORS" "OPTIONS")
  set(object gru4j_panel_${isa})
  add_library(${object} OBJECT src/panel/functions.cpp)
  target_include_directories(${object} PRIVATE include src)
  target_compile_definitions(${object} PRIVATE GRU4J_ISA=${isa} GRU4J_LANES=${arg_LANES}
                                               GRU4J_ACCUMULATORS=${arg_ACCUMULATORS})
  # no-trapping-math: loops with a choice in them become vectors. psabi: vectors as arguments are never called from
  # elsewhere.
  target_compile_options(${object} PRIVATE -O3 -fno-trapping-math -ffp-contract=fast -Wno-psabi ${arg_OPTIONS})
  gru4j_enable_warnings(${object})
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${object}>)
endfunction()

function(gru4j_add_panel_kernels target)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    target_compile_definitions(${target} PRIVATE GRU4J_X86)
    gru4j_add_panel_kernel(${target} portable LANES 4 ACCUMULATORS 12)
    gru4j_add_panel_kernel(${target} avx2 LANES 8 ACCUMULATORS 12 OPTIONS -mavx2 -mfma)
    gru4j_add_panel_kernel(${target} avx2_16_lanes LANES 16 ACCUMULATORS 24 OPTIONS -mavx2 -mfma)
    gru4j_add_panel_kernel(${target} avx512 LANES 16 ACCUMULATORS 24 OPTIONS -mavx512f -mavx512vl -mavx2 -mfma
                                                                             -mprefer-vector-width=512)
  else()
    # 32 registers of 4 floats, on ARM its ordinary instruction set
    gru4j_add_panel_kernel(${target} portable LANES 4 ACCUMULATORS 24)
  endif()
endfunction()
