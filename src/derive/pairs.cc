#include "derive/pairs.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/bytes.h"
#include "base/crash_point.h"
#include "base/key.h"
#include "derive/documents.h"
#include "derive/external_sort.h"
#include "derive/few_pairs.h"
#include "derive/inputs.h"
#include "derive/output.h"
#include "derive/pair_changes.h"
#include "derive/pair_document.h"
#include "derive/pair_end.h"
#include "derive/statement.h"
#include "journal/in_force.h"

namespace sojourn::derive {
namespace {

using journal::Sequence;

/// What is sorted on the way; each in memory or on disk.
struct Sorts {
  Sorts(const std::filesystem::path& folder, std::size_t memory)
      : stated(folder, "stated", memory / 4),
        merged(folder, "merged", memory / 4),
        resolved(folder, "resolved", memory / 4),
        unpaired(folder, "unpaired", memory / 16) {}

  ExternalSort stated;    ///< Statements, by what they name.
  ExternalSort merged;    ///< Those of documents that may have been merged, by these.
  ExternalSort resolved;  ///< By pair.
  ExternalSort unpaired;  ///< Key, document and size of the key, of elements that name nothing.
};

class PairsDerivation {
 public:
  PairsDerivation(Context& context, const plan::ExpandedPlan& plan, const plan::Derived& derived)
      : context_(context),
        derived_(derived),
        pairs_(derived.pairs),
        ends_{&plan.parents[derived.end_parents[0]], &plan.parents[derived.end_parents[1]]} {}

  bool run() {
    const Derivation wanted = wanted_derivation();
    stream_ = put_stream(derived_.name, {});
    unpaired_stream_ = put_stream(unpaired_name(derived_), sensitive_fields());
    const auto known = last_derivation(context_.view(), stream_);
    if (!known || known->rule != wanted.rule) return compute(wanted, {});
    if (*known == wanted) return true;
    few_ = FewPairs::since(context_.view(), derived_, ends_, *known, wanted);
    if (!few_) changes_ = PairChanges::since(context_.view(), *known, wanted, ends_);
    return compute(wanted, few_ || changes_ ? to_token(*known) : std::string());
  }

 private:
  [[nodiscard]] std::size_t own_end(std::size_t from) const { return derived_.from_is_first[from] ? 0 : 1; }

  [[nodiscard]] Derivation wanted_derivation() const {
    Derivation wanted;
    std::string text;
    std::vector<std::string> streams;
    const auto need = [&](const std::string& stream) {
      if (stream.empty() || std::find(streams.begin(), streams.end(), stream) != streams.end()) return;
      streams.push_back(stream);
      wanted.inputs.push_back(complete_input(context_.view(), stream));
    };
    for (const plan::Parent* end : ends_) {
      need(end->stream);
      need(end->derived);
      text += end->stream + '\0' + end->derived + '\0' + (end->object_ids ? "object ids" : "") + '\0';
    }
    for (std::size_t i = 0; i < pairs_.from.size(); ++i) {
      need(pairs_.from[i].stream);
      text += from_name(pairs_.from[i]) + '\0' + std::to_string(own_end(i)) + '\0';
    }
    wanted.grouping = wanted.rule = hash128(text);
    return wanted;
  }

  journal::StreamId put_stream(const std::string& name, std::vector<std::string> sensitive) {
    journal::StreamInfo info;
    info.name = name;
    info.sensitive = std::move(sensitive);
    return context_.writer.put_stream(info);
  }

  /// Elements of a sensitive field are no less sensitive where they are listed.
  [[nodiscard]] std::vector<std::string> sensitive_fields() const {
    for (const auto& [id, info] : context_.view().streams()) {
      for (const plan::Pairs::From& from : pairs_.from) {
        const bool hidden =
            info.name == from.stream &&
            std::any_of(info.sensitive.begin(), info.sensitive.end(), [&](const std::string& path) {
              return from.field == path || from.field.starts_with(path + ".");
            });
        if (hidden) return {"id"};
      }
    }
    return {};
  }

  bool compute(const Derivation& wanted, const std::string& token) {
    Sorts sorts(context_.writer.scratch_folder(), context_.options.memory_bytes);
    for (std::size_t i = 0; i < pairs_.from.size(); ++i) {
      if (!read(i, sorts)) return false;
    }
    sorts.stated.finish();
    crash_point("derive.sorted");
    std::array<PairEnd, 2> ends{PairEnd(context_, *ends_[0], "first"),
                                PairEnd(context_, *ends_[1], "second")};
    if (!look_up(ends, sorts)) return false;
    sorts.merged.finish();
    find_groups(sorts);
    sorts.resolved.finish();
    sorts.unpaired.finish();
    return write_unpaired(sorts.unpaired, wanted, token) && write_pairs(sorts.resolved, wanted, token);
  }

