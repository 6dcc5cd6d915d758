#include "target/put_back.h"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace sojourn::target {
namespace {

using Group = std::vector<HeldBack>;

/// In rounds, so that no session waits for a lock of another for long: indexes side by side, since building
/// one keeps only writers out; what needs the whole table, in a moment, one after the other; then the foreign
/// keys' validation side by side, but those of one table by one session.
class PutBack {
 public:
  PutBack(std::vector<Session>& sessions, const Ledger& ledger) : sessions_(sessions), ledger_(ledger) {}

  std::vector<LateFailure> run() {
    in_parallel(groups([](const HeldBack& held) { return held.kind != kForeignKey && held.done == 0; }));
    one_by_one([](const HeldBack& held) { return held.kind != kForeignKey; });
    if (!failures_.empty()) return std::move(failures_);
    one_by_one([](const HeldBack& held) { return held.kind == kForeignKey && held.done == 0; });
    in_parallel(groups([](const HeldBack& held) { return held.done > 0; }));
    return std::move(failures_);
  }

 private:
  using Wanted = std::function<bool(const HeldBack&)>;

  /// Those that are wanted; foreign keys of one table are one group.
  std::vector<Group> groups(const Wanted& wanted) {
    std::vector<Group> all;
    for (const HeldBack& held : still_held(sessions_.front(), ledger_)) {
      if (!wanted(held)) continue;
      const bool joins = held.kind == kForeignKey && !all.empty() && all.back().back().table == held.table;
      if (!joins) all.emplace_back();
      all.back().push_back(held);
    }
    return all;
  }

  void one_by_one(const Wanted& wanted) {
    for (const Group& group : groups(wanted)) {
      for (const HeldBack& held : group) {
        if (!failed(held)) take_step(sessions_.front(), held);
      }
    }
  }

  void in_parallel(const std::vector<Group>& all) {
    std::atomic<std::size_t> next = 0;
    std::exception_ptr problem;
    const auto work = [&](Session& session) {
      try {
        for (std::size_t i = 0; (i = next++) < all.size();) {
          for (const HeldBack& held : all[i]) take_step(session, held);
        }
      } catch (...) {
        next = all.size();  // The others end what they are at.
        const std::scoped_lock lock(mutex_);
        problem = std::current_exception();
      }
    };
    std::vector<std::thread> threads;
    threads.reserve(sessions_.size());
    for (Session& session : sessions_) threads.emplace_back(work, std::ref(session));
    for (std::thread& thread : threads) thread.join();
    if (problem) std::rethrow_exception(problem);
  }

  void take_step(Session& session, const HeldBack& held) {
    try {
      Transaction transaction(session);
      session.execute("put back " + held.kind + " " + held.name, held.steps.at(held.done));
      session.execute(
          "put back " + held.kind + " " + held.name,
          fmt::format("UPDATE {} SET done = done + 1, built_at = now() WHERE table_schema = $1 AND "
                      "table_name = $2 AND kind = $3 AND name = $4",
                      ledger_.table("held_back")),
          {held.table.schema, held.table.name, held.kind, held.name});
      ledger_.check(session);
      transaction.commit();
    } catch (const ServerError& error) {
      if (error.exit_code() == ExitCode::kPaused) throw;  // It is not about the rows.
      const std::scoped_lock lock(mutex_);
      failures_.push_back({held, error});
    }
  }

  [[nodiscard]] bool failed(const HeldBack& held) const {
    for (const LateFailure& failure : failures_) {
      if (failure.what.table == held.table && failure.what.kind == held.kind &&
          failure.what.name == held.name) {
        return true;
      }
    }
    return false;
  }

  std::vector<Session>& sessions_;
  const Ledger& ledger_;
  std::mutex mutex_;
  std::vector<LateFailure> failures_;
};

}  // namespace

std::vector<LateFailure> put_back(std::vector<Session>& sessions, const Ledger& ledger) {
  return PutBack(sessions, ledger).run();
}

}  // namespace sojourn::target
