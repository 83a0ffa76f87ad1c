// Rows are counted whatever the values are, and a seal fits one file only.
#include "db/dump_text.hpp"

#include <doctest/doctest.h>

using namespace crm;

TEST_CASE("dump text: rows of mariadb-dump and mysqldump") {
    const std::string_view text = R"(-- MariaDB dump
CREATE TABLE `books` (
  `id` bigint(20) NOT NULL
);
INSERT INTO `books` VALUES
(1,'plain',NULL),
(2,'a quote \' and ) and (','it''s; INSERT INTO `books` VALUES (9)'),
(3,'a backslash \\','\n(');
INSERT INTO `books` VALUES (4,'one line',0x28),(5,'',f(2));
INSERT INTO `authors` VALUES (1,'');
-- Dump completed on 2026-11-23  8:00:00
)";
    const RowCounts rows = rows_in_dump(Engine::mysql, text);
    CHECK(rows == RowCounts{{"authors", 1}, {"books", 5}});
    CHECK(is_whole_dump(Engine::mysql, text));
    CHECK_FALSE(is_whole_dump(Engine::mysql, text.substr(0, text.find("-- Dump"))));
    for (std::size_t length = 0; length < text.size(); ++length) rows_in_dump(Engine::mysql, text.substr(0, length));
}

TEST_CASE("dump text: rows of pg_dump") {
    const std::string_view text = R"(--
COPY public.books (id, title) FROM stdin;
1	plain
2	COPY public.books (id) FROM stdin;
3	\\.
\.

COPY public.authors (id) FROM stdin;
\.

--
-- PostgreSQL database dump complete
--

\unrestrict abc
)";
    const RowCounts rows = rows_in_dump(Engine::postgres, text);
    CHECK(rows == RowCounts{{"authors", 0}, {"books", 3}});
    CHECK(is_whole_dump(Engine::postgres, text));
    CHECK_FALSE(is_whole_dump(Engine::postgres, text.substr(0, text.find("-- PostgreSQL"))));
    CHECK_FALSE(is_whole_dump(Engine::postgres, ""));
    for (std::size_t length = 0; length < text.size(); ++length) rows_in_dump(Engine::postgres, text.substr(0, length));
}

TEST_CASE("dump text: a seal") {
    const std::string dump = "INSERT\n";
    const std::string file = dump + seal_line({Engine::postgres, {"0001_a", "0002_b"}}, dump);
    const SealedDump found = read_seal(file);
    CHECK(found.dump == dump);
    CHECK(found.seal.engine == Engine::postgres);
    CHECK(found.seal.migrations == std::vector<std::string>{"0001_a", "0002_b"});
    CHECK_THROWS_AS(read_seal("X" + file.substr(1)), Error);
    CHECK_THROWS_AS(read_seal(file + "\n"), Error);
    for (std::size_t length = 0; length < file.size(); ++length) {
        CAPTURE(length);
        CHECK_THROWS_AS(read_seal(std::string_view(file).substr(0, length)), Error);
    }
}
