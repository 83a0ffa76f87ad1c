// Each row as the single write that it stands for.
#include "resource/bulk_batch.hpp"

#include <charconv>

#include "auth/authenticate.hpp"
#include "base/text.hpp"
#include "db/open_transaction.hpp"
#include "http/problem.hpp"
#include "resource/assign.hpp"
#include "resource/bulk.hpp"
#include "resource/input.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr int failed_dependency = 424;  // RFC 4918 section 11.4

// The value of a member that names a record; nullopt where there is none.
std::optional<Value> read_name(const Body& body, const Field& field) {
    const auto given = body.find(field.name);
    if (!given) return std::nullopt;
    Problems problems;
    auto value = read_value(field, *given, problems);
    if (!problems.empty()) throw Invalid(std::move(problems));
    return value;
}

void require(const Call& call, const Resource& resource, Act act) {
    if (!may(call.user, resource, act)) refuse_permission();
}

// The record that a row is to change; null where it is to make one.
std::unique_ptr<Record> find(const Call& call, const Resource& resource, const Catalogue& catalogue, const Body& body) {
    if (const auto value = read_name(body, record_fields().front())) {
        require(call, resource, Act::update);
        auto record = load_for_update(call.session, resource, catalogue, call.user, std::get<std::int64_t>(*value));
        if (!record) throw Error(Condition::not_found, "Not found.");
        return record;
    }
    const Field& external = resource.at(external_id_field().name);
    if (!external.is_input(call.user.role)) return nullptr;
    const auto value = read_name(body, external);
    if (!value || !std::holds_alternative<std::string>(*value)) return nullptr;
    return load_for_update(call.session, resource, catalogue, call.user, external, *value);
}

std::string written_line(std::size_t index, int status, const Record& record) {
    std::string line;
    json::Object(line)
        .integer("index", static_cast<std::int64_t>(index))
        .integer("status", status)
        .integer("id", record.id)
        .integer("version", record.version)
        .end();
    return line;
}

std::string write_row(const Call& call, const Resource& resource, const Catalogue& catalogue, std::size_t index,
                      std::string_view text, Tally& tally) {
    const Body body(text);
    const auto before = find(call, resource, catalogue, body);
    if (!before) {
        require(call, resource, Act::create);
        const auto record = resource.make();
        assign(call, catalogue, resource, body, nullptr, *record, false);
        create(call.session, resource, catalogue, call.actor(), *record, call.now);
        ++tally.created;
        return written_line(index, 201, *record);
    }
    require(call, resource, Act::update);
    const auto after = resource.copy(*before);
    assign(call, catalogue, resource, body, before.get(), *after, true);
    update(call.session, resource, catalogue, call.actor(), *before, *after, call.now);
    ++(after->version == before->version ? tally.unchanged : tally.updated);
    return written_line(index, 200, *after);
}

// Another transaction would be told the same only of itself, so a fault of the database is one of the whole batch.
std::string line_of_refusal(const Request& request, std::size_t index) {
    try {
        throw;
    } catch (const DatabaseError&) {
        throw;
    } catch (const Error&) {
        const Response refusal = response_for_current_exception(request);
        return refused_line(index, refusal.status, refusal.body);
    }
}

}  // namespace

Tally& Tally::operator+=(const Tally& more) {
    created += more.created;
    updated += more.updated;
    unchanged += more.unchanged;
    refused += more.refused;
    return *this;
}

std::string to_text(const BatchResult& result) {
    std::string text;
    for (const std::int64_t number : {result.tally.created, result.tally.updated, result.tally.unchanged,
                                      result.tally.refused, static_cast<std::int64_t>(result.end.offset),
                                      static_cast<std::int64_t>(result.end.index), std::int64_t{result.end.is_end}})
        text += std::to_string(number) + '\n';
    return text += result.lines;
}

BatchResult parse_batch_result(std::string_view text) {
    const auto next = [&] {
        std::int64_t number = 0;
        const auto end = text.find('\n');
        std::from_chars(text.data(), text.data() + std::min(end, text.size()), number);
        text.remove_prefix(std::min(end, text.size() - 1) + 1);
        return number;
    };
    BatchResult result;
    for (std::int64_t* number :
         {&result.tally.created, &result.tally.updated, &result.tally.unchanged, &result.tally.refused})
        *number = next();
    result.end.offset = static_cast<std::uint64_t>(next());
    result.end.index = static_cast<std::size_t>(next());
    result.end.is_end = next() != 0;
    result.lines = text;
    return result;
}

std::string refused_line(std::size_t index, int status, std::string_view error) {
    std::string line;
    json::Object(line)
        .integer("index", static_cast<std::int64_t>(index))
        .integer("status", status)
        .raw("error", error)
        .end();
    return line;
}

std::string undone(std::string_view lines) {
    std::string out;
    std::size_t index = 0;
    for (; !lines.empty(); ++index) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(line.size() + 1);
        const bool was_refused = line.find(R"("error":)") != std::string_view::npos;
        out += was_refused ? line
                           : refused_line(index, failed_dependency,
                                          R"({"detail":"Not written, because another row was refused."})");
        out += '\n';
    }
    return out;
}

BatchResult write_rows(const Call& call, const Resource& resource, const Catalogue& catalogue, BulkRows& rows,
                       const std::vector<SealedValues>& sealed, bool apart) {
    static const SealedValues none;
    BatchResult result;
    const auto begin = rows.place();
    const auto is_full = [&] {
        const auto [offset, index, is_end] = rows.place();
        if (!apart) return result.tally.refused >= static_cast<std::int64_t>(max_bulk_refusals);
        return index - begin.index >= bulk_batch_rows || offset - begin.offset >= bulk_batch_bytes;
    };
    OpenTransaction transaction(call.session);
    while (!is_full()) {
        const std::size_t index = rows.place().index;
        const auto text = rows.next();
        if (!text) break;
        const Call row{call.request,
                       call.params,
                       call.session,
                       call.user,
                       call.now,
                       call.token_id,
                       sealed.empty() ? none : sealed.at(index)};
        const auto write = [&] { return write_row(row, resource, catalogue, index, *text, result.tally); };
        try {
            // What is all or nothing is undone as a whole.
            result.lines += apart ? transaction.write([&](Session&) { return write(); }) : write();
        } catch (...) {
            result.lines += line_of_refusal(call.request, index);
            ++result.tally.refused;
        }
        result.lines += '\n';
    }
    result.end = rows.place();
    return result;
}

}  // namespace crm
