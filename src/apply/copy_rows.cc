#include "apply/copy_rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/bytes.h"

namespace sojourn::apply {
namespace {

constexpr std::string_view kHeader{"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19};
constexpr std::string_view kTrailer{"\xff\xff", 2};
constexpr std::size_t kFirstCapacity = std::size_t{1} << 16;

/// From 1970, where we count from, to 2000, where PostgreSQL does.
constexpr std::int32_t kDaysTo2000 = 10'957;
constexpr std::int64_t kMicrosecondsTo2000 = kDaysTo2000 * std::int64_t{86'400'000'000};

constexpr std::size_t kFieldCountBytes = 2;
constexpr std::size_t kLengthBytes = 4;
/// Number of dimensions, whether there are nulls, type; then size and first index of the dimension.
constexpr std::size_t kEmptyArrayBytes = 12;
constexpr std::size_t kArrayHeadBytes = kEmptyArrayBytes + 8;

char* store(char* at, std::uint16_t value) {
  const std::uint16_t big = __builtin_bswap16(value);
  std::memcpy(at, &big, sizeof big);
  return at + sizeof big;
}
char* store(char* at, std::uint32_t value) {
  const std::uint32_t big = swap_bytes(value);
  std::memcpy(at, &big, sizeof big);
  return at + sizeof big;
}
char* store(char* at, std::uint64_t value) {
  const std::uint64_t big = swap_bytes(value);
  std::memcpy(at, &big, sizeof big);
  return at + sizeof big;
}

std::uint16_t sign_of(const map::Numeric& value) {
  using Kind = map::Numeric::Kind;
  switch (value.kind) {
    case Kind::kNaN:
      return 0xc000;
    case Kind::kInfinity:
      return 0xd000;
    case Kind::kMinusInfinity:
      return 0xf000;
    case Kind::kFinite:
      break;
  }
  return value.negative ? 0x4000 : 0;
}

}  // namespace

std::string_view CopyBatch::finish() {
  std::memcpy(take(kTrailer.size()), kTrailer.data(), kTrailer.size());
  return {bytes_.get(), size_};
}

void CopyBatch::clear() {
  size_ = 0;
  rows_ = 0;
  std::memcpy(take(kHeader.size()), kHeader.data(), kHeader.size());
}

void CopyBatch::grow(std::size_t bytes) {
  const std::size_t capacity = std::max({kFirstCapacity, 2 * capacity_, size_ + bytes});
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ > 0) std::memcpy(larger.get(), bytes_.get(), size_);
  bytes_ = std::move(larger);
  capacity_ = capacity;
}

CopyRows::CopyRows(const std::vector<std::size_t>& projections)
    : projections_(projections), batches_(projections.size()) {}

CopyBatch& CopyRows::batch(std::size_t projection) {
  const auto found = std::find(projections_.begin(), projections_.end(), projection);
  return batches_[static_cast<std::size_t>(found - projections_.begin())];
}

void CopyRows::begin_row(std::size_t projection) {
  batch_ = &batch(projection);
  row_ = batch_->size_;
  array_ = 0;
  cells_ = 0;
  batch_->take(kFieldCountBytes);
}

void CopyRows::end_row() {
  store(batch_->bytes_.get() + row_, static_cast<std::uint16_t>(cells_));
  ++batch_->rows_;
}

void CopyRows::abandon_row() {
  batch_->size_ = row_;
}

char* CopyRows::cell(std::size_t bytes) {
  ++cells_;
  return store(batch_->take(kLengthBytes + bytes), static_cast<std::uint32_t>(bytes));
}

void CopyRows::bytes_cell(std::string_view bytes) {
  char* const at = cell(bytes.size());
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
}

void CopyRows::null() {
  ++cells_;
  store(batch_->take(kLengthBytes), ~std::uint32_t{0});
}

void CopyRows::boolean(bool value) {
  *cell(1) = value ? '\1' : '\0';
}
void CopyRows::int16(std::int16_t value) {
  store(cell(sizeof value), static_cast<std::uint16_t>(value));
}
void CopyRows::int32(std::int32_t value) {
  store(cell(sizeof value), static_cast<std::uint32_t>(value));
}
void CopyRows::int64(std::int64_t value) {
  store(cell(sizeof value), static_cast<std::uint64_t>(value));
}
void CopyRows::float4(float value) {
  store(cell(sizeof value), std::bit_cast<std::uint32_t>(value));
}
void CopyRows::float8(double value) {
  store(cell(sizeof value), std::bit_cast<std::uint64_t>(value));
}

void CopyRows::numeric(const map::Numeric& value) {
  constexpr std::size_t kHead = 8;
  char* at = cell(kHead + 2 * value.groups);
  at = store(at, static_cast<std::uint16_t>(value.groups));
  at = store(at, static_cast<std::uint16_t>(value.weight));
  at = store(at, sign_of(value));
  at = store(at, value.scale);
  for (std::size_t i = 0; i < value.groups; ++i) at = store(at, static_cast<std::uint16_t>(value.group[i]));
}

void CopyRows::text(std::string_view value) {
  bytes_cell(value);
}
void CopyRows::bytea(std::string_view value) {
  bytes_cell(value);
}
void CopyRows::uuid(const map::Uuid& value) {
  std::memcpy(cell(value.size()), value.data(), value.size());
}

void CopyRows::timestamp(std::int64_t microseconds) {
  int64(microseconds - kMicrosecondsTo2000);
}
void CopyRows::date(std::int32_t days) {
  int32(days - kDaysTo2000);
}
void CopyRows::time(std::int64_t microseconds) {
  int64(microseconds);
}

void CopyRows::interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) {
  char* at = cell(sizeof months + sizeof days + sizeof microseconds);
  at = store(at, static_cast<std::uint64_t>(microseconds));
  at = store(at, static_cast<std::uint32_t>(days));
  store(at, static_cast<std::uint32_t>(months));
}

void CopyRows::json(std::string_view text) {
  bytes_cell(text);
}

void CopyRows::jsonb(std::string_view text) {
  constexpr char kVersion = 1;
  char* const at = cell(1 + text.size());
  *at = kVersion;
  std::memcpy(at + 1, text.data(), text.size());
}

void CopyRows::inet(const map::Inet& value) {
  constexpr char kFamilyV4 = 2;
  constexpr char kFamilyV6 = 3;
  const std::size_t size = value.v6 ? 16 : 4;
  char* at = cell(4 + size);
  *at++ = value.v6 ? kFamilyV6 : kFamilyV4;
  *at++ = static_cast<char>(value.bits);
  *at++ = value.cidr ? '\1' : '\0';
  *at++ = static_cast<char>(size);
  std::memcpy(at, value.address.data(), size);
}

void CopyRows::begin_array(std::uint32_t element_oid, std::size_t elements, bool has_null) {
  const std::size_t begin = batch_->size_;
  char* at = batch_->take(kLengthBytes + (elements == 0 ? kEmptyArrayBytes : kArrayHeadBytes)) + kLengthBytes;
  at = store(at, std::uint32_t{elements == 0 ? 0U : 1U});
  at = store(at, std::uint32_t{has_null ? 1U : 0U});
  at = store(at, element_oid);
  if (elements > 0) {
    at = store(at, static_cast<std::uint32_t>(elements));
    store(at, std::uint32_t{1});
  }
  array_ = begin;
  cells_of_row_ = cells_;
  cells_ = 0;
}

void CopyRows::end_array() {
  const auto bytes = static_cast<std::uint32_t>(batch_->size_ - array_ - kLengthBytes);
  store(batch_->bytes_.get() + array_, bytes);
  cells_ = cells_of_row_ + 1;
  array_ = 0;
}

}  // namespace sojourn::apply
