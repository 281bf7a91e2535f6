#include <stdexcept>

#include "check.h"
#include "gru_case.h"

namespace gru4j::test {

GRU4J_TEST(misuse_is_an_exception) {
    const GruCase c(2, 2, 2, 2, ResetGate::after, false);
    GruKernel kernel(2, 2, 2, 2, ResetGate::after, false, true, Strategy::panel, 1);
    std::vector<float> y(8), hT(4);
    try {
        kernel.forward(c.w.data(), c.u.data(), nullptr, 1, c.x.data(), nullptr, nullptr, nullptr, nullptr, y.data(),
                       hT.data(), nullptr, nullptr, 0);
    } catch (const std::logic_error& e) {
        return;
    }
    require(false, "a kernel without scratch memory ran");
}

}  // namespace gru4j::test
