// Values of another type than the field's: dates, numbers, ids and flags in whatever form a writer chose.
#include <limits>

#include "base/bytes.h"
#include "tools/make_crm/faults.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

/// Plants values of one field, each with what becomes of it.
class FieldFaults {
 public:
  FieldFaults(Planter& planter, std::string_view collection, std::string field)
      : planter_(planter), collection_(collection), field_(std::move(field)) {}

  FieldFaults& fails(const std::string& kind, const Value& value, const std::string& cause) {
    planter_.plant(collection_, value,
                   {.kind = kind, .field = field_, .outcome = Outcome::kFailed, .cause = cause}, 1);
    return *this;
  }
  FieldFaults& converts(const std::string& kind, const Value& value, const std::string& cause,
                        const Value& to) {
    return goes_in(kind, value, Outcome::kConverted, cause, to);
  }
  FieldFaults& stays(const std::string& kind, const Value& value, const std::string& cause) {
    return goes_in(kind, value, Outcome::kApplied, cause, value);
  }

 private:
  FieldFaults& goes_in(const std::string& kind, const Value& value, Outcome outcome, const std::string& cause,
                       const Value& to) {
    planter_.plant(
        collection_, value,
        {.kind = kind, .field = field_, .outcome = outcome, .cause = cause, .expect = {{field_, to}}}, 1);
    return *this;
  }

  Planter& planter_;
  std::string_view collection_;
  std::string field_;
};

constexpr std::int64_t kMoment = 1'689'761'405'250;  // 2023-07-19T10:10:05.250Z

