// Adds opportunities up by stage, currency and probability in the database, which has an index of just these, and the
// few sums that come of it here.
#include "crm/opportunities/pipeline.hpp"

#include <algorithm>
#include <map>

#include "base/money.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/stages/stage.hpp"
#include "resource/list_sql.hpp"
#include "resource/word_index.hpp"

namespace crm {
namespace {

constexpr Roles staff = Role::admin | Role::sales;
constexpr std::size_t max_other_stages = 200;  // that no stage is named after
constexpr int usual_digits = 2;                // of what is no currency: there are old records

using Number = std::optional<std::int64_t>;

struct Total {
    MoneySum amount = 0, weighted = 0;  // the latter a hundred times
};

struct Column {
    std::string key, stage = {}, kind = "open";
    Number position = {}, probability = {};
    std::int64_t chance = 0;  // per cent, of what has no probability of its own
    std::int64_t count = 0, without_amount = 0;
    std::map<std::string, Total> totals = {};  // by currency
};

Number number_at(const Row& row, int column) {
    return row.is_null(column) ? std::nullopt : Number(row.integer(column));
}

class Pipeline {
public:
    Pipeline(const Catalogue& catalogue, const Call& call) : catalogue_(catalogue), call_(call) {}

    Response answer() {
        if (!may(call_.user, stages(), Act::read)) refuse_scope("stages:read");
        read_stages();
        const std::size_t known = columns_.size();
        add_up(read_filters(opportunities(), call_.user.role, call_.request.query));
        leave_out_many_others(known);
        for (std::size_t i = known; i < columns_.size(); ++i) columns_[i].stage = first_spelling(columns_[i].key);
        std::string body;
        json::Array array(body);
        for (const Column& column : columns_) append(array.next(), column);
        array.end();
        return json_response(200, std::move(body));
    }

private:
    void read_stages() {
        Sql sql;
        sql << "SELECT name_key, name, kind, position, probability FROM stages";
        append_visible(sql, stages(), catalogue_, call_.user);
        sql << " ORDER BY position, id";
        call_.session.query(sql.text, sql.values, [&](const Row& row) {
            Column column{.key = std::string(row.text(0)),
                          .stage = std::string(row.text(1)),
                          .kind = std::string(row.text(2)),
                          .position = row.integer(3),
                          .probability = number_at(row, 4)};
            column.chance = column.probability.value_or(column.kind == "won" ? 100 : 0);
            columns_.push_back(std::move(column));
            return true;
        });
        for (std::size_t i = 0; i < columns_.size(); ++i) by_key_[columns_[i].key] = i;
    }

    // Units and the rest apart, since SQLite refuses a sum beyond 64 bits.
    void add_up(const ListQuery& query) {
        const std::string scale = std::to_string(money_scale);
        const std::string_view divided = call_.session.engine() == Engine::mysql ? " DIV " : " / ";
        Sql sql;
        sql << "SELECT stage_key, currency, probability, COUNT(*), COUNT(amount), SUM(amount" << divided << scale
            << "), SUM(amount % " << scale << ") FROM opportunities";
        append_visible(sql, opportunities(), catalogue_, call_.user);
        append_filters(sql, query);
        word_index(call_.session.engine()).append_condition(sql, opportunities(), query.words);
        sql << " GROUP BY stage_key, currency, probability";
        call_.session.query(sql.text, sql.values, [&](const Row& row) {
            Column& column = column_of(row.text(0));
            const std::int64_t count = row.integer(3), with_amount = row.integer(4);
            column.count += count;
            column.without_amount += count - with_amount;
            if (with_amount == 0) return true;
            const MoneySum amount = MoneySum{row.integer(5)} * money_scale + row.integer(6);
            Total& total = column.totals[std::string(row.text(1))];
            total.amount += amount;
            total.weighted += amount * number_at(row, 2).value_or(column.chance);
            return true;
        });
    }

