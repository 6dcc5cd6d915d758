#include "derive/merge.h"

#include "base/bytes.h"
#include "base/crash_point.h"
#include "derive/documents.h"
#include "derive/external_sort.h"
#include "derive/group.h"
#include "derive/inputs.h"
#include "derive/output.h"
#include "derive/regroup.h"
#include "journal/in_force.h"
#include "journal/rows.h"

namespace sojourn::derive {
namespace {

using journal::Sequence;

/// As many changed documents are regrouped at once as fit into memory whatever they hold.
constexpr std::uint64_t kChangesAtOnce = 50'000;

// A document on its way through the sort: the key of its group, its place in the source, the rest. The key of
// the document and the sizes that tell the parts apart come last, where they do not disturb the order.
std::string record_of(std::string_view group_key, const Member& member) {
  std::string record(group_key);
  append_be(record, member.first);
  append_be(record, member.at);
  record += member.invalid_utf8 ? '\1' : '\0';
  record += member.body;
  record += member.key;
  append_le(record, static_cast<std::uint32_t>(member.key.size()));
  append_le(record, static_cast<std::uint32_t>(group_key.size()));
  return record;
}

std::string_view group_key_of(std::string_view record) {
  return record.substr(0, load_le<std::uint32_t>(record.data() + record.size() - 4));
}

Member member_of(std::string_view record) {
  const std::size_t group_size = group_key_of(record).size();
  const std::size_t key_size = load_le<std::uint32_t>(record.data() + record.size() - 8);
  const char* numbers = record.data() + group_size;
  constexpr std::size_t kHead = 2 * sizeof(Sequence) + 1;
  const std::size_t body_size = record.size() - group_size - kHead - key_size - 8;
  return {.key = std::string(record.substr(record.size() - 8 - key_size, key_size)),
          .first = load_be<Sequence>(numbers),
          .at = load_be<Sequence>(numbers + sizeof(Sequence)),
          .body = std::string(record.substr(group_size + kHead, body_size)),
          .invalid_utf8 = numbers[kHead - 1] != '\0'};
}

class MergeDerivation {
 public:
  MergeDerivation(Context& context, const plan::Derived& derived)
      : context_(context),
        merge_(derived.merge),
        name_(derived.name),
        input_(complete_input(context.view(), merge_.stream)),
        sensitive_(sensitive_fields()),
        grouping_(merge_, sensitive_) {}

  bool run() {
    stream_ = context_.writer.put_stream(info());
    const Derivation wanted{
        .grouping = hash128(grouping_.text()), .rule = hash128(rule_text()), .inputs = {input_}};
    auto known = last_derivation(context_.view(), stream_);
    if (!known || known->grouping != wanted.grouping) return all(wanted, {}, false);
    if (*known == wanted) return true;
    if (known->inputs != wanted.inputs && !changes(*known)) return false;
    if (known->rule == wanted.rule) return true;
    // A pass that was cut short must not pass for one by the old rule.
    known->rule = {};
    return all(wanted, to_token(*known), true);
  }

 private:
  [[nodiscard]] std::vector<std::string> sensitive_fields() const {
    for (const auto& [id, info] : context_.view().streams()) {
      if (id == input_.id) return info.sensitive;
    }
    return {};
  }

  [[nodiscard]] journal::StreamInfo info() const {
    journal::StreamInfo info;
    info.name = name_;
    for (const std::string& path : sensitive_) info.sensitive.push_back("document." + path);
    return info;
  }

  [[nodiscard]] std::string rule_text() const {
    std::string text = grouping_.text() + std::to_string(static_cast<int>(merge_.keep)) + merge_.newest;
    for (const auto& [path, rule] : merge_.precedence) text.append(path + '\0').append(rule + '\0');
    return text;
  }

  /// Every group, from all documents. With `keep_identities` those that are there keep theirs.
  bool all(const Derivation& wanted, const std::string& token, bool keep_identities) {
    ExternalSort sort(context_.writer.scratch_folder(), "merge", context_.options.memory_bytes / 2);
    if (!sort_documents(sort)) return false;
    crash_point("derive.sorted");
    Documents before(context_.view(), stream_);
    Output output(context_.writer, stream_, token, context_.batch_bytes(),
                  [](std::string_view, Sequence) { return true; });
    Reading reading(context_, name_, input_.next);
    while (sort.valid()) {
      if (!reading.goes_on()) return false;
      const std::string group_key(group_key_of(sort.record()));
      std::vector<Member> members;
      for (; sort.valid() && group_key_of(sort.record()) == group_key; sort.next()) {
        members.push_back(member_of(sort.record()));
      }
      const auto known = keep_identities ? before.find(group_key) : std::nullopt;
      const Member& first = members.front();
      const Id identity = known ? identity_of(known->body) : id_of_document(first.body, first.key);
      put_group(output, merge_, grouping_, identity, members);
    }
    output.finish(to_token(wanted));
    note(output);
    return true;
  }

  bool sort_documents(ExternalSort& sort) {
    const journal::InForce in_force(context_.view(), input_.id, journal::Repeats::kNewest);
    FirstSequences firsts(context_.view(), input_.id);
    Reading reading(context_, merge_.stream, input_.next);
    for (auto cursor = context_.view().log(input_.id); cursor.valid(); cursor.next()) {
      if (!reading.goes_on()) return false;
      const journal::LogEntry& entry = cursor.entry();
      if (!in_force.holds(entry.sequence)) continue;
      const std::string group_key = key_of_derived(grouping_.id_of(entry.body, entry.key));
      sort.add(record_of(group_key, {.key = std::string(entry.key),
                                     .first = firsts.of(entry),
                                     .at = entry.sequence,
                                     .body = std::string(entry.body),
                                     .invalid_utf8 = entry.invalid_utf8}));
    }
    sort.finish();
    return true;
  }

  /// The groups of what the source has got since, some batches of it at a time.
  bool changes(Derivation& known) {
    Input& from = known.inputs.front();
    while (from.batches < input_.batches) {
      if (stop_requested()) return false;
      context_.progress(name_, from.next, input_.next);
      Input past = from;
      for (const journal::Batch& batch : context_.view().batches(from.id, from.batches)) {
        if (past.next - from.next >= kChangesAtOnce) break;
        ++past.batches;
        past.next = batch.first + batch.count;
        past.running = journal::from_fb(batch.running);
      }
      const std::string token = to_token(known);
      const auto keys = keys_changed(context_.view(), from, past.next);
      from = past;
      Output output(context_.writer, stream_, token, context_.batch_bytes(), nullptr);
      Regroup(context_.view(), merge_, grouping_, {.source = from.id, .derived = stream_}, keys)
          .write(output);
      output.finish(to_token(known));
      note(output);
    }
    return true;
  }

  void note(const Output& output) {
    context_.outcome.computed += output.written();
    context_.outcome.deleted += output.deleted();
  }

  Context& context_;
  const plan::Merge& merge_;
  const std::string name_;
  const Input input_;
  const std::vector<std::string> sensitive_;
  const Grouping grouping_;
  journal::StreamId stream_ = 0;
};

}  // namespace

bool derive_merge(Context& context, const plan::Derived& derived) {
  return MergeDerivation(context, derived).run();
}

}  // namespace sojourn::derive