  [[nodiscard]] bool concerns(std::size_t from, std::string_view own, std::string_view other) const {
    if (!changes_) return true;
    const std::size_t end = own_end(from);
    return changes_->touch_document(end, own) || changes_->touch_document(1 - end, other);
  }

  bool read(std::size_t from, Sorts& sorts) {
    const Input input = complete_input(context_.view(), pairs_.from[from].stream);
    if (few_) {
      read_few(from, input, sorts);
      return true;
    }
    const journal::InForce in_force(context_.view(), input.id, journal::Repeats::kNewest);
    Reading reading(context_, derived_.name, input.next);
    for (auto cursor = context_.view().log(input.id); cursor.valid(); cursor.next()) {
      if (!reading.goes_on()) return false;
      const journal::LogEntry& entry = cursor.entry();
      if (in_force.holds(entry.sequence)) read_document(from, entry, sorts);
    }
    return true;
  }

  void read_few(std::size_t from, const Input& input, Sorts& sorts) {
    Documents documents(context_.view(), input.id);
    for (const std::string& key : few_->documents(own_end(from))) {
      if (const auto entry = documents.find(key)) read_document(from, *entry, sorts);
    }
  }

  void read_document(std::size_t from, const journal::LogEntry& entry, Sorts& sorts) {
    const Id own = plain_id(id_of_document(entry.body, entry.key).element());
    for_each_element(entry.body, pairs_.from[from].field,
                     [&](const bson::Element& element, std::uint32_t at) {
                       read_element(from, entry.key, own, element, at, sorts);
                     });
  }

  void read_element(std::size_t from, std::string_view own_key, const Id& own, const bson::Element& element,
                    std::uint32_t at, Sorts& sorts) {
    const std::size_t end = own_end(from);
    const Id other = named_by(element, ends_[1 - end]->object_ids);
    const std::string key = key_of(other);
    const std::string pair = end == 0 ? pair_id(own, other) : pair_id(other, own);
    if (few_ ? !few_->hold(pair) : !concerns(from, own_key, key)) return;
    const auto index = static_cast<std::uint8_t>(from);
    if (key.size() > kIdBytesMax || own_key.size() > kIdBytesMax) {
      return add_unpaired({.from = index, .of = own, .at = at, .dangling = false, .id = other}, sorts);
    }
    record_.clear();
    append_statement(record_, {.end = static_cast<std::uint8_t>(1 - end),
                               .key = key,
                               .pair = pair,
                               .from = index,
                               .at = at,
                               .other = {}});
    sorts.stated.add(record_);
  }

  void add_unpaired(const Unpaired& unpaired, Sorts& sorts) {
    std::string record = key_of_derived(unpaired_id(pairs_, unpaired));
    const auto size = static_cast<std::uint32_t>(record.size());
    record += unpaired_document(pairs_, unpaired);
    append_le(record, size);
    sorts.unpaired.add(record);
  }

  /// Finds the documents that the statements name.
  bool look_up(std::array<PairEnd, 2>& ends, Sorts& sorts) {
    for (; sorts.stated.valid(); sorts.stated.next()) {
      if (stop_requested()) return false;
      const Statement statement = parse_statement(sorts.stated.record());
      PairEnd& named = ends[statement.end];
      const std::size_t own = own_end(statement.from);
      if (!named.has(statement.key)) {
        const Id id = own == 0 ? second_of(statement.pair) : first_of(statement.pair);
        add_unpaired({.from = statement.from,
                      .of = own == 0 ? first_of(statement.pair) : second_of(statement.pair),
                      .at = statement.at,
                      .dangling = is_well_formed(id, named.parent().object_ids),
                      .id = id},
                     sorts);
        continue;
      }
      const auto group = named.group_of(statement.key);
      if (ends[own].is_merged()) {
        put_aside(statement, own, group, sorts);
      } else {
        add_resolved(statement, own, std::nullopt, group, sorts);
      }
    }
    return true;
  }

  /// To be sorted by the document that holds the element, whose group is to be found as well.
  void put_aside(const Statement& statement, std::size_t own, const std::optional<std::string>& named_group,
                 Sorts& sorts) {
    const Id holder = own == 0 ? first_of(statement.pair) : second_of(statement.pair);
    const std::string key = key_of(holder);
    record_.clear();
    append_statement(record_, {.end = static_cast<std::uint8_t>(own),
                               .key = key,
                               .pair = statement.pair,
                               .from = statement.from,
                               .at = statement.at,
                               .other = named_group ? std::string_view(*named_group) : std::string_view()});
    sorts.merged.add(record_);
  }

  void find_groups(Sorts& sorts) {
    if (!sorts.merged.valid()) return;
    std::array<PairEnd, 2> ends{PairEnd(context_, *ends_[0], "first"),
                                PairEnd(context_, *ends_[1], "second")};
    for (; sorts.merged.valid(); sorts.merged.next()) {
      const Statement statement = parse_statement(sorts.merged.record());
      const auto named = statement.other.empty() ? std::nullopt : std::optional<std::string>(statement.other);
      add_resolved(statement, statement.end, ends[statement.end].group_of(statement.key), named, sorts);
    }
  }

