# Everything here is in Debian 12; tools/setup installs it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
pkg_check_modules(bson REQUIRED IMPORTED_TARGET libbson-1.0)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(pq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx)
find_package(date CONFIG REQUIRED)
find_program(FLATC flatc REQUIRED)

# Debian ships these as headers only, without CMake targets of these names.
if(NOT TARGET CLI11::CLI11)
  add_library(CLI11::CLI11 INTERFACE IMPORTED)
endif()
find_library(XXHASH_LIBRARY xxhash REQUIRED)
add_library(xxhash INTERFACE)
target_link_libraries(xxhash INTERFACE ${XXHASH_LIBRARY})

set(SOJOURN_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    -Wold-style-cast -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Werror)
