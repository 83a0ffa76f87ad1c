// The twelve things, but the export, which is measured from outside.
#include "crm/bench/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.hpp"
#include "base/text.hpp"
#include "crm/bench/filters.hpp"
#include "crm/bench/names.hpp"
#include "crm/bench/table_load.hpp"

namespace crm {
namespace {

constexpr std::int64_t page_size = 50, deep_page = 20'000;

Id any_customer(const Sample& sample, Draw& draw) { return draw.between(1, sample.size().customers); }

class Tasks {
public:
    explicit Tasks(const Sample& sample) : sample_(sample), size_(sample.size()) {}

    std::vector<Task> all() {
        lists();
        for (const Resource* resource : {&customers(), &opportunities(), &interactions()})
            add_orders(tasks_, *resource);
        filters();
        searches();
        records();
        writes();
        counts();
        own();
        mix();
        return std::move(tasks_);
    }

private:
    // Behind the forms of an operation, where there are several: now this one, now that.
    void mix() {
        std::vector<Task> all;
        for (auto first = tasks_.begin(), end = first; first != tasks_.end(); first = end) {
            end = std::find_if(first, tasks_.end(), [&](const Task& t) { return t.operation != first->operation; });
            std::vector<std::function<std::vector<Ask>(Draw&)>> forms;
            for (auto form = first; form != end; ++form)
                if (form->page == 1) forms.push_back(form->make);
            Task any = *first;
            any.name = any_form;
            any.make = [forms](Draw& draw) {
                return forms[static_cast<std::size_t>(draw.between(0, std::ssize(forms) - 1))](draw);
            };
            all.insert(all.end(), std::make_move_iterator(first), std::make_move_iterator(end));
            if (forms.size() > 1) all.push_back(std::move(any));
        }
        tasks_ = std::move(all);
    }

    Task& add(std::string operation, std::string name, std::function<std::vector<Ask>(Draw&)> make) {
        return tasks_.emplace_back(Task{std::move(operation), std::move(name), std::move(make)});
    }
    Task& add_get(std::string operation, std::string name, std::string target) {
        return add(std::move(operation), std::move(name), [target = std::move(target)](Draw&) -> std::vector<Ask> {
            return {{"GET", target, ""}};
        });
    }

    void lists() {
        add_get("open a list", "customers", "/api/customers/?cursor=&page_size=50");
        add_get("open a list", "opportunities", "/api/opportunities/?cursor=&page_size=50");
        add_get("open a list", "interactions", "/api/interactions/?cursor=&page_size=50");
        add_get("open a list", "customers, with their number", "/api/customers/?page_size=50");
        deep("customers", "customers", size_.customers);
        deep("customers by name", "customers", size_.customers, "&ordering=name");
        deep("interactions, newest first", "interactions", size_.interactions, "&ordering=-date");
    }

    void deep(const std::string& name, const std::string& resource, std::int64_t rows, const std::string& order = {}) {
        const std::int64_t page = std::min(deep_page, std::max<std::int64_t>(1, rows / page_size));
        add_get("page by cursor", fmt::format("{}, page {}", name, page),
                "/api/" + resource + "/?cursor=&page_size=50" + order)
            .page = page;
    }

    void filters() {
        add_filters(tasks_, customers(), [&sample = sample_](Draw& draw) {
            const Id id = draw.is(20) ? sample.linked_customer(draw) : any_customer(sample, draw);
            return std::make_unique<Customer>(sample.customer(id));
        });
        add_filters(tasks_, opportunities(), [&sample = sample_](Draw& draw) {
            return std::make_unique<Opportunity>(sample.opportunity(draw.between(1, sample.size().opportunities())));
        });
        add_filters(tasks_, interactions(), [&sample = sample_](Draw& draw) {
            return std::make_unique<Interaction>(sample.interaction(draw.between(1, sample.size().interactions)));
        });
        add("filter", "opportunities of one person in one stage, largest first", [](Draw& draw) -> std::vector<Ask> {
            const Id user = Sample::admins + draw.between(1, Sample::salespeople);
            return {{"GET",
                     fmt::format("/api/opportunities/?cursor=&page_size=50&ordering=-amount&stage=Lead&assigned_to={}",
                                 user),
                     ""}};
        });
    }

