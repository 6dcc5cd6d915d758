// Batches on their way into the journal: encoded by several threads, committed in the order of sealing.
//
// Bounded: `push` waits while too many batches are under way, so memory is too. The first error of any thread
// is thrown by the next push or drain; nothing that was sealed behind it is committed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "journal/writer.h"
#include "source/source.h"

namespace sojourn::extract {

/// A batch with all that its entries borrow from.
struct Job {
  source::DocumentBatch documents;
  std::string keys;  ///< The canonical keys of the documents, one behind the other.
  journal::Sealed sealed;
};

class CommitQueue {
 public:
  CommitQueue(journal::Writer& writer, std::size_t threads, std::size_t jobs_max);
  /// Commits nothing more; call drain first.
  ~CommitQueue();
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  /// An empty job; one that was committed already if possible, so that its memory is used again. Waits while
  /// `jobs_max` are under way.
  [[nodiscard]] std::unique_ptr<Job> take_spare();
  /// Takes back a job that there was nothing to fill with.
  void give_back(std::unique_ptr<Job> job);
  void push(std::unique_ptr<Job> job);
  /// Waits until everything pushed is durable.
  void drain();

 private:
  void work();
  void process(std::unique_ptr<Job> job, std::uint64_t ticket);
  void rethrow_failure();

  journal::Writer& writer_;
  const std::size_t jobs_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Job>> waiting_;
  std::vector<std::unique_ptr<Job>> spare_;
  std::size_t out_ = 0;      ///< Jobs handed out by take_spare and not yet committed.
  std::uint64_t taken_ = 0;  ///< Tickets given to workers.
  std::uint64_t pushed_ = 0;
  std::uint64_t committed_ = 0;
  std::exception_ptr failure_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sojourn::extract
