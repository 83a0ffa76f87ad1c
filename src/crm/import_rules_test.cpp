// Rows of the original that break our rules: kept, noted, and the same at the next import.
#include <doctest/doctest.h>

#include "auth/password.hpp"
#include "crm/customers/customer.hpp"
#include "crm/import_test.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/users/user.hpp"

using namespace crm;
using namespace crm::import_tests;

TEST_CASE("rows that break our rules are kept and noted") {
    Move move;
    move.source(
        "UPDATE api_customer SET phone = '123456789012345678901' WHERE id = 1;"
        "UPDATE api_customer SET email = 'nonsense', name = '  ' WHERE id = 2;"
        "UPDATE api_customer SET address = CAST(x'6100620A' AS TEXT) WHERE id = 3;"
        "UPDATE api_customer SET address = CAST(x'61FF62' AS TEXT) WHERE id = 4;"
        "UPDATE api_customuser SET username = 'two words' WHERE id = 3;"
        "UPDATE api_customer SET user_id = 999 WHERE id = 5;"
        "UPDATE api_salesopportunity SET assigned_to_id = 998 WHERE id = 1;"
        "UPDATE api_salesopportunity SET customer_id = 997 WHERE id = 2;"
        "UPDATE api_interaction SET date = 'soon' WHERE id = 1;"
        "UPDATE api_interaction SET customer_id = 996 WHERE id = 2;");
    const auto result = move.run();
    CHECK(is_noted(result, "customers 1: phone has 21 characters, more than the 20 allowed."));
    CHECK(is_noted(result, "customers 2: email \"nonsense\" is not a valid e-mail address."));
    CHECK(is_noted(result, "customers 2: name is blank."));
    CHECK(is_noted(result, "customers 3: address contains a NUL character."));
    CHECK(is_noted(result, "customers 4: address is not UTF-8; what is not stands here as U+FFFD: \"a\uFFFDb\"."));
    CHECK(is_noted(result, "users 3: username \"two words\": Enter a valid username."));
    CHECK(is_noted(result, "customers 5: user 999 does not exist; the field is empty here."));
    CHECK(is_noted(result, "opportunities 1: assigned_to 998 does not exist; the field is empty here."));
    CHECK(is_noted(result, "NOT IMPORTED: opportunities 2: customer 997 does not exist"));
    CHECK(is_noted(result, "interactions 1: date \"soon\" is no point in time; 1970-01-01T00:00:00Z stands for it."));
    CHECK(is_noted(result, "NOT IMPORTED: interactions 2: customer 996 does not exist"));
    CHECK(count(result, "customers").added == 12);
    CHECK(count(result, "opportunities").left_out == 1);
    CHECK(count(result, "interactions").left_out == 1);
    CHECK(move.get<Customer>(customers(), 1).phone == "123456789012345678901");
    CHECK(move.get<Customer>(customers(), 3).address == std::string("a\0b\n", 4));
    CHECK(!move.get<Customer>(customers(), 5).user);
    CHECK(!move.get<Opportunity>(opportunities(), 1).assigned_to);
    move.check_log();

    const auto again = move.run();
    CHECK(again.notes == result.notes);
    CHECK(sum(again, &Count::unchanged) == 53);
    CHECK(sum(again, &Count::left_out) == 2);
}

TEST_CASE("user names that are equal but for case get a suffix") {
    Move move;
    move.source(
        "UPDATE api_customuser SET username = 'SALES' WHERE id = 17;"
        "UPDATE api_customuser SET username = 'Sales' WHERE id = 18;"
        "UPDATE api_customuser SET username = 'sales-2' WHERE id = 19;"
        "UPDATE api_customuser SET username = 'Straße' WHERE id = 20;"
        "UPDATE api_customuser SET username = 'STRASSE' WHERE id = 21;" +
        ("UPDATE api_customuser SET username = '" + std::string(150, 'x') + "' WHERE id = 22;") +
        ("UPDATE api_customuser SET username = '" + std::string(150, 'X') + "' WHERE id = 23;"));
    const auto result = move.run();
    CHECK(move.get<UserRecord>(users(), 3).username == "sales");
    CHECK(move.get<UserRecord>(users(), 17).username == "SALES-3");
    CHECK(move.get<UserRecord>(users(), 18).username == "Sales-4");
    CHECK(move.get<UserRecord>(users(), 19).username == "sales-2");
    CHECK(move.get<UserRecord>(users(), 21).username == "STRASSE-2");
    CHECK(move.get<UserRecord>(users(), 23).username == std::string(148, 'X') + "-2");
    CHECK(is_noted(
        result, "users 17 \"SALES\": another user has the same name but for case, so this one is called \"SALES-3\""));
    CHECK(count(move.run(), "users").unchanged == 26);

    // The suffix stays even where the first of the name has gone.
    move.change<UserRecord>(users(), 3, [](UserRecord& user) { user.username = "someone"; });
    const auto again = move.run();
    CHECK(count(again, "users").unchanged == 26);
    CHECK(move.get<UserRecord>(users(), 17).username == "SALES-3");
    CHECK(is_noted(again, "users 3: was changed here after an earlier import and stays as it is."));
}

TEST_CASE("passwords: hashes are kept, everything else becomes unusable") {
    Move move;
    move.source(
        "UPDATE api_customuser SET password = '!' WHERE id = 3;"
        "UPDATE api_customuser SET password = '!Summer2024' WHERE id = 4;"
        "UPDATE api_customuser SET password = 'pbkdf2_sha256$many$salt$hash' WHERE id = 5;"
        "UPDATE api_customuser SET password = CAST(x'70FF' AS TEXT) WHERE id = 6;"
        "UPDATE api_customuser SET password = '' WHERE id > 12;");
    const auto result = move.run();
    for (const Id id : {3, 4, 5, 6}) {
        const auto user = move.get<UserRecord>(users(), id);
        CHECK(user.password.size() == 41);
        CHECK(user.password.starts_with('!'));
        CHECK(is_noted(result,
                       "users " + std::to_string(id) + " \"" + user.username + "\": what is stored as the password"));
    }
    CHECK(
        is_noted(result, "Users who have no password, and cannot sign in until one is set: \"nopass\", \"oldhash\", "));
    CHECK(result.notes.back().ends_with(" and 5 more."));

    // Set here since: the note of the lost password is not repeated, and the password stays.
    move.change<UserRecord>(users(), 4, [](UserRecord& user) { user.password = hash_password("a long new secret"); });
    const auto changed = move.get<UserRecord>(users(), 4);
    const auto again = move.run();
    CHECK(!is_noted(again, "users 4"));
    CHECK(count(again, "users").unchanged == 26);
    CHECK(move.get<UserRecord>(users(), 4).password == changed.password);
    CHECK(move.get<UserRecord>(users(), 4).token_version == changed.token_version);
}

TEST_CASE("an import without an active admin says how to make one") {
    Move move;
    move.source("UPDATE api_customuser SET is_active = 0 WHERE role = 'admin'");
    CHECK(is_noted(move.run(),
                   "There is no active user with the role admin: make one with `connectcrm createsuperuser`."));
}
