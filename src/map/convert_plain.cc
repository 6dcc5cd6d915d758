#include "map/convert_plain.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include "base/bytes.h"

namespace sojourn::map {
namespace {

using bson::Type;

constexpr std::uint8_t kUuidSubtype = 4;

class BoolConverter final : public UnclampedConverter {
 public:
  explicit BoolConverter(const ConversionRules& rules) : rules_(rules) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kString && rules_.text_of(value).empty()) return empty();
    if (value.type != Type::kBool) return invalid(Cause::kWrongType);
    sink.boolean(value.as_bool());
    return done();
  }

 private:
  ConversionRules rules_;
};

class UuidConverter final : public UnclampedConverter {
 public:
  explicit UuidConverter(const ConversionRules& rules) : rules_(rules) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kString) {
      const std::string_view text = rules_.text_of(value);
      if (text.empty()) return empty();
      const auto uuid = parse_uuid(text);
      if (!uuid) return invalid(Cause::kInvalidText);
      sink.uuid(*uuid);
      return converted();
    }
    if (value.type != Type::kBinary) return invalid(Cause::kWrongType);
    // The order of the bytes of subtype 3 depends on which driver wrote them.
    const std::string_view bytes = value.as_binary();
    Uuid uuid;
    if (value.binary_subtype() != kUuidSubtype || bytes.size() != uuid.size()) {
      return invalid(Cause::kWrongType);
    }
    std::memcpy(uuid.data(), bytes.data(), uuid.size());
    sink.uuid(uuid);
    return done();
  }

 private:
  ConversionRules rules_;
};

class ByteaConverter final : public UnclampedConverter {
 public:
  explicit ByteaConverter(const ConversionRules& rules) : rules_(rules) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    constexpr std::uint8_t kOldSubtype = 2;
    constexpr std::size_t kInnerLength = 4;
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kString && rules_.text_of(value).empty()) return empty();
    if (value.type != Type::kBinary) return invalid(Cause::kWrongType);
    std::string_view bytes = value.as_binary();
    // The old subtype repeats the length within the data.
    if (value.binary_subtype() == kOldSubtype) bytes.remove_prefix(kInnerLength);
    if (bytes.size() > rules_.max_bytes) return invalid(Cause::kTooLong);
    sink.bytea(bytes);
    // Other subtypes say what the bytes are; that is not kept.
    return {.converted = value.binary_subtype() != 0 && value.binary_subtype() != kOldSubtype};
  }

 private:
  ConversionRules rules_;
};

/// Whether all bits behind the mask are zero.
bool is_network(const Inet& value) {
  for (std::size_t bit = value.bits; bit < (value.v6 ? 128u : 32u); ++bit) {
    if ((value.address[bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

class InetConverter final : public UnclampedConverter {
 public:
  InetConverter(bool cidr, const ConversionRules& rules) : rules_(rules), cidr_(cidr) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type != Type::kString) return invalid(Cause::kWrongType);
    const std::string_view text = rules_.text_of(value);
    if (text.empty()) return empty();
    auto inet = parse_inet(text);
    if (!inet || (cidr_ && !is_network(*inet))) return invalid(Cause::kInvalidText);
    inet->cidr = cidr_;
    sink.inet(*inet);
    return converted();
  }

 private:
  ConversionRules rules_;
  bool cidr_;
};

}  // namespace

std::optional<Uuid> parse_uuid(std::string_view text) {
  constexpr std::size_t kWithHyphens = 36;
  const bool hyphens = text.size() == kWithHyphens;
  Uuid uuid;
  if (!hyphens && text.size() != 2 * uuid.size()) return std::nullopt;
  std::size_t at = 0;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool hyphen_here = hyphens && (i == 4 || i == 6 || i == 8 || i == 10);
    if (hyphen_here && text[at++] != '-') return std::nullopt;
    const auto high = hex_digit(text[at++]);
    const auto low = hex_digit(text[at++]);
    if (!high || !low) return std::nullopt;
    uuid[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return uuid;
}

std::optional<Inet> parse_inet(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  Inet inet;
  if (address.find('\0') != std::string::npos) return std::nullopt;
  inet.v6 = address.find(':') != std::string::npos;
  if (inet_pton(inet.v6 ? AF_INET6 : AF_INET, address.c_str(), inet.address.data()) != 1) return std::nullopt;
  inet.bits = inet.v6 ? 128 : 32;
  if (slash == std::string_view::npos) return inet;
  const std::string_view mask = text.substr(slash + 1);
  std::uint8_t bits = 0;
  const auto [end, problem] = std::from_chars(mask.data(), mask.data() + mask.size(), bits);
  if (problem != std::errc() || end != mask.data() + mask.size() || bits > inet.bits) return std::nullopt;
  inet.bits = bits;
  return inet;
}

std::unique_ptr<Converter> make_bool_converter(const ConversionRules& rules) {
  return std::make_unique<BoolConverter>(rules);
}

std::unique_ptr<Converter> make_uuid_converter(const ConversionRules& rules) {
  return std::make_unique<UuidConverter>(rules);
}

std::unique_ptr<Converter> make_bytea_converter(const ConversionRules& rules) {
  return std::make_unique<ByteaConverter>(rules);
}

std::unique_ptr<Converter> make_inet_converter(bool cidr, const ConversionRules& rules) {
  return std::make_unique<InetConverter>(cidr, rules);
}

}  // namespace sojourn::map
