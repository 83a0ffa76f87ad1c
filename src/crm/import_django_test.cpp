// The contract's fixture, brought from both engines of the original into each of ours, and again.
#include <doctest/doctest.h>

#include "crm/customers/customer.hpp"
#include "crm/import_test.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/users/user.hpp"

using namespace crm;
using namespace crm::import_tests;

namespace {

void check_fixture(Move& move, const DjangoImport& result) {
    REQUIRE(result.counts.size() == 4);
    CHECK(count(result, "users").added == 26);
    CHECK(count(result, "customers").added == 12);
    CHECK(count(result, "opportunities").added == 7);
    CHECK(count(result, "interactions").added == 10);
    CHECK(sum(result, &Count::read) == 55);
    CHECK(sum(result, &Count::unchanged) + sum(result, &Count::updated) + sum(result, &Count::left_out) == 0);

    const auto admin = move.get<UserRecord>(users(), 2);
    CHECK(admin.username == "admin");
    CHECK(admin.role == "admin");
    CHECK(admin.first_name == "Ada");
    CHECK(admin.is_staff);
    CHECK(!admin.is_superuser);
    CHECK(admin.is_active);
    CHECK(to_rfc3339(admin.date_joined) == "2024-11-15T09:20:01.001137Z");
    CHECK(admin.created_at == admin.date_joined);
    CHECK(admin.version == 1);
    CHECK(admin.password.starts_with("pbkdf2_sha256$260000$JWimsLnASXwb3RiKQP2AfU$"));
    CHECK(!move.get<UserRecord>(users(), 8).is_active);
    CHECK(move.get<UserRecord>(users(), 9).password.size() == 41);
    CHECK(move.get<UserRecord>(users(), 10).password == "!Zx3k9Qm1Zx3k9Qm1Zx3k9Qm1Zx3k9Qm1Zx3k9Qm1");
    CHECK(move.get<UserRecord>(users(), 11).password.starts_with('!'));
    CHECK(move.get<UserRecord>(users(), 14).username == "léa.müller@office+1");
    CHECK(move.get<UserRecord>(users(), 15).role == "manager");
    CHECK(move.get<UserRecord>(users(), 1).is_superuser);

    const auto zoe = move.get<Customer>(customers(), 5);
    CHECK(zoe.name == "Zoë & Søn <\"'\\/> 日本 🚀");
    CHECK(zoe.address == "line one\r\nline two\ttab");
    CHECK(!zoe.user);
    CHECK(move.get<Customer>(customers(), 1).user == 5);
    const auto deal = move.get<Opportunity>(opportunities(), 5);
    CHECK(deal.title == "Delta € deal 💶");
    CHECK(deal.customer == 4);
    CHECK(deal.assigned_to == 5);
    const auto meeting = move.get<Interaction>(interactions(), 2);
    CHECK(meeting.interaction_type == "Meeting");
    CHECK(to_rfc3339(meeting.date) == "2024-11-16T09:30:15.123456Z");
    CHECK(meeting.created_at == meeting.date);
    CHECK(meeting.notes == "kick-off");
    CHECK(meeting.next_action == "minutes");
    CHECK(meeting.customer == 2);
    CHECK(to_rfc3339(move.get<Interaction>(interactions(), 6).date) == "2024-02-29T00:00:00Z");

    CHECK(is_noted(result, "users 1 \"root\": is a superuser in Django but has no role"));
    CHECK(is_noted(result, "users 11 \"plainpw\": what is stored as the password is not a hash"));
    CHECK(is_noted(result, "users 15 \"ghost\": has the unknown role \"manager\""));
    CHECK(is_noted(result, "Users who have no password, and cannot sign in until one is set: \"nopass\"."));
    for (const std::string& note : result.notes) CHECK(note.find("plaintext-secret") == std::string::npos);

    CHECK(move.integer("SELECT COUNT(*) FROM changes WHERE resource <> 'stages'") == 55);
    CHECK(
        move.integer(
            "SELECT COUNT(*) FROM changes WHERE action = 'import' AND actor = 'import-django' AND actor_id IS NULL") ==
        55);
    CHECK(move.integer("SELECT COUNT(*) FROM changes WHERE after_values LIKE '%plaintext-secret%'") == 0);
    move.check_log();
}

}  // namespace

