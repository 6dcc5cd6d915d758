// Writes JSON for programs: keys in the order given, two blanks of indentation, UTF-8 whatever comes in.
//
//   JsonWriter json;
//   json.begin_object().field("streams", 3).key("list").begin_list().value("a").end_list().end_object();
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_list() { return open('['); }
  JsonWriter& end_list() { return close(']'); }

  /// REQUIRES: within an object; exactly one value, object or list follows.
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool yes) { return raw(yes ? "true" : "false"); }
  JsonWriter& value(double number);
  template <std::integral Integer>
  JsonWriter& value(Integer number) {
    return raw(std::to_string(number));
  }
  JsonWriter& null() { return raw("null"); }

  template <typename Value>
  JsonWriter& field(std::string_view name, const Value& content) {
    return key(name).value(content);
  }

  /// The text so far, with a final line feed. REQUIRES: all that was begun has ended.
  [[nodiscard]] std::string text() const { return text_ + '\n'; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view content);
  void before_value();
  void new_line();

  std::string text_;
  std::size_t depth_ = 0;
  bool first_ = true;  ///< Nothing stands yet within the innermost bracket.
  bool after_key_ = false;
};

}  // namespace sojourn
