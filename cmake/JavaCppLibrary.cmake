# gru4j_add_javacpp_library(<name> SOURCES_DIR <dir>): a JNI library from the C++ that JavaCPP generated into <dir>.
find_path(JNI_INCLUDE_DIR jni.h PATHS "${JAVA_HOME}/include" "$ENV{JAVA_HOME}/include" REQUIRED NO_DEFAULT_PATH)
mark_as_advanced(JNI_INCLUDE_DIR)

function(gru4j_add_javacpp_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SOURCES_DIR" "")
  add_library(${name} SHARED)
  foreach(source IN ITEMS jnijavacpp.cpp ${name}.cpp)
    # JavaCPP writes its files anew in every build; only a changed copy makes the compiler run
    configure_file("${arg_SOURCES_DIR}/${source}" "${CMAKE_CURRENT_BINARY_DIR}/jni/${source}" COPYONLY)
    target_sources(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/jni/${source}")
  endforeach()
  target_include_directories(${name} SYSTEM PRIVATE "${JNI_INCLUDE_DIR}" "${JNI_INCLUDE_DIR}/linux")
  target_compile_options(${name} PRIVATE -w) # generated code
  target_link_options(${name} PRIVATE -Wl,--no-undefined)
  set_target_properties(${name} PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN")
endfunction()