TEST_CASE("the fixture comes in, and again without a change") {
    Move move;
    const auto source_before = read_file(move.source_path());
    check_fixture(move, move.run());
    CHECK(read_file(move.source_path()) == source_before);
    CHECK(move.progress.front() == "users 0/26");
    CHECK(move.progress.back() == "interactions 10/10");

    const std::string before = move.dump();
    const auto again = move.run();
    CHECK(sum(again, &Count::unchanged) == 55);
    CHECK(sum(again, &Count::added) + sum(again, &Count::updated) + sum(again, &Count::left_out) == 0);
    CHECK(move.dump() == before);
    CHECK(move.integer("SELECT COUNT(*) FROM changes WHERE resource <> 'stages'") == 55);
    CHECK(read_file(move.source_path()) == source_before);
}

TEST_CASE("the next id follows those of the source") {
    Move move;
    move.run();
    Customer customer;
    customer.name = "New";
    move.add(customers(), customer);
    CHECK(customer.id == 13);
    move.check_log();
    CHECK(sum(move.run(), &Count::unchanged) == 55);
}

TEST_CASE("the fixture comes in from MySQL") {
    const char* url = std::getenv("TEST_MYSQL_URL");
    if (!url) return;
    const auto named = new_database(url, "connectcrm_import_source");
    open_session(named, Access::write)->run_script(read_file(fixture.parent_path() / "fixture.mysql.sql"));
    const auto source = open_session(named, Access::read);
    const auto checksum = [&] {
        return source->integer(
            "SELECT SUM(CRC32(CONCAT_WS('|', id, password, username, date_joined))) FROM api_customuser");
    };
    const std::int64_t before = checksum();
    Move move;
    check_fixture(move, move.run_from(*source));
    CHECK(sum(move.run_from(*source), &Count::unchanged) == 55);
    CHECK(!source->in_transaction());
    CHECK(checksum() == before);

    Move other;
    other.run();
    CHECK(move.names_of_customers() == other.names_of_customers());
}

TEST_CASE("the fixture comes into a server, and what the server cannot hold is listed") {
    const char* server = nullptr;
    SUBCASE("MySQL") { server = std::getenv("TEST_MYSQL_URL"); }
    SUBCASE("PostgreSQL") { server = std::getenv("TEST_POSTGRES_URL"); }
    if (!server) return;
    {
        Move move(server);
        check_fixture(move, move.run());
        const std::string before = move.dump();
        CHECK(sum(move.run(), &Count::unchanged) == 55);
        CHECK(move.dump() == before);
        Customer customer;
        customer.name = "New";
        move.add(customers(), customer);
        CHECK(customer.id == 13);
    }
    Move refused(server);
    refused.source(
        "UPDATE api_customer SET phone = '123456789012345678901', name = '12345678901234567890' WHERE id = 1;"
        "UPDATE api_customuser SET role = 'administrator' WHERE id = 4;"
        "UPDATE api_customer SET address = CAST(x'6100620A' AS TEXT) WHERE id = 3;");
    const bool holds_nul = DatabaseUrl::parse(server).engine == Engine::mysql;
    const std::string message = message_of(refused);
    CHECK(message.find(holds_nul ? "cannot hold 2 of" : "cannot hold 3 of") != std::string::npos);
    CHECK(message.find("users 4: role has 13 characters, more than the 10 allowed.") != std::string::npos);
    CHECK(message.find("customers 1: phone has 21 characters, more than the 20 allowed.") != std::string::npos);
    CHECK((message.find("customers 3: address contains a NUL character.") != std::string::npos) == !holds_nul);
    CHECK(refused.integer("SELECT COUNT(*) FROM users") == 0);
}

