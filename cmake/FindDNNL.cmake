# Finds oneDNN as the JavaCPP presets package it, unpacked at DNNL_ROOT: include/oneapi/dnnl, libdnnl.so.3,
# libgomp.so.1. The CMake package inside this jar can't be used: it names library files that the jar does not contain.
#
# Defines DNNL::dnnl, DNNL::openmp (the only OpenMP runtime, which oneDNN uses) and DNNL_VERSION.
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp PATHS "${DNNL_ROOT}/include" NO_DEFAULT_PATH)
find_file(DNNL_LIBRARY libdnnl.so.3 PATHS "${DNNL_ROOT}" NO_DEFAULT_PATH)
find_file(DNNL_OPENMP_LIBRARY libgomp.so.1 PATHS "${DNNL_ROOT}" NO_DEFAULT_PATH)
mark_as_advanced(DNNL_INCLUDE_DIR DNNL_LIBRARY DNNL_OPENMP_LIBRARY)

if(DNNL_INCLUDE_DIR)
  set(DNNL_VERSION "")
  file(STRINGS "${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h" lines REGEX "define DNNL_VERSION_(MAJOR|MINOR|PATCH) ")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "[0-9]+$" number "${line}")
    list(APPEND DNNL_VERSION "${number}")
  endforeach()
  list(JOIN DNNL_VERSION "." DNNL_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  DNNL
  REQUIRED_VARS DNNL_LIBRARY DNNL_OPENMP_LIBRARY DNNL_INCLUDE_DIR
  VERSION_VAR DNNL_VERSION)

if(DNNL_FOUND AND NOT TARGET DNNL::dnnl)
  add_library(DNNL::openmp SHARED IMPORTED)
  set_target_properties(DNNL::openmp PROPERTIES IMPORTED_LOCATION "${DNNL_OPENMP_LIBRARY}")
  add_library(DNNL::dnnl SHARED IMPORTED)
  set_target_properties(DNNL::dnnl PROPERTIES IMPORTED_LOCATION "${DNNL_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES
                                                                                 "${DNNL_INCLUDE_DIR}")
  target_link_libraries(DNNL::dnnl INTERFACE DNNL::openmp)
endif()
