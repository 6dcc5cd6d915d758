#include "pipeline/twins.h"

#include <algorithm>
#include <map>
#include <queue>

#include "base/error.h"
#include "base/key.h"
#include "base/stop.h"

namespace sojourn::pipeline {
namespace {

constexpr std::size_t kSamples = 3;

class Walk {
 public:
  Walk(const journal::View& view, const std::vector<std::pair<journal::StreamId, std::string>>& streams) {
    for (const auto& [id, name] : streams) cursors_.push_back(view.keys(id));
    for (std::size_t i = 0; i < cursors_.size(); ++i) enter(i);
  }

  /// The streams that have the next key; false at the end.
  bool next(std::string& key, std::vector<std::size_t>& streams) {
    streams.clear();
    if (heads_.empty()) return false;
    key = heads_.top().key;
    while (!heads_.empty() && heads_.top().key == key) {
      const Head head = heads_.top();
      heads_.pop();
      if (!head.deleted) streams.push_back(head.stream);
      leave(head.stream, key);
      enter(head.stream);
    }
    return true;
  }

 private:
  struct Head {
    std::string key;
    std::size_t stream = 0;
    bool deleted = false;
    bool operator>(const Head& other) const {
      return std::tie(key, stream) > std::tie(other.key, other.stream);
    }
  };

  void enter(std::size_t stream) {
    const journal::KeysCursor& cursor = cursors_[stream];
    if (!cursor.valid()) return;
    heads_.push(
        {.key = std::string(cursor.entry().key), .stream = stream, .deleted = cursor.entry().deletes});
  }
  /// Past the older versions of the key.
  void leave(std::size_t stream, const std::string& key) {
    journal::KeysCursor& cursor = cursors_[stream];
    while (cursor.valid() && cursor.entry().key == key) cursor.next();
  }

  std::vector<journal::KeysCursor> cursors_;
  std::priority_queue<Head, std::vector<Head>, std::greater<>> heads_;
};

}  // namespace

std::vector<Twins> find_twins(const journal::View& view,
                              const std::vector<std::pair<journal::StreamId, std::string>>& streams) {
  std::map<std::pair<std::size_t, std::size_t>, Twins> found;
  Walk walk(view, streams);
  std::string key;
  std::vector<std::size_t> holders;
  while (walk.next(key, holders)) {
    if (stop_requested())
      throw paused({.doing = "compare the ids of the streams", .cause = "stopped on request"});
    for (std::size_t i = 0; i < holders.size(); ++i) {
      for (std::size_t j = i + 1; j < holders.size(); ++j) {
        Twins& twins = found[{holders[i], holders[j]}];
        ++twins.count;
        if (twins.samples.size() < kSamples) twins.samples.push_back(key_text(key));
      }
    }
  }
  std::vector<Twins> all;
  for (auto& [pair, twins] : found) {
    twins.first = streams[pair.first].second;
    twins.second = streams[pair.second].second;
    all.push_back(std::move(twins));
  }
  std::stable_sort(all.begin(), all.end(), [](const Twins& a, const Twins& b) { return a.count > b.count; });
  return all;
}

}  // namespace sojourn::pipeline