void plant_numbers(Planter& planter) {
  for (const auto& [collection, field] :
       {std::pair("crm_Contracts", "value"), std::pair("Documents", "size")}) {
    FieldFaults(planter, collection, field)
        .converts("number_as_text", text("12"), "text_to_number", int32(12))
        .converts("whole_double", real(10.0), "whole_number", int32(10))
        .converts("whole_decimal", decimal(10, 0), "whole_number", int32(10))
        .converts("small_int64", int64(10), "whole_number", int32(10))
        .fails("fraction", real(10.5), "not_whole")
        .fails("fraction", decimal(105, -1), "not_whole")
        .fails("not_finite", real(std::numeric_limits<double>::quiet_NaN()), "invalid_number")
        .fails("not_finite", real(std::numeric_limits<double>::infinity()), "invalid_number")
        .fails("too_large", int64(5'000'000'000), "out_of_range")
        .fails("too_large", real(1e300), "out_of_range")
        .fails("word_for_number", text("twelve"), "invalid_number")
        .fails("flag_for_number", boolean(true), "wrong_type")
        .fails("date_for_number", date(kMoment), "wrong_type")
        .fails("array_for_number", array({int32(7)}), "wrong_type");
  }
  FieldFaults(planter, "crm_Accounts", "__v").converts("whole_double", real(0.0), "whole_number", int32(0));
}

void plant_texts(Planter& planter) {
  FieldFaults(planter, "Invoices", "invoice_number")
      .converts("number_for_text", int32(20230017), "number_to_text", text("20230017"))
      .converts("number_for_text", int64(20230017001), "number_to_text", text("20230017001"))
      .fails("object_for_text", document({{"number", int32(1)}}), "wrong_type")
      .fails("array_for_text", array({text("a"), text("b")}), "wrong_type")
      .fails("binary_for_text", binary(0, "abc"), "wrong_type");
  FieldFaults(planter, "crm_Contacts", "tags")
      .fails("text_for_array", text("vip"), "wrong_type")
      .fails("object_in_array", array({document({{"label", text("vip")}})}), "wrong_type")
      .stays("null_in_array", array({text("vip"), null()}), "null_kept");
}

void plant_flags(Planter& planter) {
  FieldFaults(planter, "Users", "is_admin")
      .fails("number_for_flag", int32(1), "wrong_type")
      .fails("text_for_flag", text("yes"), "wrong_type")
      .fails("required_null", null(), "null_required");
  for (const auto& [collection, field] :
       {std::pair("crm_Contacts", "status"), std::pair("Invoices", "visibility")}) {
    FieldFaults(planter, collection, field).fails("required_null", null(), "null_required");
  }
}

std::string upper_hex(const Value& id) {
  std::string hex = to_hex(id.bytes);
  for (char& digit : hex) {
    if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  return hex;
}

void plant_references(Planter& planter) {
  const Value user = planter.some("Users");
  for (const auto& [collection, field] :
       {std::pair("crm_Leads", "assigned_to"), std::pair("Boards", "user")}) {
    FieldFaults(planter, collection, field)
        .converts("id_as_text", text(to_hex(user.bytes)), "text_to_id", user)
        .converts("id_as_text", text(upper_hex(user)), "text_to_id", user)
        .fails("id_malformed", text("65f0c0ffee"), "invalid_reference")
        .fails("id_malformed", text("John"), "invalid_reference")
        .fails("number_for_id", int32(17), "wrong_type")
        .fails("array_for_id", array({user}), "wrong_type");
  }
}

}  // namespace

void plant_bad_dates(Planter& planter) {
  planter.line("8.2");
  for (const auto& [collection, field] :
       {std::pair("crm_Accounts", "createdAt"), std::pair("Tasks", "dueDateAt")}) {
    FieldFaults(planter, collection, field)
        .converts("date_as_text", text("2023-07-19T10:10:05.250Z"), "text_to_date", date(kMoment))
        .converts("date_as_text", text("2023-07-19T12:10:05.250+02:00"), "text_to_date", date(kMoment))
        .fails("date_unreadable", text("31/12/2023"), "invalid_date")
        .fails("date_unreadable", text("12/05/2023"), "invalid_date")
        .fails("date_unreadable", text("soon"), "invalid_date")
        .fails("date_without_zone", text("2023-07-19T10:10:05"), "invalid_date")
        .fails("no_such_day", text("2023-02-30T00:00:00Z"), "invalid_date")
        .fails("date_empty", text(""), "empty")
        .fails("number_for_date", int64(kMoment), "wrong_type")
        .fails("number_for_date", real(1689761405.25), "wrong_type")
        .fails("date_out_of_range", date(9'300'000'000'000'000), "out_of_range")
        .fails("date_out_of_range", date(std::numeric_limits<std::int64_t>::min()), "out_of_range")
        .stays("year_of_five_digits", date(327'403'382'400'000), "instant_kept")
        .stays("before_christ", date(-93'692'592'000'000), "instant_kept");
  }
}

void plant_unknown_values(Planter& planter) {
  planter.line("8.3");
  for (std::size_t at = 0; at < kCrmCollections; ++at) {
    const Collection& collection = collections()[at];
    for (const Field& field : collection.fields) {
      if (field.kind != Kind::kEnum) continue;
      const std::string_view value = field.values.front();
      std::string folded(value);
      const bool is_lower = value == "en";
      folded.front() = is_lower ? 'E' : static_cast<char>(folded.front() - 'A' + 'a');
      FieldFaults(planter, collection.name, std::string(field.name))
          .fails("value_unknown", text("RETIRED"), "unknown_value")
          .fails("value_empty", text(""), "empty")
          .fails("number_for_value", int32(1), "wrong_type")
          .converts("value_other_case", text(folded), "case_folded", text(value));
      if (field.presence == Presence::kRequired) {
        FieldFaults(planter, collection.name, std::string(field.name))
            .fails("required_null", null(), "null_required");
      }
    }
  }
}

void plant_wrong_types(Planter& planter) {
  planter.line("8.6");
  plant_numbers(planter);
  plant_texts(planter);
  plant_flags(planter);
  plant_references(planter);
}

void plant_json(Planter& planter) {
  planter.line("5.1");
  FieldFaults tags(planter, "Tasks", "tags");
  tags.stays("falsy_json", int32(0), "json_kept")
      .stays("falsy_json", boolean(false), "json_kept")
      .stays("falsy_json", text(""), "json_kept")
      .stays("empty_json", array({}), "json_kept")
      .stays("empty_json", document({}), "json_kept");
  const Fields typed = {{"id", planter.some("Users")},
                        {"date", date(kMoment)},
                        {"long", int64(9'007'199'254'740'993)},
                        {"decimal", decimal(123456789, -4)},
                        {"binary", binary(0, std::string_view("\x00\xff\x10", 3))}};
  for (const char* collection : {"Tasks", "Documents", "crm_Accounts_Tasks"}) {
    planter.plant(collection, document(typed),
                  {.kind = "typed_json",
                   .field = "tags",
                   .outcome = Outcome::kConverted,
                   .cause = "json_canonical",
                   .columns = {"tags"}},
                  1);
  }
}

}  // namespace sojourn::make_crm
