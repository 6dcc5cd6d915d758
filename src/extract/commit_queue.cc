#include "extract/commit_queue.h"

namespace sojourn::extract {

CommitQueue::CommitQueue(journal::Writer& writer, std::size_t threads, std::size_t jobs_max)
    : writer_(writer), jobs_max_(jobs_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::unique_ptr<Job> CommitQueue::take_spare() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return out_ < jobs_max_ || failure_; });
  rethrow_failure();
  ++out_;
  if (spare_.empty()) return std::make_unique<Job>();
  auto job = std::move(spare_.back());
  spare_.pop_back();
  return job;
}

void CommitQueue::give_back(std::unique_ptr<Job> job) {
  const std::lock_guard lock(mutex_);
  --out_;
  spare_.push_back(std::move(job));
}

void CommitQueue::push(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    rethrow_failure();
    waiting_.push_back(std::move(job));
    ++pushed_;
  }
  changed_.notify_all();
}

void CommitQueue::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return committed_ == pushed_ || failure_; });
  rethrow_failure();
}

void CommitQueue::rethrow_failure() {
  if (failure_) std::rethrow_exception(failure_);
}

void CommitQueue::work() {
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_.empty() || closing_ || failure_; });
    if (closing_ || failure_) return;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    const std::uint64_t ticket = taken_++;
    lock.unlock();
    try {
      process(std::move(job), ticket);
    } catch (...) {
      const std::lock_guard failing(mutex_);
      if (!failure_) failure_ = std::current_exception();
      changed_.notify_all();
      return;
    }
  }
}

void CommitQueue::process(std::unique_ptr<Job> job, std::uint64_t ticket) {
  journal::BulkPtr bulk = writer_.encode(job->sealed);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return committed_ == ticket || closing_ || failure_; });
  if (committed_ != ticket) return;
  lock.unlock();
  // Only the holder of the next ticket comes here, so commits keep their order without the lock.
  writer_.commit(std::move(bulk));
  lock.lock();
  ++committed_;
  --out_;
  spare_.push_back(std::move(job));
  changed_.notify_all();
}

}  // namespace sojourn::extract
