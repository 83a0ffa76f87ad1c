// Reads the rows twice: first to see that they can be read, so that nothing is written of a body that breaks off.
#include "resource/bulk.hpp"

#include <memory>

#include "base/log.hpp"
#include "base/random.hpp"
#include "http/form.hpp"
#include "http/problem.hpp"
#include "resource/assign.hpp"
#include "resource/bulk_batch.hpp"
#include "resource/idempotency.hpp"
#include "resource/json_schema.hpp"

namespace crm {
namespace {

bool read_atomic(const Request& request) {
    bool atomic = true;
    for (const auto& [name, value] : parse_urlencoded(request.query)) {
        if (name == "format") continue;
        if (name != "atomic")
            throw Error(Condition::bad_request,
                        "Unknown parameter \"" + name + "\". A bulk request takes: atomic, format.");
        if (value != "true" && value != "false") throw Error(Condition::bad_request, "atomic is true or false.");
        atomic = value == "true";
    }
    return atomic;
}

std::string joined(std::string_view lines) {
    std::string out(lines.substr(0, lines.empty() ? 0 : lines.size() - 1));
    for (char& c : out)
        if (c == '\n') c = ',';
    return out;
}

// One request: what is known before the first transaction, and what has come of it so far.
class Bulk {
public:
    Bulk(const Resource& resource, const Api& api, const Request& request, const Transactions& transactions)
        : resource_(resource),
          api_(api),
          request_(request),
          transactions_(transactions),
          atomic_(read_atomic(request)),
          key_(idempotency_key(request)),
          rows_(request) {}

    // Throws what is wrong with the request as a whole.
    void check();
    bool is_atomic() const { return atomic_; }
    Response answer_whole();
    // Writes the first batch: what goes wrong with it is the answer to the request. What came of it, and of the batches
    // behind it, is streamed.
    Response begin();
    void stream(Sink&);

private:
    BatchResult write_batch();
    Response marked(Response response) const {
        if (replayed_) response.set("Idempotency-Replayed", "true");
        return response;
    }
    std::string end_of_answer(std::string_view stopped) const;

    const Resource& resource_;
    const Api& api_;
    const Request& request_;
    const Transactions& transactions_;
    const bool atomic_;
    const std::optional<std::string> key_;
    std::string fingerprint_;
    BulkRows rows_;
    std::size_t count_ = 0;
    std::vector<SealedValues> sealed_;  // by row; empty where nothing is sealed
    BulkRows::Place place_;             // behind what has been written
    std::string first_;
    bool replayed_ = false;  // the last batch
    Tally total_;
};

void Bulk::check() {
    const bool seals = resource_.has_sealed();
    const std::size_t most = seals ? max_sealed_rows : max_bulk_rows;
    std::string hash;
    for (; const auto row = rows_.next(); ++count_) {
        if (count_ == most)
            throw Error(Condition::too_large, "At most " + std::to_string(most) + " rows in one request.");
        if (key_) hash = sha256_hex(hash.append(*row));
        try {
            const auto document = json::Document::parse(*row);
            if (seals)
                sealed_.push_back(document.root().is(json::Type::object) ? seal(resource_, Body(*row))
                                                                         : SealedValues{});
        } catch (const Error& error) {
            throw Error(error.condition, error.message + " (row " + std::to_string(count_) + ", counted from 0)");
        }
    }
    if (key_) fingerprint_ = fingerprint_of(request_, hash, api_.tokens);
}

BatchResult Bulk::write_batch() {
    BatchResult result;
    transactions_.write([&](const Call& call) {
        rows_.go_to(place_);
        const auto write = [&] { return write_rows(call, resource_, api_.catalogue, rows_, sealed_, !atomic_); };
        if (key_) {
            const auto keep = [&] { return json_response(200, to_text(write())); };
            const std::string route = "/api/" + std::string(resource_.name) + "/bulk/" + std::to_string(place_.index);
            const Response kept = answer_once(call, route, *key_, fingerprint_, keep);
            replayed_ = !kept.header("Idempotency-Replayed").empty();
            result = parse_batch_result(kept.body);
        } else {
            result = write();
        }
        if (atomic_ && result.tally.refused > 0) throw Refused(std::move(result));
    });
    place_ = result.end;
    total_ += result.tally;
    return result;
}

std::string Bulk::end_of_answer(std::string_view stopped) const {
    std::string out = "]";
    const auto add = [&](std::string_view name, std::int64_t count) {
        out.append(",\"").append(name).append("\":");
        json::append_integer(out, count);
    };
    add("created", total_.created);
    add("updated", total_.updated);
    add("unchanged", total_.unchanged);
    add("refused", total_.refused);
    return out.append(",\"stopped\":").append(stopped) += '}';
}

Response Bulk::answer_whole() {
    std::string results, stopped = "null";
    int status = 200;
    try {
        if (count_ > 0) results = joined(write_batch().lines);
    } catch (const Refused& refused) {
        const auto& [tally, end, lines] = refused.result;
        status = 400;
        results = joined(undone(lines));
        total_.refused = tally.refused;
        if (end.index < count_)
            stopped = refused_line(end.index, status,
                                   R"({"detail":"Not looked at: too many rows before this one were refused."})");
    }
    return marked(json_response(status, R"({"results":[)" + results + end_of_answer(stopped)));
}

Response Bulk::begin() {
    if (count_ > 0) first_ = write_batch().lines;
    return marked(json_response(200, {}));
}

void Bulk::stream(Sink& sink) {
    std::string stopped = "null";
    bool is_read = sink.write(R"({"results":[)" + joined(first_));
    // A client that is gone will ask again: what it does not hear of is not begun.
    while (is_read && place_.index < count_ && stopped == "null") {
        try {
            is_read = sink.write("," + joined(write_batch().lines));
        } catch (...) {
            const Response why = response_for_current_exception(request_);
            log::error("bulk_stopped", {{"id", request_.id},
                                        {"row", static_cast<std::int64_t>(place_.index)},
                                        {"status", why.status},
                                        {"reason", why.error_detail}});
            stopped = refused_line(place_.index, why.status, why.body);
        }
    }
    if (is_read) sink.write(end_of_answer(stopped));
}

Response answer(const Resource& resource, const Api& api, const Request& request,
                const std::shared_ptr<const Transactions>& transactions) {
    // Who may not write is not told what is wrong with the rows.
    transactions->read([](const Call&) {});
    const auto bulk = std::make_shared<Bulk>(resource, api, request, *transactions);
    bulk->check();
    if (bulk->is_atomic()) return bulk->answer_whole();
    Response response = bulk->begin();
    response.stream = [bulk, transactions](Sink& sink) { bulk->stream(sink); };
    return response;
}

std::string row_schema(const Resource& resource) {
    return R"({"allOf":[)" + schema_reference(schema_name(resource, Shape::patched)) +
           R"(,{"type":"object","properties":{"id":{"type":"integer","description":"Of the record to change; without it, )"
           R"(`external_id` says which, and the record is made where there is none."}}}]})";
}

}  // namespace

