# GRU4J_SANITIZE=address,undefined: compiles all following targets with these sanitizers.
set(GRU4J_SANITIZE "" CACHE STRING "sanitizers, separated by commas: address,undefined or thread")

if(GRU4J_SANITIZE)
  add_compile_options(-fsanitize=${GRU4J_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1)
  add_link_options(-fsanitize=${GRU4J_SANITIZE})
endif()
