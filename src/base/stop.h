// The operator's wish to stop: Ctrl-C or SIGTERM once ends the work after the batch in flight, twice at once.
#pragma once

namespace sojourn {

/// Installs the handlers. Call once, before any thread starts.
void listen_for_stop();
[[nodiscard]] bool stop_requested();
/// The same wish from inside the program (and from tests).
void request_stop();
/// Forgets an earlier wish; for tests.
void clear_stop();

}  // namespace sojourn