TEST_CASE("what changed in the source comes with the next import, what changed here stays") {
    Move move;
    move.run();
    move.source(
        "UPDATE api_customer SET name = 'Acme AG' WHERE id = 1;"
        "UPDATE api_customer SET name = 'Beta SpA' WHERE id = 2;"
        "DELETE FROM api_interaction WHERE id = 10;"
        "INSERT INTO api_interaction VALUES (11, 'Call', 'new', '2025-01-01 00:00:00', 'x', 1);"
        "INSERT INTO api_interaction VALUES (12, 'Call', 'of the deleted', '2025-01-01 00:00:00', 'x', 4);"
        "UPDATE api_customuser SET password = '!' WHERE id = 3;"
        "UPDATE api_customuser SET password = (SELECT password FROM api_customuser WHERE id = 2) WHERE id = 4;");
    move.change<Customer>(customers(), 2, [](Customer& customer) { customer.phone = "1"; });
    move.change<Customer>(customers(), 3, [](Customer& customer) { customer.phone = "2"; });
    move.remove(customers(), 4);
    const auto result = move.run();
    CHECK(move.get<Customer>(customers(), 1).name == "Acme AG");
    CHECK(move.get<Customer>(customers(), 1).version == 2);
    CHECK(move.get<Customer>(customers(), 2).name == "Beta SRL");
    CHECK(is_noted(result, "customers 2: was changed here after an earlier import and stays as it is."));
    CHECK(is_noted(result, "customers 3: was changed here"));
    CHECK(is_noted(result, "customers 4: was deleted here after an earlier import and stays so."));
    CHECK(is_noted(result, "interactions 5: was deleted here"));
    CHECK(is_noted(result, "NOT IMPORTED: interactions 12: customer 4 does not exist"));
    CHECK(count(result, "customers").updated == 1);
    CHECK(count(result, "customers").left_out == 1);
    CHECK(count(result, "interactions").added == 1);
    CHECK(count(result, "users").updated == 2);
    CHECK(move.get<UserRecord>(users(), 3).password.starts_with('!'));
    CHECK(move.get<UserRecord>(users(), 4).password == move.get<UserRecord>(users(), 2).password);
    CHECK(move.get<UserRecord>(users(), 4).token_version == 1);
    CHECK(move.get<Interaction>(interactions(), 10).notes == "sales user's own customer row");
    move.check_log();
    CHECK(sum(move.run(), &Count::updated) == 0);
}

TEST_CASE("a database in which somebody made records is refused and stays as it is") {
    Move move;
    Customer own;
    own.name = "Made here";
    move.add(customers(), own);
    const std::string before = move.dump();
    CHECK(message_of(move).starts_with("customers 1 exists or existed here already and did not come from an import."));
    CHECK(move.dump() == before);
    CHECK(move.integer("SELECT COUNT(*) FROM changes WHERE resource <> 'stages'") == 1);
    move.remove(customers(), 1);
    CHECK(message_of(move).starts_with("customers 1 exists or existed here already"));
    CHECK(move.integer("SELECT COUNT(*) FROM users") == 0);
}

TEST_CASE("what the database cannot hold is listed and nothing is imported") {
    Move move;
    move.source("UPDATE api_customer SET id = 0 WHERE id = 12; UPDATE api_interaction SET id = -3 WHERE id = 10");
    const std::string message = message_of(move);
    CHECK(message.starts_with("This database cannot hold 2 of the values."));
    CHECK(message.ends_with("\n  customers 0: ids begin with 1 here.\n  interactions -3: ids begin with 1 here."));
    CHECK(move.integer("SELECT COUNT(*) FROM users") == 0);
}

TEST_CASE("what is no database of the original is refused with the reason") {
    Move move;
    SUBCASE("a missing column") {
        move.source("ALTER TABLE api_customer RENAME COLUMN phone TO telephone");
        CHECK(message_of(move) ==
              "This is not a database of the original ConnectCRM: the table api_customer has no column phone.");
    }
    SUBCASE("a missing table") {
        move.source("DROP TABLE api_interaction");
        CHECK(message_of(move) ==
              "This is not a database of the original ConnectCRM: there is no table api_interaction.");
    }
    CHECK(move.integer("SELECT COUNT(*) FROM users") == 0);
}
