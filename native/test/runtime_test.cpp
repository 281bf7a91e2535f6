#include "gru4j/runtime.h"

#include "check.h"

namespace gru4j::test {

GRU4J_TEST(the_runtime_tells_what_it_is) {
    require(std::string(version()) == GRU4J_VERSION, "version: " + std::string(version()));
    require(std::string(onednn_headers_version()) == DNNL_VERSION, "headers: " + std::string(onednn_headers_version()));
    require(std::string(onednn_version()) == DNNL_VERSION, "oneDNN: " + std::string(onednn_version()));
    require(std::string(onednn_isa()) != "unknown", "ISA: " + std::string(onednn_isa()));
}

GRU4J_TEST(the_runtime_tells_how_many_openmp_threads_come) {
    require(openmp_threads(1) == 1, "one thread is there always");
    const int came = openmp_threads(3);
    require(came >= 1 && came <= 3, std::to_string(came) + " of 3");
}

}  // namespace gru4j::test
