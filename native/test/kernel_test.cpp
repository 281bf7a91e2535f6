#include <stdexcept>

#include "check.h"
#include "gru4j/recurrent_kernel.h"
#include "memory.h"
#include "recurrent_case.h"

namespace gru4j::test {
namespace {

/// A case through the public class, with all its memory.
class Kernel {
public:
    Kernel(const RecurrentCase& c, Strategy strategy)
        : c_(c),
          kernel_(c.cell, c.steps, c.batch, c.input_size, c.hidden_size, c.reverse, true, strategy, 2),
          scratch_(kernel_.scratch_floats(), 0),
          workspace_(kernel_.workspace_floats(), nan),
          spare_(kernel_.spare_floats(), nan) {}

    void use_scratch() { kernel_.use_scratch(scratch_.data()); }

    RecurrentResult<float> run() {
        RecurrentResult<float> r{std::vector<float>(c_.dy.size(), nan), std::vector<float>(c_.s0.size(), nan),
                                 std::vector<float>(c_.x.size(), nan),  std::vector<float>(c_.s0.size(), nan),
                                 std::vector<float>(c_.w.size()),       std::vector<float>(c_.u.size()),
                                 std::vector<float>(c_.b.size())};
        const float* m = c_.state_mask.empty() ? nullptr : c_.state_mask.data();
        const float* z = c_.update_mask.empty() ? nullptr : c_.update_mask.data();
        kernel_.forward(c_.w.data(), c_.u.data(), c_.b.data(), 1, c_.x.data(), c_.s0.data(), c_.lengths.data(), m, z,
                        r.y.data(), r.sT.data(), workspace_.data(), spare_.data(), 0);
        kernel_.backward(c_.w.data(), c_.u.data(), c_.b.data(), 1, c_.x.data(), c_.s0.data(), c_.lengths.data(), m, z,
                         r.y.data(), c_.dy.data(), c_.dsT.data(), r.dw.data(), r.du.data(), r.db.data(), r.dx.data(),
                         r.ds0.data(), workspace_.data(), spare_.data(), 1);
        return r;
    }

private:
    const RecurrentCase& c_;
    RecurrentKernel kernel_;
    Memory scratch_, workspace_, spare_;
};

template <typename Error, typename Body>
void require_thrown(const std::string& what, Body body) {
    try {
        body();
    } catch (const Error& e) {
        return;
    }
    require(false, what);
}

}  // namespace

GRU4J_TEST(each_cell_by_each_strategy_agrees_with_oracle) {
    for (Cell cell : cells) {
        for (Strategy strategy : {Strategy::primitive, Strategy::panel}) {
            const RecurrentCase c = RecurrentCase(cell, 5, 9, 7, 20, true).with_lengths();
            Kernel kernel(c, strategy);
            kernel.use_scratch();
            const RecurrentResult<float> actual = kernel.run();
            const RecurrentResult<double> expected = oracle(c);
            const double sum = double(c.batch) * c.steps * c.steps;
            require_close(c.text() + " y", actual.y, expected.y, sum);
            require_close(c.text() + " sT", actual.sT, expected.sT, sum);
            require_close(c.text() + " ds0", actual.ds0, expected.ds0, sum);
            require_close(c.text() + " dx", actual.dx, expected.dx, sum);
            require_close(c.text() + " dw", actual.dw, expected.dw, sum);
            require_close(c.text() + " du", actual.du, expected.du, sum);
            require_close(c.text() + " db", actual.db, expected.db, sum);
        }
    }
}

GRU4J_TEST(masks_are_refused_where_there_are_none) {
    for (Cell cell : cells) {
        for (Strategy strategy : {Strategy::primitive, Strategy::panel}) {
            const RecurrentCase c = RecurrentCase(cell, 2, 3, 2, 2, false).with_lengths().with_masks(true, false);
            Kernel kernel(c, strategy);
            kernel.use_scratch();
            if (c.is_gru() && strategy == Strategy::panel) {
                kernel.run();
            } else {
                require_thrown<std::invalid_argument>(c.text() + " ran with a mask", [&] { kernel.run(); });
            }
        }
    }
}

GRU4J_TEST(misuse_is_an_exception) {
    for (Cell cell : cells) {
        for (Strategy strategy : {Strategy::primitive, Strategy::panel}) {
            const RecurrentCase c = RecurrentCase(cell, 2, 2, 2, 2, false).with_lengths();
            require_thrown<std::logic_error>(c.text() + " ran without scratch memory",
                                             [&] { Kernel(c, strategy).run(); });
        }
    }
}

}  // namespace gru4j::test
