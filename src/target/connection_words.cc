#include "target/connection_words.h"

#include <libpq-fe.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

namespace sojourn::target {
namespace {

using Options = std::map<std::string, std::string>;

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

Options parsed(const std::string& words) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(words.c_str(), nullptr), &PQconninfoFree);
  if (!options) {
    throw usage_error({.doing = "connect to the target",
                       .cause = "libpq does not understand the connection string; it is not shown, since "
                                "it may hold a password",
                       .hint =
                           "write postgresql://USER@HOST/DATABASE or host=HOST dbname=DATABASE; in a URI, "
                           "write signs such as @ : / # % in a password as %40 %3A %2F %23 %25"});
  }
  Options values;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) values[option->keyword] = option->val;
  }
  return values;
}

std::string value_of(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  return found == options.end() ? "" : found->second;
}

std::string describe(const Options& options) {
  const std::string service = value_of(options, "service");
  std::string text = service.empty() ? "" : fmt::format("service \"{}\"", service);
  if (const std::string name = value_of(options, "dbname"); !name.empty()) {
    text += fmt::format("{}database \"{}\"", text.empty() ? "" : ", ", name);
  }
  if (const std::string host = value_of(options, "host"); !host.empty()) {
    const std::string port = value_of(options, "port");
    text += fmt::format("{}at {}{}", text.empty() ? "" : " ", host, port.empty() ? "" : ":" + port);
  }
  return text.empty() ? "the server that libpq's environment names" : text;
}

/// Everything between the user's name and the host of a URI, also in pieces: with a sign in it that belongs
/// escaped, libpq takes a part of the password for the host, the port or the database and speaks of it.
std::vector<std::string> uri_secrets(const std::string& words) {
  const std::size_t scheme = words.find("://");
  const std::size_t last_at = words.rfind('@');
  if (scheme == std::string::npos || last_at == std::string::npos || last_at < scheme + 3) return {};
  const std::string user_and_password = words.substr(scheme + 3, last_at - scheme - 3);
  const std::size_t colon = user_and_password.find(':');
  if (colon == std::string::npos) return {};
  std::vector<std::string> pieces = {user_and_password.substr(colon + 1)};
  std::string piece;
  for (const char c : pieces.front() + "@") {
    if (std::string_view("@/:?#&=,").find(c) == std::string_view::npos) {
      piece += c;
    } else {
      pieces.push_back(std::move(piece));
      piece.clear();
    }
  }
  return pieces;
}

std::vector<std::string> secrets_of(const std::string& words, const Options& options) {
  std::vector<std::string> secrets = uri_secrets(words);
  for (const char* name : {"password", "sslpassword"}) secrets.push_back(value_of(options, name));
  std::erase(secrets, "");
  std::sort(secrets.begin(), secrets.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  secrets.erase(std::unique(secrets.begin(), secrets.end()), secrets.end());
  return secrets;
}

std::string connection_hint(const std::string& message) {
  const auto says = [&](const char* words) { return message.find(words) != std::string::npos; };
  if (says("password")) return "check user and password; ~/.pgpass or PGPASSWORD keep one out of the plan";
  if (says("does not exist")) return "check the names of database and user";
  if (says("could not translate host name")) return "check the host's name";
  if (says("pg_hba.conf")) return "the server's pg_hba.conf must allow this user, database and address";
  return "check that the server runs there and can be reached from here";
}

}  // namespace

ConnectionWords::ConnectionWords(const std::string& words) {
  Options options = parsed(words);
  secrets_ = secrets_of(words, options);
  description_ = plain(describe(options));
  options.try_emplace("fallback_application_name", "sojourn");
  for (const auto& [name, value] : options) full_ += fmt::format("{}={} ", name, quoted(value));
}

std::string ConnectionWords::plain(std::string_view message) const {
  std::string text(message);
  for (const std::string& secret : secrets_) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
      text.replace(at, secret.size(), "***");
    }
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  text.erase(std::remove(text.begin(), text.end(), '\t'), text.end());
  return text;
}

Error ConnectionWords::failure(std::string_view message) const {
  const std::string cause = plain(message);
  return Error({.doing = "connect to the target",
                .subject = description_,
                .cause = cause,
                .hint = connection_hint(cause)});
}

}  // namespace sojourn::target
