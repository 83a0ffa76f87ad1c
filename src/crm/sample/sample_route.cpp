// Makes records of the story as whoever asks would have made them, and knows them again by their external ids.
#include "crm/sample/sample_route.hpp"

#include "base/money.hpp"
#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/sample/story.hpp"
#include "crm/stages/stage.hpp"
#include "resource/list_sql.hpp"
#include "resource/rest.hpp"

namespace crm {
namespace {

constexpr std::int64_t day = 86'400'000'000, hour = day / 24;  // microseconds

// `sample-1` and on: first the customers, then the opportunities, then the interactions.
std::string external_id(std::size_t number) { return "sample-" + std::to_string(number); }

struct Part {
    const Resource& resource;
    std::size_t first, count;  // of the numbers
};

std::vector<Part> parts() {
    const std::size_t customer_count = story_customers().size(), deal_count = story_deals().size();
    return {{customers(), 1, customer_count},
            {opportunities(), 1 + customer_count, deal_count},
            {interactions(), 1 + customer_count + deal_count, story_talks().size()}};
}

std::vector<Id> ids_of(const Catalogue& catalogue, const Call& call, const Part& part) {
    std::vector<std::string> wanted;
    for (std::size_t i = 0; i < part.count; ++i) wanted.push_back(external_id(part.first + i));
    Sql sql;
    sql << "SELECT id FROM " << part.resource.name;
    append_visible(sql, part.resource, catalogue, call.user);
    append_one_of(sql << " AND external_id", wanted);
    std::vector<Id> ids;
    call.session.query(sql.text, sql.values, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

std::int64_t count_records(const Catalogue& catalogue, const Call& call) {
    std::int64_t count = 0;
    for (const Part& part : parts()) count += std::ssize(ids_of(catalogue, call, part));
    return count;
}

// The stages there are, as far as a deal can come.
class Steps {
public:
    explicit Steps(Session& session) {
        session.query("SELECT name, kind FROM stages ORDER BY position, id", {}, [&](const Row& row) {
            const std::string_view kind = row.text(1);
            auto& names = kind == "won" ? won_ : kind == "lost" ? lost_ : open_;
            return names.emplace_back(row.text(0)), true;
        });
        if (open_.empty()) open_ = {"Lead"};
        if (won_.empty()) won_ = {"Won"};
        if (lost_.empty()) lost_ = {"Lost"};
    }

    std::string stage(StoryStep step) const {
        constexpr std::size_t open_steps = 4;
        if (step == StoryStep::won) return won_.front();
        if (step == StoryStep::lost) return lost_.front();
        return open_[static_cast<std::size_t>(step) * open_.size() / open_steps];
    }

private:
    std::vector<std::string> open_, won_, lost_;
};

class Maker {
public:
    Maker(const Catalogue& catalogue, const Call& call) : catalogue_(catalogue), call_(call), steps_(call.session) {}

    std::int64_t make_all() {
        for (const StoryCustomer& told : story_customers()) customer(told);
        for (const StoryDeal& told : story_deals()) deal(told);
        for (const StoryTalk& told : story_talks()) talk(told);
        return static_cast<std::int64_t>(made_);
    }

private:
    void customer(const StoryCustomer& told) {
        Customer record;
        record.name = told.name;
        record.email = told.email;
        record.phone = told.phone;
        record.address = told.address;
        record.website = told.website;
        record.assigned_to = call_.user.id;
        customers_.push_back(add(customers(), record));
    }

    void deal(const StoryDeal& told) {
        Opportunity record;
        record.customer = customers_.at(static_cast<std::size_t>(told.customer) - 1);
        record.title = told.title;
        record.description = told.description;
        record.stage = steps_.stage(told.step);
        record.assigned_to = call_.user.id;
        if (told.amount > 0) record.amount = told.amount * money_scale;
        record.currency = told.currency;
        record.expected_close = days_from_today(told.closes_in);
        if (told.step == StoryStep::won || told.step == StoryStep::lost) record.closed_at = daytime(-told.closes_in);
        record.lost_reason = told.lost_reason;
        deals_.push_back(add(opportunities(), record));
    }

    void talk(const StoryTalk& told) {
        Interaction record;
        record.customer = customers_.at(static_cast<std::size_t>(told.customer) - 1);
        if (told.deal > 0) record.opportunity = deals_.at(static_cast<std::size_t>(told.deal) - 1);
        record.interaction_type = told.type;
        record.notes = told.notes;
        record.date = daytime(told.days_ago);
        record.next_action = told.next_action;
        if (told.due_in) record.next_action_due = days_from_today(*told.due_in);
        record.next_action_done = told.is_done;
        if (told.is_internal) record.visibility = "internal";
        add(interactions(), record);
    }

    Id add(const Resource& resource, Record& record) {
        record.external_id = external_id(++made_);
        create(call_.session, resource, catalogue_, call_.actor(), record, call_.now);
        return record.id;
    }

    Date days_from_today(int days) const { return {call_.now.micros / day + days}; }

    // So many days ago, at one of the hours at which people work.
    Timestamp daytime(int days_ago) const {
        constexpr std::int64_t first_hour = 8, hours = 8;
        return {(call_.now.micros / day - days_ago) * day + (first_hour + days_ago % hours) * hour};
    }

    const Catalogue& catalogue_;
    const Call& call_;
    Steps steps_;
    std::size_t made_ = 0;
    std::vector<Id> customers_, deals_;
};

Response counted(int status, std::int64_t records) {
    std::string body;
    json::Object(body).integer("records", records).end();
    return json_response(status, std::move(body));
}

Response make(const Catalogue& catalogue, const Call& call) {
    if (count_records(catalogue, call) > 0)
        throw Error(Condition::conflict, "There is sample data already: delete it before you make it anew.");
    return counted(201, Maker(catalogue, call).make_all());
}

Response clear(const Catalogue& catalogue, const Call& call) {
    for (const Part& part : parts())
        for (const Id id : ids_of(catalogue, call, part))
            if (const auto record = load_for_update(call.session, part.resource, catalogue, call.user, id))
                remove(call.session, part.resource, catalogue, call.actor(), *record, call.now);
    Response response;
    response.status = 204;
    return response;
}

constexpr std::string_view schema =
    R"({"type":"object","properties":{"records":{"type":"integer"}},"required":["records"]})";

}  // namespace

Route sample_route(const Api& api) {
    View view{"Sample Data",
              "Customers, opportunities and interactions to look around in, assigned to whoever makes them; "
              "their external ids are sample-1 and so on.",
              Audience::roles,
              {},
              {}};
    const Catalogue& catalogue = api.catalogue;
    const Roles admin = only(Role::admin);
    view.endpoints = {
        {"GET", Work::read, admin,
         [&catalogue](const Call& call) { return counted(200, count_records(catalogue, call)); }},
        {"POST", Work::write, admin, [&catalogue](const Call& call) { return make(catalogue, call); }},
        {"DELETE", Work::write, admin, [&catalogue](const Call& call) { return clear(catalogue, call); }}};
    view.endpoints[0].operation = {
        .summary = "How many sample records there are", .id = "sample_retrieve", .response = std::string(schema)};
    view.endpoints[1].operation = {.summary = "Make sample records",
                                   .id = "sample_create",
                                   .response = std::string(schema),
                                   .status = 201,
                                   .refusals = {409}};
    view.endpoints[2].operation = {
        .summary = "Delete the sample records and what hangs on them", .id = "sample_destroy", .status = 204};
    return route("/api/sample-data/", std::move(view), api);
}

}  // namespace crm
