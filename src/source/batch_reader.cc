#include "source/batch_reader.h"

#include <algorithm>
#include <cstring>

namespace sojourn::source {
namespace {

/// Small enough that a chunk is still in the processor's cache when its documents are checked.
constexpr std::size_t kReadBytes = 256u << 10;
/// A search may have looked far ahead; its memory is not kept.
constexpr std::size_t kKeepBytes = 2u << 20;

}  // namespace

void BatchReader::begin(DocumentBatch& batch, std::size_t size) {
  batch.clear();
  batch_ = &batch;
  at_ = end_ = 0;
  target_ = std::max<std::size_t>(size, 1);
  if (batch.arena.size() < target_) batch.arena.resize(target_);
}

void BatchReader::end() {
  give_back();
  bytes_->tell(batch_->damages);
  bytes_->forget(offset());
}

BatchReader::Have BatchReader::want_more(std::size_t size) {
  if (batch_->arena.size() - at_ < size) {
    if (!batch_->documents.empty()) return Have::kFull;
    make_room(size);
  }
  while (end_ - at_ < size) {
    // Not beyond the batch's target: what is read too much must be carried over to the next arena.
    const std::size_t limit = std::max(at_ + size, target_);
    try {
      const std::size_t got = pull(batch_->arena.data() + end_, std::min(limit - end_, kReadBytes));
      if (got == 0) return Have::kEnd;
      end_ += got;
    } catch (const Error&) {
      // What was read before is delivered first.
      if (batch_->documents.empty()) throw;
      failure_ = std::current_exception();
      return Have::kFull;
    }
  }
  return Have::kAll;
}

void BatchReader::make_room(std::size_t size) {
  auto& arena = batch_->arena;
  std::memmove(arena.data(), arena.data() + at_, end_ - at_);
  end_ -= at_;
  at_ = 0;
  if (arena.size() < size) arena.resize(size);
}

std::size_t BatchReader::pull(char* to, std::size_t size) {
  if (ahead() == 0) {
    if (failure_) std::rethrow_exception(failure_);
    if (ahead_.capacity() > kKeepBytes) std::vector<char>().swap(ahead_), ahead_at_ = 0;
    return bytes_->read(to, size);
  }
  const std::size_t got = std::min(size, ahead());
  std::memcpy(to, ahead_.data() + ahead_at_, got);
  ahead_at_ += got;
  return got;
}

void BatchReader::give_back() {
  const std::string_view rest = available();
  end_ = at_;
  if (rest.empty()) return;
  if (rest.size() <= ahead_at_) {
    ahead_at_ -= rest.size();
    std::memcpy(ahead_.data() + ahead_at_, rest.data(), rest.size());
  } else {
    std::vector<char> joined(rest.begin(), rest.end());
    joined.insert(joined.end(), ahead_.begin() + static_cast<std::ptrdiff_t>(ahead_at_), ahead_.end());
    ahead_ = std::move(joined);
    ahead_at_ = 0;
  }
}

std::string_view BatchReader::peek(std::size_t size) {
  give_back();
  if (ahead() < size && ahead_at_ > 0) {
    ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(ahead_at_));
    ahead_at_ = 0;
  }
  while (ahead() < size) {
    const std::size_t filled = ahead_.size();
    // In growing steps: the length that is asked for may be chance, and far more than there is.
    ahead_.resize(filled + std::min(std::max(size - ahead(), kReadBytes), std::max(filled, kReadBytes)));
    const std::size_t got = bytes_->read(ahead_.data() + filled, ahead_.size() - filled);
    ahead_.resize(filled + got);
    if (got == 0) break;
  }
  return {ahead_.data() + ahead_at_, ahead()};
}

void BatchReader::skip(std::size_t size) {
  give_back();
  ahead_at_ += std::min(size, ahead());
}

}  // namespace sojourn::source
