#include "source/gzip_stream.h"

#include <fmt/format.h>

#include <deque>

#include "base/bytes.h"
#include "source/gzip_member.h"
#include "source/inflater.h"

namespace sojourn::source {
namespace {

constexpr std::uint64_t kTokenKind = 'G';
/// A resumed reading inflates at most about this much again; each point before the end of a batch takes 32
/// KB.
constexpr std::uint64_t kPointDistanceBytes = 1u << 20;

/// Where reading can begin again, and what must be known there.
struct Point {
  bool begun = false;      ///< Not at the file's start: the file may end here.
  bool in_member = false;  ///< Within deflated data; else where a member's header is due.
  InflatePoint inflate;
  std::uint64_t offset = 0;  ///< Inflated bytes before it, in the whole file.
  MemberSums sums;           ///< Of the member so far.
};

class GzipStream final : public ByteStream {
 public:
  GzipStream(const std::filesystem::path& path, std::string owner, const ReadOptions& options)
      : file_(path), input_(file_), owner_(std::move(owner)), options_(options) {
    points_.push_back({});
  }

  GzipStream(const std::filesystem::path& path, std::string owner, const ReadOptions& options,
             TokenReader& token)
      : file_(path), input_(file_), owner_(std::move(owner)), options_(options) {
    const Point point = read_point(token);
    const std::uint64_t wanted = token.number();
    told_to_ = token.number();
    go_on_at(point);
    discard_to(wanted);
  }

  std::size_t read(char* to, std::size_t size) override {
    while (true) {
      switch (stage_) {
        case Stage::kHeader:
          read_member_header();
          break;
        case Stage::kBody:
          if (const std::size_t got = read_body(to, size)) return got;
          break;
        case Stage::kTrailer:
          read_member_trailer();
          break;
        case Stage::kGap:
        case Stage::kEnd:
          return 0;
      }
    }
  }

  std::optional<Damage> take_gap() override {
    if (stage_ != Stage::kGap) return std::nullopt;
    // Only now: a position saved before must lead to the gap again, so that it is told.
    points_.push_back({true, false, {input_.offset(), 0, {}}, offset_, {}});
    stage_ = Stage::kHeader;
    return std::move(gap_);
  }

  void tell(std::vector<Damage>& damages) override {
    for (Damage& damage : untold_) {
      told_to_ = damage.offset + 1;
      damages.push_back(std::move(damage));
    }
    untold_.clear();
  }

  void forget(std::uint64_t offset) override {
    while (points_.size() > 1 && points_[1].offset <= offset) points_.pop_front();
  }

  std::uint64_t save(TokenWriter& token, std::uint64_t offset) const override {
    const Point* point = &points_.front();
    for (const Point& later : points_) {
      if (later.offset <= offset) point = &later;
    }
    write_point(token, *point);
    token.number(offset);
    token.number(told_to_);
    const bool at_end = stage_ == Stage::kEnd && offset == offset_;
    return at_end ? file_.size() : point->inflate.file_offset;
  }

  std::uint64_t offset() const override { return offset_; }
  const File& file() const override { return file_; }
  const char* offset_name() const override { return "inflated byte"; }

 private:
  enum class Stage { kHeader, kBody, kTrailer, kGap, kEnd };

  void read_member_header() {
    const std::uint64_t start = input_.offset();
    if (begun_ && only_zeros_left(input_)) {
      stage_ = Stage::kEnd;
      return;
    }
    begun_ = true;
    if (const char* problem = skip_gzip_header(input_)) return damaged(start, problem);
    inflater_.start();
    sums_ = {};
    stage_ = Stage::kBody;
  }

  std::size_t read_body(char* to, std::size_t size) {
    const Inflater::Result result = inflater_.inflate_some(input_, to, size);
    sums_.add(to, result.size);
    offset_ += result.size;
    if (result.problem != nullptr) {
      // What came before the damage is delivered first; the next reading meets it again.
      if (result.size == 0) damaged(input_.offset(), result.problem);
    } else if (result.ended) {
      stage_ = Stage::kTrailer;
    } else if (result.at_block && offset_ - points_.back().offset >= kPointDistanceBytes) {
      points_.push_back({true, true, inflater_.point(input_), offset_, sums_});
    }
    return result.size;
  }

