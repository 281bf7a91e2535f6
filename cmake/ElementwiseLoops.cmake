# gru4j_add_elementwise_loops(<target> <name> [flags...]): adds src/elementwise/elementwise_loops.cpp to the target,
# compiled with these flags as elementwise_<name>.
#
# The arithmetic of every element is as in the source, and products are not fused into sums, so that all versions give
# the same bits. They may differ in errno and in floating-point exceptions, which nobody reads. The loops are vectorised
# under sanitizers, too.
function(gru4j_add_elementwise_loops target name)
  set(loops ${target}_elementwise_${name})
  add_library(${loops} OBJECT src/elementwise/elementwise_loops.cpp)
  target_compile_definitions(${loops} PRIVATE GRU4J_LOOPS=elementwise_${name})
  target_compile_options(${loops} PRIVATE -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math ${ARGN})
  gru4j_enable_warnings(${loops})
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${loops}>)
endfunction()
