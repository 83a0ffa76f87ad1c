// The original's tables (Django's names, SQLite or MySQL), read as records of ours.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "resource/resource.hpp"

namespace crm {

// A record with the id it has there, and sentences about what could not be read as it stands.
struct DjangoRow {
    std::unique_ptr<Record> record;
    std::vector<std::string> notes;
};

struct DjangoTable {
    struct Column {
        std::string_view name;
        bool is_time = false;
    };
    std::string_view name;
    std::span<const Column> columns;  // after the id
    const Resource& (*resource)();
    void (*read)(const Row&, DjangoRow&);
};

// Each after those it refers to.
std::span<const DjangoTable> django_tables();

// The rows as of one moment, for as long as this lives. Throws Error(bad_request) where it is no database of the
// original.
class DjangoSource {
public:
    explicit DjangoSource(Session&);
    DjangoSource(const DjangoSource&) = delete;
    DjangoSource& operator=(const DjangoSource&) = delete;
    ~DjangoSource();

    std::int64_t count(const DjangoTable&);
    // The next rows by id.
    std::vector<DjangoRow> read_after(const DjangoTable&, Id, std::size_t at_most);
    bool has_user(std::string_view username);  // without regard to the case of ASCII

private:
    Session& session_;
    bool is_ours_ = false;
};

// "customers 7"
std::string where(const Resource&, const Record&);
// Text as it stands in a sentence: in quotes, cut where it is long, control characters escaped.
std::string quoted(std::string_view);

}  // namespace crm
