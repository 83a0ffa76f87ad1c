// Stages: read by staff, kept by the admin.
#include "crm/stages/stage.hpp"

#include "base/text.hpp"

namespace crm {
namespace {

constexpr Roles staff = Role::admin | Role::sales;
constexpr Choice kinds[] = {{"open", "Open"}, {"won", "Won"}, {"lost", "Lost"}};

Scope visible_to(const User& user) { return staff.has(user.role) ? everything() : nothing(); }

// Deals that stand nowhere would be counted as open.
void guard(Session& session, const Stage* before, const Stage* after) {
    if (!before || after) return;
    const std::string key = fold(before->name);
    if (session.first("SELECT 1 FROM opportunities WHERE stage_key = ? LIMIT 1", {std::string_view(key)},
                      [](const Row&) {}))
        throw Error(Condition::conflict, "There are opportunities in this stage: move them to another one first.");
}

constexpr FieldOf<Stage> fields[] = {
    field<&Stage::name>("name", required, max_length(50), searchable, filterable, sortable, example("Demonstration"),
                        unique("A stage with that name already exists.")),
    field<&Stage::position>("position", between(0, 1'000'000), sortable, help("Stages are shown in this order.")),
    field<&Stage::probability>("probability", between(0, 100), help("Per cent of such opportunities that are won.")),
    field<&Stage::kind>("kind", one_of(kinds), filterable),
};

}  // namespace

const Resource& stages() {
    static const Resource resource = describe<Stage>({
        .name = "stages",
        .label = "stage",
        .shown_as = "name",
        .description = "The steps of the pipeline; roles sales and admin, changed by role admin.",
        .fields = fields,
        .policy = {staff, only(Role::admin), only(Role::admin), only(Role::admin)},
        .visible_to = visible_to,
        .guard = guard,
    });
    return resource;
}

StageKind kind_of_stage(Session& session, std::string_view name) {
    const std::string key = fold(name);
    StageKind kind = StageKind::open;
    session.first("SELECT kind FROM stages WHERE name_key = ?", {std::string_view(key)}, [&](const Row& row) {
        if (row.text(0) == "won") kind = StageKind::won;
        if (row.text(0) == "lost") kind = StageKind::lost;
    });
    return kind;
}

}  // namespace crm