    Column& column_of(std::string_view key) {
        const auto [at, is_new] = by_key_.try_emplace(std::string(key), columns_.size());
        if (is_new) columns_.push_back(Column{.key = at->first});
        return columns_[at->second];
    }

    // By name, those with the most opportunities where they are too many.
    void leave_out_many_others(std::size_t known) {
        const auto others = columns_.begin() + static_cast<std::ptrdiff_t>(known);
        std::sort(others, columns_.end(), [](const Column& a, const Column& b) {
            return a.count != b.count ? a.count > b.count : a.key < b.key;
        });
        columns_.resize(std::min(columns_.size(), known + max_other_stages));
        std::sort(others, columns_.end(), [](const Column& a, const Column& b) { return a.key < b.key; });
    }

    std::string first_spelling(const std::string& key) {
        Sql sql;
        sql << "SELECT stage FROM opportunities";
        append_visible(sql, opportunities(), catalogue_, call_.user);
        sql << " AND stage_key = ? ORDER BY id LIMIT 1";
        sql.bind_text(key);
        std::string text = key;
        call_.session.first(sql.text, sql.values, [&](const Row& row) { text = row.text(0); });
        return text;
    }

    static void append(std::string& out, const Column& column) {
        json::Object object(out);
        const auto number = [&](std::string_view name, Number value) {
            value ? object.integer(name, *value) : object.null(name);
        };
        object.text("stage", column.stage).text("kind", column.kind);
        number("position", column.position);
        number("probability", column.probability);
        object.integer("count", column.count);
        object.key("totals");
        json::Array totals(out);
        for (const auto& [currency, total] : column.totals) append(totals.next(), currency, total);
        totals.end();
        object.integer("without_amount", column.without_amount).end();
    }

    static void append(std::string& out, const std::string& currency, const Total& total) {
        const int digits = currency_digits(currency).value_or(usual_digits);
        std::string amount, weighted;
        append_money(amount, total.amount, digits);
        append_money(weighted, rounded_to_digits(total.weighted, digits), digits);
        json::Object(out).text("currency", currency).text("amount", amount).text("weighted", weighted).end();
    }

    const Catalogue& catalogue_;
    const Call& call_;
    std::vector<Column> columns_;
    std::map<std::string, std::size_t> by_key_;
};

constexpr std::string_view schema =
    R"({"type":"array","items":{"type":"object","properties":{"stage":{"type":"string"},)"
    R"("kind":{"enum":["open","won","lost"]},"position":{"type":["integer","null"],)"
    R"("description":"Null where no stage is named so."},"probability":{"type":["integer","null"]},)"
    R"("count":{"type":"integer"},"totals":{"type":"array","items":{"type":"object","properties":{)"
    R"("currency":{"type":"string"},"amount":{"type":"string","format":"decimal"},"weighted":{"type":"string",)"
    R"("format":"decimal","description":"Each by its own probability, or that of its stage."}},)"
    R"("required":["currency","amount","weighted"]}},"without_amount":{"type":"integer"}},)"
    R"("required":["stage","kind","position","probability","count","totals","without_amount"]}})";

}  // namespace

Route pipeline_route(const Api& api) {
    View view{"Pipeline",
              "The stages in their order, then what stands in opportunities and is none of them: how many there are, "
              "and what they come to in each currency. An API key needs to read opportunities and stages.",
              Audience::roles,
              {},
              {}};
    view.resource = &opportunities();
    Endpoint get{"GET", Work::long_running, staff,
                 [&catalogue = api.catalogue](const Call& call) { return Pipeline(catalogue, call).answer(); }};
    get.operation = {.summary = "The pipeline, added up",
                     .id = "pipeline_retrieve",
                     .response = std::string(schema),
                     .refusals = {400},
                     .query = filter_parameters(opportunities(), Role::admin)};
    view.endpoints.push_back(std::move(get));
    return route("/api/pipeline/", std::move(view), api);
}

}  // namespace crm