std::string bulk_schema() {
    return R"({"type":"object","properties":{"results":{"type":"array","description":"One for each row, in their order.",)"
           R"("items":{"type":"object","properties":{"index":{"type":"integer","description":"Of the row, from 0."},)"
           R"("status":{"type":"integer","description":"What a single write would have been answered; 424 where the row )"
           R"(was not written because of another."},"id":{"type":"integer"},"version":{"type":"integer"},)"
           R"("error":{"type":"object","additionalProperties":true,)"
           R"("description":"The body of that answer, where the row was refused."}},"required":["index","status"]}},)"
           R"("created":{"type":"integer"},"updated":{"type":"integer"},"unchanged":{"type":"integer"},)"
           R"("refused":{"type":"integer"},"stopped":{"type":["object","null"],)"
           R"("description":"Where the request ended before its last row, and why. That row and those behind it have no )"
           R"(result.","properties":{"index":{"type":"integer"},"status":{"type":"integer"},)"
           R"("error":{"type":"object","additionalProperties":true}},"required":["index","status","error"]}},)"
           R"("required":["results","created","updated","unchanged","refused","stopped"]})";
}

Route bulk_route(const Resource& resource, const Api& api) {
    const std::string name(resource.name);
    const Policy& policy = resource.policy;
    View view{title_case(resource.label) + " Bulk",
              "Creates and changes many records of " + name + ", up to " + std::to_string(max_bulk_rows) +
                  " rows in one request.",
              Audience::roles,
              {},
              {}};
    Endpoint post{"POST", Work::long_running, {policy.create.bits | policy.update.bits}, {}, {}, {}};
    post.run_in_steps = [&resource, &api](const Request& request,
                                          const std::shared_ptr<const Transactions>& transactions) {
        return answer(resource, api, request, transactions);
    };
    post.keeps_answer = true;
    post.operation = {
        .summary = "Write many " + name,
        .id = name + "_bulk",
        .request = R"({"type":"array","maxItems":)" + std::to_string(max_bulk_rows) + R"(,"items":)" +
                   row_schema(resource) + "}",
        .line = row_schema(resource),
        .example = "[" + example_of(resource) + "]",
        .response = schema_reference("BulkAnswer"),
        .refusal = schema_reference("BulkAnswer"),
        .refusals = {413},
        .query = {{"atomic", "`true`: all rows or none, in one transaction. `false`: each row for itself.",
                   Parameter::Shape::boolean, nullptr}}};
    view.endpoints = {std::move(post)};
    view.resource = &resource;
    view.parses = R"(["application/json","application/x-ndjson"])";
    Route made = route("/api/" + name + "/bulk/", std::move(view), api);
    made.long_body = true;
    return made;
}

}  // namespace crm
