// Whatever number of threads shares a pass, and whoever else computes meanwhile: the bits are those of one thread.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "check.h"
#include "recurrent_runner.h"
#include "threads/parallel.h"
#include "threads/team.h"

namespace gru4j::test {
namespace {

/// The panel kernels that are worth the time: the one that everybody runs, and the one with the narrowest panels.
std::vector<Way> panel_ways() {
    std::vector<Way> all{{usable_panel_functions().front()}};
    if (usable_panel_functions().size() > 1) {
        all.push_back({&best_panel_functions()});
    }
    return all;
}

RecurrentResult<float> run(const Way& way, const RecurrentCase& c, bool training, int threads) {
    Runner runner(way, c, training, threads);
    if (training) {
        return runner.run(c);
    }
    RecurrentResult<float> result;
    runner.forward(c, result, Runner::Options());
    return result;
}

/// Cases of some chunks of rows, the last of them smaller than the others. `small` has fewer panels of hidden units
/// than there are threads, which then form groups that share out the rows.
std::vector<RecurrentCase> cases_of_many_chunks(Cell cell) {
    std::vector<RecurrentCase> cases;
    for (bool reverse : {false, true}) {
        const RecurrentCase small(cell, 61, 9, 6, 4, reverse);
        const RecurrentCase large(cell, 29, 19, 5, 40, !reverse);
        cases.push_back(small);
        cases.push_back(RecurrentCase(small).with_lengths());
        if (small.is_gru()) {
            cases.push_back(RecurrentCase(small).with_lengths().with_masks(true, true));
        }
        cases.push_back(RecurrentCase(large).with_lengths());
        cases.push_back(RecurrentCase(cell, 31, 36, 3, 7, reverse).with_lengths());  // of two slices
    }
    return cases;
}

}  // namespace

GRU4J_TEST(fork_join_calls_each_index_once) {
    for (int threads : {1, 2, 3, 7, 16, 32, 5, 1, 32}) {
        for (int repetition = 0; repetition < 50; ++repetition) {
            std::vector<std::atomic<int>> calls(threads);
            std::atomic<int> counts{0};
            fork_join(threads, [&](int index, int count) {
                ++calls[index];
                counts += count;
            });
            const int came = static_cast<int>(std::count(calls.begin(), calls.end(), 1));
            require(came == threads, std::to_string(came) + " of " + std::to_string(threads) + " threads came");
            require(counts == came * came, "all are told the same number");
        }
    }
}

GRU4J_TEST(what_a_thread_throws_is_thrown_to_the_caller_when_all_are_through) {
    for (int thrower = 0; thrower < 4; ++thrower) {
        std::atomic<int> ended{0};
        std::string thrown;
        int came = 0;
        try {
            fork_join(4, [&](int index, int count) {
                if (index == 0) {
                    came = count;
                }
                if (index == thrower) {
                    throw std::runtime_error("of " + std::to_string(index));
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                ++ended;
            });
        } catch (const std::runtime_error& e) {
            thrown = e.what();
        }
        require(thrown == (thrower < came ? "of " + std::to_string(thrower) : ""), "thrown: " + thrown);
        require(ended == came - (thrower < came ? 1 : 0),
                std::to_string(ended) + " of " + std::to_string(came) + " ended");
    }
    std::atomic<int> after{0};
    fork_join(4, [&](int, int) { ++after; });
    require(after == 4, "all threads serve the next call");
}

GRU4J_TEST(ranges_of_parallel_for_make_up_the_whole) {
    for (std::int64_t n : {0, 1, 5, 100}) {
        for (std::int64_t grain : {1, 7, 1000}) {
            std::vector<std::atomic<int>> calls(n);
            parallel_for(8, n, grain, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t k = begin; k < end; ++k) {
                    ++calls[k];
                }
            });
            for (std::int64_t k = 0; k < n; ++k) {
                require(calls[k] == 1, "element " + std::to_string(k) + " of " + std::to_string(n));
            }
        }
    }
}

GRU4J_TEST(what_was_written_before_a_barrier_is_seen_after_it) {
    constexpr int rounds = 300;
    for (int threads : {2, 3, 8, 17}) {
        std::vector<int> written(threads);  // not atomic: it is the barrier that orders them
        std::atomic<int> wrong{0};
        Team team(threads, threads);
        auto body = [&](const Member& member) {
            for (int round = 1; round <= rounds; ++round) {
                written[member.index] = round;
                member.meet_all();
                for (int other = 0; other < member.count; ++other) {
                    wrong += written[other] != round;
                }
                member.meet_all();
            }
        };
        team.run(threads, body);
        require(wrong == 0, std::to_string(wrong) + " stale values in " + std::to_string(threads) + " threads");
    }
}

GRU4J_TEST(bits_of_many_chunks_do_not_depend_on_the_threads) {
    for (Cell cell : cells) {
        for (const RecurrentCase& c : cases_of_many_chunks(cell)) {
            for (const Way& way : panel_ways()) {
                for (bool training : {false, true}) {
                    const RecurrentResult<float> expected = run(way, c, training, 1);
                    for (int threads : {2, 3, 5, 8, 16, 32}) {
                        require_equal_results(way.name() + " " + c.text() + (training ? " training" : " inference") +
                                                      " in " + std::to_string(threads) + " threads",
                                              run(way, c, training, threads), expected);
                    }
                }
            }
        }
    }
}

// more callers than processors, each with a kernel of its own, which share the library's workers
GRU4J_TEST(bits_do_not_depend_on_other_callers) {
    constexpr int callers = 6;
    std::vector<RecurrentCase> cases;
    std::vector<RecurrentResult<float>> expected;
    for (int k = 0; k < callers; ++k) {
        RecurrentCase c(cells[k % 4], 30, 10 + k, 5, 8 * k + 3, k % 3 == 0, k + 1);
        cases.push_back(k % 2 == 0 ? c.with_lengths() : c);
        expected.push_back(run({&best_panel_functions()}, cases[k], true, 1));
    }
    std::vector<std::string> failures(callers);
    std::vector<std::thread> threads;
    for (int k = 0; k < callers; ++k) {
        threads.emplace_back([&, k] {
            try {
                for (int repetition = 0; repetition < 10; ++repetition) {
                    require_equal_results("caller " + std::to_string(k),
                                          run({&best_panel_functions()}, cases[k], true, 1 + (k + repetition) % 5),
                                          expected[k]);
                }
            } catch (const std::exception& e) {
                failures[k] = e.what();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::string& failure : failures) {
        require(failure.empty(), failure);
    }
}

}  // namespace gru4j::test
