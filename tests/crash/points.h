// Every crash point of the product. A test holds this list against the sources, both ways.
#pragma once

#include <array>
#include <string_view>

namespace sojourn::test {

/// Hit while a journal is made: once in its life.
inline constexpr std::array<std::string_view, 3> kCreationPoints = {
    "journal.create.before",
    "journal.create.built",
    "journal.create.after",
};

/// Hit by every extraction that brings enough for a batch.
inline constexpr std::array<std::string_view, 11> kExtractionPoints = {
    "journal.small.before",     // a synced write
    "journal.small.after",      //
    "journal.encode.before",    // the files of a batch
    "journal.encode.between",   //
    "journal.commit.before",    // a batch, ingested or written
    "journal.commit.after",     //
    "journal.high.after",       // HIGH tells of it
    "extract.batch.pushed",     // read and sealed, on its way
    "extract.finish.before",    // a source is read to its end
    "extract.stream.finished",  // the end of one of its streams is on record
    "extract.finish.after",     // and the end of all
};

/// Hit by every derivation that writes (tests/derive/kill_test.cc).
inline constexpr std::array<std::string_view, 4> kDerivationPoints = {
    "derive.sorted",           // all that is to be derived from lies in sorted runs
    "derive.batch.committed",  // some derived documents are durable
    "derive.finish.before",    // all but the last batch are
    "derive.finish.after",     // and what they were derived from is on record
};

}  // namespace sojourn::test
