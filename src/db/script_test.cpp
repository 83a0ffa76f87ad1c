// Statements of a file, and placeholders of PostgreSQL.
#include "db/script.hpp"

#include <doctest/doctest.h>

#include "db/placeholders.hpp"

namespace crm {

TEST_CASE("db scripts are split at the ; that ends a line") {
    const auto statements = split_statements(R"(-- first; not a statement
CREATE TABLE a (x TEXT DEFAULT ';
'); -- a comment;
INSERT INTO a VALUES ('it''s -- no comment'); INSERT INTO a VALUES ("b;
c");

-- the end;
UPDATE a SET x = 1   ;   
DELETE FROM a)");
    REQUIRE(statements.size() == 4);
    CHECK(statements[0] == "CREATE TABLE a (x TEXT DEFAULT ';\n')");
    CHECK(statements[1] == "INSERT INTO a VALUES ('it''s -- no comment'); INSERT INTO a VALUES (\"b;\nc\")");
    CHECK(statements[2] == "UPDATE a SET x = 1");
    CHECK(statements[3] == "DELETE FROM a");
    CHECK(split_statements("").empty());
    CHECK(split_statements("-- nothing;\n;\n").empty());
}

TEST_CASE("db placeholders are numbered outside quotes and comments") {
    std::size_t count = 0;
    CHECK(with_numbered_placeholders("a = ? AND b = '?''?' AND \"c?\" = ? -- ?\nAND d = ?", count) ==
          "a = $1 AND b = '?''?' AND \"c?\" = $2 -- ?\nAND d = $3");
    CHECK(count == 3);
    CHECK(with_numbered_placeholders("SELECT 1 -- ?", count) == "SELECT 1 -- ?");
    CHECK(count == 0);
}

}  // namespace crm
