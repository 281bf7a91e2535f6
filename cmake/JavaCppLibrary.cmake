# gru4j_add_javacpp_library(<name> SOURCES_DIR <dir>): builds a JNI library from the C++ that JavaCPP generated into
# <dir>.
find_path(JNI_INCLUDE_DIR jni.h PATHS "${JAVA_HOME}/include" "$ENV{JAVA_HOME}/include" REQUIRED NO_DEFAULT_PATH)
mark_as_advanced(JNI_INCLUDE_DIR)

# Copies the code that JavaCPP generated, with its JNI functions sorted. JavaCPP writes them in the order in which the
# JVM happens to list a class's methods, but every build must give the same library. Nothing else in the file depends on
# that order, and no function depends on another. An unchanged copy is not written again, so that the compiler does not
# run.
function(gru4j_copy_sorted source target)
  file(READ "${source}" text)
  # replace characters that have a meaning in CMake's lists meanwhile
  string(ASCII 1 semicolon)
  string(ASCII 2 opening)
  string(ASCII 3 closing)
  string(REPLACE ";" "${semicolon}" text "${text}")
  string(REPLACE "[" "${opening}" text "${text}")
  string(REPLACE "]" "${closing}" text "${text}")
  string(REPLACE "\n}\n" "\n}\n;" pieces "${text}")

  set(functions "")
  set(others "")
  foreach(piece IN LISTS pieces)
    if(piece MATCHES "^\n*JNIEXPORT [a-z]+ JNICALL Java_")
      string(REGEX REPLACE "^\n+" "" piece "${piece}")
      list(APPEND functions "${piece}")
    else()
      list(APPEND others "${piece}")
    endif()
  endforeach()
  if(NOT functions)
    message(FATAL_ERROR "${source}: expected JNI functions as JavaCPP writes them but found none")
  endif()
  list(SORT functions)
  list(POP_BACK others end_of_file end_of_extern_c)
  list(APPEND others "${functions}" "${end_of_extern_c}" "${end_of_file}")

  string(REPLACE ";" "" text "${others}")
  string(REPLACE "${semicolon}" ";" text "${text}")
  string(REPLACE "${opening}" "[" text "${text}")
  string(REPLACE "${closing}" "]" text "${text}")
  set(current "")
  if(EXISTS "${target}")
    file(READ "${target}" current)
  endif()
  if(NOT current STREQUAL text)
    file(WRITE "${target}" "${text}")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
endfunction()

function(gru4j_add_javacpp_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SOURCES_DIR" "")
  add_library(${name} SHARED)
  foreach(source IN ITEMS jnijavacpp.cpp ${name}.cpp)
    gru4j_copy_sorted("${arg_SOURCES_DIR}/${source}" "${CMAKE_CURRENT_BINARY_DIR}/jni/${source}")
    target_sources(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/jni/${source}")
  endforeach()
  target_include_directories(${name} SYSTEM PRIVATE "${JNI_INCLUDE_DIR}" "${JNI_INCLUDE_DIR}/linux")
  target_compile_options(${name} PRIVATE -w) # generated code
  # nodelete: the library's threads outlive the class loader that loaded it
  target_link_options(${name} PRIVATE -Wl,--no-undefined -Wl,-z,nodelete)
  set_target_properties(${name} PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN")
endfunction()
