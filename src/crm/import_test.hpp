// A database of the original and one of ours, for the tests of the import.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "crm/catalogue.hpp"
#include "crm/import_django.hpp"
#include "db/migrate.hpp"
#include "resource/output.hpp"
#include "resource/rest.hpp"
#include "resource/rewrite.hpp"
#include "resource/sql.hpp"

namespace crm::import_tests {

using Count = DjangoImport::Count;

inline std::string read_file(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    REQUIRE(!content.str().empty());
    return content.str();
}

inline const std::filesystem::path fixture = std::filesystem::path(TEST_CONTRACT) / "fixture.sqlite3";

// An empty database on a server.
inline DatabaseUrl new_database(const char* server, std::string name) {
    auto url = DatabaseUrl::parse(server);
    const auto session = open_session(url, Access::write);
    session->run_script("DROP DATABASE IF EXISTS " + name);
    session->run_script("CREATE DATABASE " + name + (url.engine == Engine::mysql ? " CHARACTER SET utf8mb4" : ""));
    url.name = std::move(name);
    return url;
}

// A copy of the fixture, and an empty database of ours.
class Move {
public:
    explicit Move(const char* server = nullptr)
        : folder_((std::filesystem::temp_directory_path() / "import-XXXXXX").string()) {
        REQUIRE(mkdtemp(folder_.data()));
        std::filesystem::copy_file(fixture, source_path());
        std::filesystem::permissions(source_path(), std::filesystem::perms::owner_write,
                                     std::filesystem::perm_options::add);
        target_ = open_database(server ? new_database(server, "connectcrm_import_target")
                                       : DatabaseUrl::parse("sqlite:///" + folder_ + "/ours.db"));
        target_->read([](Session& session) {
            migrate(session, migrations_for(session.engine()));
            rewrite(session, catalogue(), [](std::string_view, Id) {});
        });
    }
    Move(const Move&) = delete;
    Move& operator=(const Move&) = delete;
    ~Move() {
        target_.reset();
        std::filesystem::remove_all(folder_);
    }

    std::string source_path() const { return folder_ + "/django.db"; }
    DatabaseUrl source_url() const { return DatabaseUrl::parse("sqlite:///" + source_path()); }

    // Runs statements on the source, which is then as a careless tool left it.
    void source(std::string_view sql) {
        open_session(source_url(), Access::write)->run_script("PRAGMA foreign_keys = OFF; " + std::string(sql));
    }

    DjangoImport run() { return run_from(*open_session(source_url(), Access::read)); }
    DjangoImport run_from(Session& source) {
        return import_django(source, *target_, [&](std::string_view resource, std::int64_t done, std::int64_t total) {
            CHECK(done <= total);
            progress.push_back(std::string(resource) + " " + std::to_string(done) + "/" + std::to_string(total));
        });
    }

    template <class T>
    T get(const Resource& resource, Id id) {
        return target_->read([&](Session& session) {
            const auto record = load(session, resource, id);
            REQUIRE(record);
            return static_cast<const T&>(*record);
        });
    }
    std::int64_t integer(std::string_view sql) {
        return target_->read([&](Session& session) { return session.integer(sql); });
    }
    template <class T, class F>
    void change(const Resource& resource, Id id, F&& f) {
        target_->write([&](Session& session) {
            const auto before = load(session, resource, id);
            const auto after = resource.copy(*before);
            f(static_cast<T&>(*after));
            update(session, resource, catalogue(), {admin_, {}, {}}, *before, *after, now());
        });
    }
    void add(const Resource& resource, Record& record) {
        target_->write([&](Session& session) {
            create(session, resource, catalogue(), {admin_, {}, {}}, record, now());
        });
    }
    void remove(const Resource& resource, Id id) {
        target_->write([&](Session& session) {
            crm::remove(session, resource, catalogue(), {admin_, {}, {}}, *load(session, resource, id), now());
        });
    }
    // Everything that the target holds, but for the log.
    std::string dump() {
        std::string out;
        for (const Resource* resource : catalogue().all())
            target_->read([&](Session& session) {
                const Output output(*resource, Role::admin);
                session.query(output.select() + " FROM " + std::string(resource->name) + " ORDER BY id", {},
                              [&](const Row& row) { return output.append_json(out += '\n', row), true; });
            });
        return out;
    }
    // The text of one table's columns, without times that differ from run to run.
    std::string names_of_customers() {
        std::string out;
        target_->read([&](Session& session) {
            session.query("SELECT id, name, email, phone, address, user_id FROM customers ORDER BY id", {},
                          [&](const Row& row) {
                              out += std::to_string(row.integer(0)) + " " + std::to_string(row.integer(5));
                              for (int column = 1; column < 5; ++column) (out += '|') += row.text(column);
                              return true;
                          });
        });
        return out;
    }
    void check_log() {
        target_->read([&](Session& session) {
            verify(session, catalogue(), [](const std::string& sentence) { FAIL_CHECK(sentence); });
        });
    }

    std::vector<std::string> progress;

private:
    std::string folder_;
    std::unique_ptr<Database> target_;
    User admin_{.id = 2, .username = "admin", .role = Role::admin, .is_active = true, .token_version = 0};
};

inline const DjangoImport::Count& count(const DjangoImport& result, std::string_view resource) {
    const auto at =
        std::find_if(result.counts.begin(), result.counts.end(), [&](auto& c) { return c.resource == resource; });
    REQUIRE(at != result.counts.end());
    return *at;
}

inline bool is_noted(const DjangoImport& result, std::string_view beginning) {
    return std::any_of(result.notes.begin(), result.notes.end(),
                       [&](const std::string& note) { return note.starts_with(beginning); });
}

inline std::int64_t sum(const DjangoImport& result, std::int64_t DjangoImport::Count::*which) {
    std::int64_t total = 0;
    for (const auto& c : result.counts) total += c.*which;
    return total;
}

inline std::string message_of(Move& move) {
    try {
        move.run();
    } catch (const Error& e) {
        return e.message;
    }
    return "no error";
}

}  // namespace crm::import_tests