  /// With the groups of the document that holds the element, and of the one that it names.
  void add_resolved(const Statement& statement, std::size_t own, const std::optional<std::string>& own_group,
                    const std::optional<std::string>& named_group, Sorts& sorts) {
    record_.clear();
    if (!own_group && !named_group) {
      append_resolved(record_, {.identities = statement.pair,
                                .leads = statement.pair,
                                .stated = statement.pair,
                                .from = statement.from});
    } else {
      const auto& first = own == 0 ? own_group : named_group;
      const auto& second = own == 0 ? named_group : own_group;
      const Id first_id = first_of(statement.pair);
      const Id second_id = second_of(statement.pair);
      const std::string identities =
          pair_id(first ? first_of(*first) : first_id, second ? first_of(*second) : second_id);
      const std::string leads =
          pair_id(first ? second_of(*first) : first_id, second ? second_of(*second) : second_id);
      append_resolved(
          record_,
          {.identities = identities, .leads = leads, .stated = statement.pair, .from = statement.from});
    }
    sorts.resolved.add(record_);
  }

  bool write_unpaired(ExternalSort& sorted, const Derivation& wanted, const std::string& token) {
    const auto owns = [this](std::string_view, Sequence in_force) { return owns_unpaired(in_force); };
    Output output = few_ ? Output(context_.writer, unpaired_stream_, token, context_.batch_bytes(), nullptr,
                                  few_->unpaired_keys())
                         : Output(context_.writer, unpaired_stream_, token, context_.batch_bytes(), owns);
    for (; sorted.valid(); sorted.next()) {
      if (stop_requested()) return false;
      const std::string_view record = sorted.record();
      const std::size_t size = load_le<std::uint32_t>(record.data() + record.size() - sizeof(std::uint32_t));
      output.put(record.substr(0, size), record.substr(size, record.size() - size - sizeof(std::uint32_t)),
                 false);
    }
    output.finish(to_token(wanted));
    return true;
  }

  [[nodiscard]] bool owns_unpaired(Sequence in_force) {
    if (!changes_) return true;
    if (in_force == journal::kNoSequence) return false;
    const journal::LogEntry entry = context_.view().entry(unpaired_stream_, in_force, bytes_);
    const auto name = bson::find_path(entry.body, "_id.from");
    const auto of = bson::find_path(entry.body, "_id.of");
    const auto id = bson::find(entry.body, "id");
    for (std::size_t i = 0; name && of && id && i < pairs_.from.size(); ++i) {
      if (from_name(pairs_.from[i]) == name->as_text()) {
        return concerns(i, key_of(id_of_element(*of)), key_of(id_of_element(*id)));
      }
    }
    return false;
  }

  bool write_pairs(ExternalSort& sorted, const Derivation& wanted, const std::string& token) {
    const auto owns = [this](std::string_view key, Sequence) { return owns_pair(key); };
    Output output =
        few_ ? Output(context_.writer, stream_, token, context_.batch_bytes(), nullptr, few_->pair_keys())
             : Output(context_.writer, stream_, token, context_.batch_bytes(), owns);
    while (sorted.valid()) {
      if (stop_requested()) return false;
      PairDocument document(pairs_, parse_resolved(sorted.record()).identities);
      for (; sorted.valid(); sorted.next()) {
        const Resolved resolved = parse_resolved(sorted.record());
        if (resolved.identities != document.id()) break;
        document.add(resolved);
      }
      output.put(key_of_derived(document.id()), document.body(), false);
    }
    output.finish(to_token(wanted));
    context_.outcome.computed += output.written();
    context_.outcome.deleted += output.deleted();
    return true;
  }

  [[nodiscard]] bool owns_pair(std::string_view key) const {
    if (!changes_) return true;
    const std::string pair = document_of_key(key);
    return changes_->touch_identity(0, key_of(first_of(pair))) ||
           changes_->touch_identity(1, key_of(second_of(pair)));
  }

  Context& context_;
  const plan::Derived& derived_;
  const plan::Pairs& pairs_;
  const PairEnds ends_;
  journal::StreamId stream_ = 0;
  journal::StreamId unpaired_stream_ = 0;
  std::optional<FewPairs> few_;         ///< What is computed, if little changed.
  std::optional<PairChanges> changes_;  ///< Likewise, if more did. With neither all is.
  std::string record_;
  std::string bytes_;
};

}  // namespace

bool derive_pairs(Context& context, const plan::ExpandedPlan& plan, const plan::Derived& derived) {
  return PairsDerivation(context, plan, derived).run();
}

}  // namespace sojourn::derive
