// Fills an empty database with the people of the tests, as the product itself would.
#include "support/people.hpp"

#include "auth/password.hpp"
#include "crm/catalogue.hpp"
#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/stages/stage.hpp"
#include "crm/users/user.hpp"
#include "db/dialect.hpp"
#include "resource/rest.hpp"

namespace crm::for_tests {
namespace {

constexpr Timestamp founding{1'731'747'600'000'000};  // 2024-11-16T09:00:00Z

class Founder {
public:
    explicit Founder(Session& session) : session_(session) {}

    void user(Id id, std::string name, std::string role, bool is_active = true) {
        static const std::string hashed = hash_password(people_password);
        UserRecord record;
        record.id = id;
        record.email = name + "@crm.example";
        record.username = std::move(name);
        record.role = std::move(role);
        record.is_active = is_active;
        record.password = hashed;
        add(users(), record);
    }

    void customer(Id id, std::string name, std::optional<Id> user) {
        Customer record;
        record.id = id;
        record.name = std::move(name);
        record.email = "office" + std::to_string(id) + "@customer.example";
        record.phone = "+49 30 " + std::to_string(id);
        record.address = "Harbour Street " + std::to_string(id);
        record.user = user;
        add(customers(), record);
    }

    void opportunity(Id id, Id customer, std::optional<Id> assigned_to) {
        Opportunity record;
        record.id = id;
        record.title = "Sale " + std::to_string(id);
        record.description = "What we hope for";
        record.stage = "Lead";
        record.customer = customer;
        record.assigned_to = assigned_to;
        add(opportunities(), record);
    }

    void interaction(Id id, Id customer) {
        Interaction record;
        record.id = id;
        record.customer = customer;
        record.interaction_type = "Call";
        record.notes = "Talk " + std::to_string(id);
        record.next_action = "wait";
        add(interactions(), record);
    }

    void stage(Id id, std::string name, std::string kind) {
        Stage record;
        record.id = id;
        record.position = id;
        record.name = std::move(name);
        record.kind = std::move(kind);
        add(stages(), record);
    }

private:
    void add(const Resource& resource, Record& record) {
        create(session_, resource, catalogue(), Actor{nobody_, {}, {}}, record, founding);
    }

    Session& session_;
    User nobody_;
};

}  // namespace

void add_people(Session& session) {
    Founder founder(session);
    founder.user(1, "david", "admin");
    founder.user(2, "maria", "sales");
    founder.user(3, "jonas", "sales");
    founder.user(4, "carla", "customer");
    founder.user(5, "dario", "customer");
    founder.user(6, "erika", "sales", false);
    founder.user(7, "nora", "");
    founder.user(8, "udo", "manager");
    founder.customer(1, "Carla's Café", 4);
    founder.customer(2, "Dario Srl", 5);
    founder.customer(3, "Nobody Ltd", std::nullopt);
    founder.customer(4, "Carla's Boats", 4);
    founder.customer(5, "Moonlight", 2);
    founder.stage(1, "Lead", "open");
    founder.stage(2, "Won", "won");
    founder.stage(3, "Lost", "lost");
    founder.opportunity(1, 1, 2);
    founder.opportunity(2, 2, 3);
    founder.opportunity(3, 3, std::nullopt);
    founder.interaction(1, 1);
    founder.interaction(2, 2);
    founder.interaction(3, 3);
    founder.interaction(4, 4);
    founder.interaction(5, 1);
    for (const Resource* resource : catalogue().all()) advance_ids(session, resource->name);
    // Long ago, so that nobody waits for the numbers that are missing before them (resource/log_gaps.hpp).
    session.execute("UPDATE changes SET at = ?", {founding.micros});
}

}  // namespace crm::for_tests