  void read_member_trailer() {
    const std::uint64_t start = input_.offset();
    const auto trailer = read_gzip_trailer(input_);
    if (!trailer) return damaged(start, "the file ends before the checksum of the compressed data");
    if (*trailer != sums_) wrong_sums(start);
    points_.push_back({true, false, {input_.offset(), 0, {}}, offset_, {}});
    stage_ = Stage::kHeader;
  }

  /// What was inflated is delivered already; all that is left is to say that it cannot be trusted.
  void wrong_sums(std::uint64_t start) {
    const char* cause = "the checksum of what was inflated is wrong; some of its documents may be changed";
    if (!options_.skip_damaged) throw error(start, cause);
    if (start >= told_to_) untold_.push_back({0, start, kGzipTrailerBytes, cause});
  }

  /// Leaves a gap up to the next member, or to the file's end.
  void damaged(std::uint64_t start, const char* problem) {
    if (!options_.skip_damaged) throw error(start, problem);
    input_.seek(next_member(file_, start + 1));
    gap_ = {0, start, input_.offset() - start,
            fmt::format("{} (offsets within the compressed file)", problem)};
    stage_ = Stage::kGap;
  }

  Error error(std::uint64_t at, const char* cause) const {
    return Error({.doing = "inflate a file",
                  .subject = fmt::format("{}, compressed byte {}{}{}", file_.path().string(), at,
                                         owner_.empty() ? "" : ", ", owner_),
                  .cause = cause,
                  .hint = "take the dump again, or let --skip-damaged keep what could be inflated; the rest "
                          "is counted and shown ever after"});
  }

  void go_on_at(const Point& point) {
    points_.push_back(point);
    begun_ = point.begun;
    offset_ = point.offset;
    sums_ = point.sums;
    if (point.in_member) {
      inflater_.start_at(point.inflate, input_);
      stage_ = Stage::kBody;
    } else {
      input_.seek(point.inflate.file_offset);
    }
  }

  void discard_to(std::uint64_t wanted) {
    if (wanted < offset_) throw bad_token();
    std::vector<char> scratch(64u << 10);
    while (offset_ < wanted) {
      if (read(scratch.data(), std::min<std::uint64_t>(scratch.size(), wanted - offset_)) == 0) {
        throw bad_token();
      }
    }
  }

  static void write_point(TokenWriter& token, const Point& point) {
    token.number(kTokenKind);
    token.number(point.begun ? 1 : 0);
    token.number(point.in_member ? 1 : 0);
    token.number(point.inflate.file_offset);
    token.number(static_cast<std::uint64_t>(point.inflate.bits));
    token.number(point.offset);
    token.number(point.sums.crc);
    token.number(point.sums.size);
    token.text(pack_window(point.inflate.window));
  }

  static Point read_point(TokenReader& token) {
    token.expect(kTokenKind);
    Point point;
    point.begun = token.number() != 0;
    point.in_member = token.number() != 0;
    point.inflate.file_offset = token.number();
    point.inflate.bits = static_cast<int>(token.number());
    point.offset = token.number();
    point.sums.crc = static_cast<std::uint32_t>(token.number());
    point.sums.size = static_cast<std::uint32_t>(token.number());
    auto window = unpack_window(token.text());
    const bool bits_fit = point.inflate.bits >= 0 && point.inflate.bits < 8;
    if (!window || !bits_fit || (point.inflate.bits > 0 && point.inflate.file_offset == 0)) throw bad_token();
    point.inflate.window = std::move(*window);
    return point;
  }

  File file_;
  FileInput input_;
  Inflater inflater_;
  std::string owner_;
  ReadOptions options_;
  Stage stage_ = Stage::kHeader;
  bool begun_ = false;
  std::uint64_t offset_ = 0;
  MemberSums sums_;
  std::deque<Point> points_;  ///< By offset; the first is at or before all that may still be saved.
  Damage gap_;
  std::vector<Damage> untold_;  ///< Damages that interrupt nothing.
  std::uint64_t told_to_ = 0;   ///< File offset up to which such damages were told.
};

}  // namespace

std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path, std::string owner,
                                      const ReadOptions& options) {
  return std::make_unique<GzipStream>(path, std::move(owner), options);
}

std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path, std::string owner,
                                      const ReadOptions& options, TokenReader& token) {
  return std::make_unique<GzipStream>(path, std::move(owner), options, token);
}

}  // namespace sojourn::source
