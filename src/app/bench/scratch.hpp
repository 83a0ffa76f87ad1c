// A database to measure on: in a temporary folder that goes away, or in one that is kept.
#pragma once
#include <filesystem>

#include "app/config.hpp"
#include "crm/bench/fill.hpp"

namespace crm {

class ScratchFolder {
public:
    explicit ScratchFolder(const std::string& kept);  // empty: a temporary one
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::filesystem::path database() const { return path_ / "connectcrm-bench.db"; }
    std::filesystem::path note() const { return path_ / "connectcrm-bench.json"; }

private:
    std::filesystem::path path_;
    bool is_kept_;
};

struct Filled {
    double seconds = 0;  // 0 where a database of the same size was there
    std::int64_t rows = 0;
};

// Makes and fills config.database in the folder, or takes the one that is there.
Filled fill_scratch(const Config&, const ScratchFolder&, const Sample&);

}  // namespace crm
