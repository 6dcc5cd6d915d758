// Stands between a session and its server and cuts the connection at a COMMIT: before the server has it, or
// after the server has done it.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/temp_dir.h"

namespace sojourn::test {

enum class Cut {
  kNever,
  kBefore,    ///< The server never gets the COMMIT and sees the connection end.
  kAfter,     ///< The server commits; its answer is lost.
  kUnnoticed  ///< The server never gets the COMMIT, nor learns that the session is gone.
};

class CommitProxy {
 public:
  /// `server` is the folder of the server's socket.
  explicit CommitProxy(const std::filesystem::path& server) : server_(server / kSocket) {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un name = address(folder_ / kSocket);
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
        listen(listener_, 16) != 0) {
      throw std::runtime_error("the proxy cannot listen");
    }
    thread_ = std::thread([this] { accept_all(); });
  }
  ~CommitProxy() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ending_ = true;
    for (std::thread& each : connections_) each.join();
    close(listener_);
  }
  CommitProxy(const CommitProxy&) = delete;
  CommitProxy& operator=(const CommitProxy&) = delete;

  /// The host to connect to.
  [[nodiscard]] std::string host() const { return folder_.path().string(); }
  /// The next COMMIT is cut like this.
  void cut_next(Cut cut) { cut_ = cut; }

 private:
  static constexpr char kSocket[] = ".s.PGSQL.5432";

  static sockaddr_un address(const std::filesystem::path& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path.c_str(), sizeof name.sun_path - 1);
    return name;
  }

  void accept_all() {
    for (int client = 0; (client = accept(listener_, nullptr, nullptr)) >= 0;) {
      connections_.emplace_back([this, client] { serve(client); });
    }
  }

  void serve(int client) {
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un name = address(server_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0) pump(client, server);
    close(client);
    while (unnoticed_ && !ending_) poll(nullptr, 0, 10);
    close(server);
  }

  void pump(int client, int server) {
    while (!ending_) {
      std::array<pollfd, 2> ends = {{{client, POLLIN, 0}, {server, POLLIN, 0}}};
      poll(ends.data(), ends.size(), 10);
      if (ends[0].revents != 0 && !forward(client, server, true)) return;
      if (ends[1].revents != 0 && !forward(server, client, false)) return;
    }
  }

  /// One piece; false when the connection is over.
  bool forward(int from, int to, bool is_request) {
    std::array<char, 65536> piece{};
    const ssize_t size = read(from, piece.data(), piece.size());
    if (size <= 0) return false;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(size));
    const bool commits = is_request && bytes.find(std::string_view("COMMIT\0", 7)) != std::string_view::npos;
    const Cut cut = commits ? cut_.exchange(Cut::kNever) : Cut::kNever;
    if (cut == Cut::kUnnoticed) unnoticed_ = true;
    if (cut == Cut::kBefore || cut == Cut::kUnnoticed) return false;
    for (std::string_view rest = bytes; !rest.empty();) {
      const ssize_t sent = ::send(to, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    // The server answers a COMMIT when it is done.
    if (cut == Cut::kAfter) return read(to, piece.data(), piece.size()) < 0;
    return true;
  }

  TempDir folder_;
  std::filesystem::path server_;
  std::atomic<Cut> cut_{Cut::kNever};
  std::atomic<bool> unnoticed_{false};
  std::atomic<bool> ending_{false};
  int listener_ = -1;
  std::thread thread_;
  std::vector<std::thread> connections_;
};

}  // namespace sojourn::test