    void searches() {
        const Vocabulary& words = sample_.vocabulary();
        const auto ranked = [&words](std::size_t least, std::size_t most) {
            return [&words, least, most](Draw& draw) {
                return std::string(words.word(static_cast<std::size_t>(
                    draw.between(static_cast<std::int64_t>(least), static_cast<std::int64_t>(most)))));
            };
        };
        const auto most_common = ranked(0, 0), common = ranked(20, 60), some = ranked(1'000, 2'000),
                   rare = ranked(20'000, Vocabulary::size - 1);
        const auto search = [this](const std::string& name, const std::string& resource,
                                   std::function<std::string(Draw&)> text, const std::string& more = {}) {
            add("search", resource + ", " + name,
                [resource, more, text = std::move(text)](Draw& draw) -> std::vector<Ask> {
                    return {
                        {"GET",
                         "/api/" + resource + "/?cursor=&page_size=50" + more + "&search=" + percent_encode(text(draw)),
                         ""}};
                });
        };
        search("a rare word", "interactions", rare);
        search("a word of some", "interactions", some);
        search("a common word", "interactions", common);
        search("the commonest word", "interactions", most_common);
        search("a common word, newest first", "interactions", common, "&ordering=-date");
        search("a common and a rare word", "interactions", [=](Draw& draw) { return common(draw) + " " + rare(draw); });
        search("two common words", "interactions", [=](Draw& draw) { return common(draw) + " " + common(draw); });
        search("three letters", "interactions", [=](Draw& draw) { return part_of(some(draw), 0, 3); });
        search("two words of a name", "customers", [&sample = sample_](Draw& draw) {
            const std::string name = sample.customer(any_customer(sample, draw)).name;
            return name.substr(0, name.find(' ', name.find(' ') + 1));
        });
        search("an address of mail", "customers",
               [&sample = sample_](Draw& draw) { return sample.customer(any_customer(sample, draw)).email; });
        search("a form of company", "customers", [](Draw&) { return std::string("GmbH"); });
    }

    void records() {
        add("open a record", "customer with history, last contacts and opportunities",
            [&sample = sample_](Draw& draw) -> std::vector<Ask> {
                // One of those that the log knows.
                constexpr auto step = TableLoad::records_of_entry;
                const Id id = std::max<Id>(1, any_customer(sample, draw) / step * step);
                return {
                    {"GET", fmt::format("/api/customers/{}/", id), ""},
                    {"GET", fmt::format("/api/customers/{}/history/", id), ""},
                    {"GET", fmt::format("/api/interactions/?cursor=&page_size=20&ordering=-date&customer={}", id), ""},
                    {"GET", fmt::format("/api/opportunities/?cursor=&page_size=20&customer={}", id), ""}};
            });
        add("open a record", "interaction", [&sample = sample_](Draw& draw) -> std::vector<Ask> {
            return {{"GET", fmt::format("/api/interactions/{}/", draw.between(1, sample.size().interactions)), ""}};
        });
    }

    void writes() {
        add("create", "customer", [&sample = sample_](Draw& draw) -> std::vector<Ask> {
            const Customer like = sample.customer(any_customer(sample, draw));
            std::string body;
            json::Object(body)
                .text("name", like.name)
                .text("email", like.email)
                .text("phone", like.phone)
                .text("address", like.address)
                .end();
            return {{"POST", "/api/customers/", body}};
        });
        add("create", "interaction", [&sample = sample_](Draw& draw) -> std::vector<Ask> {
            std::string body, notes;
            sample.vocabulary().append_text(notes, draw, draw.between(6, 22));
            json::Object(body)
                .integer("customer", any_customer(sample, draw))
                .text("interaction_type", "Call")
                .text("notes", notes)
                .text("next_action", "Send offer")
                .end();
            return {{"POST", "/api/interactions/", body}};
        });
        add("edit", "phone of a customer", [&sample = sample_](Draw& draw) -> std::vector<Ask> {
            std::string body;
            json::Object(body).text("phone", draw_phone(draw, draw_country(draw))).end();
            return {{"PATCH", fmt::format("/api/customers/{}/", any_customer(sample, draw)), body}};
        });
        add("edit", "notes of an interaction", [&sample = sample_](Draw& draw) -> std::vector<Ask> {
            std::string body, notes;
            sample.vocabulary().append_text(notes, draw, draw.between(6, 22));
            json::Object(body).text("notes", notes).end();
            return {{"PATCH", fmt::format("/api/interactions/{}/", draw.between(1, sample.size().interactions)), body}};
        });
        add("move a deal", "stage of an opportunity", [&sample = sample_](Draw& draw) -> std::vector<Ask> {
            constexpr std::string_view stages[] = {"Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"};
            std::string body;
            json::Object(body).text("stage", draw.one_of(std::span(stages))).end();
            return {
                {"PATCH", fmt::format("/api/opportunities/{}/", draw.between(1, sample.size().opportunities())), body}};
        });
    }

    void counts() {
        add_get("count", "customers", "/api/customers/?page_size=1");
        add_get("count", "interactions", "/api/interactions/?page_size=1");
        add_get("count", "opportunities in a stage", "/api/opportunities/?page_size=1&stage=Lead");
        add_get("count", "opportunities above an amount", "/api/opportunities/?page_size=1&amount__gte=10000");
    }

    void own() {
        const auto list = [this](const std::string& name, const std::string& more) {
            Task& task = add_get("own list", name, "/api/interactions/?" + more);
            task.first_user = Sample::admins + Sample::salespeople + 1;
            task.last_user = Sample::users;
        };
        list("first page", "cursor=&page_size=50");
        list("newest first", "cursor=&page_size=50&ordering=-date");
        list("with their number", "page_size=50");
    }

    const Sample& sample_;
    const SampleSize& size_;
    std::vector<Task> tasks_;
};

}  // namespace

std::vector<Task> tasks_of(const Sample& sample) { return Tasks(sample).all(); }

std::vector<const Resource*> exports() { return {&customers(), &interactions()}; }

}  // namespace crm
