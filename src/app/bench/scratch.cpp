// The note beside a kept database says what is in it, and is written when it is.
#include "app/bench/scratch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "app/exit_code.hpp"
#include "app/prepare.hpp"
#include "app/terminal.hpp"
#include "base/json.hpp"

namespace crm {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr auto between_lines = std::chrono::seconds(5);

std::string note_of(const SampleSize& size) {
    std::string text;
    json::Object note(text);
    for (const SampleOption& option : sample_options()) note.integer(option.name, size.*option.member);
    note.end();
    return text + "\n";
}

std::string read(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line + "\n";
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// A bar on a terminal, else a line now and then; both with the speed of what is under way.
class Shown {
public:
    void show(std::string_view what, std::int64_t done, std::int64_t of) {
        bar_.show(what, done, of);
        if (isatty(STDERR_FILENO) != 0) return;
        if (what != what_) what_ = what, since_ = Clock::now(), next_ = since_ + between_lines;
        if (Clock::now() < next_) return;
        next_ = Clock::now() + between_lines;
        std::cerr << fmt::format("{}  {:.0f} rows/s\n", progress_line(what, done, of),
                                 static_cast<double>(done) / seconds_since(since_));
    }
    void clear() { bar_.clear(); }

private:
    ProgressBar bar_;
    std::string what_;
    Clock::time_point since_, next_;
};

}  // namespace

ScratchFolder::ScratchFolder(const std::string& kept) : is_kept_(!kept.empty()) {
    std::error_code error;
    if (is_kept_) {
        path_ = fs::absolute(kept);
        fs::create_directories(path_, error);
    } else {
        std::string pattern = (fs::temp_directory_path(error) / "connectcrm-bench-XXXXXX").string();
        if (!error && ::mkdtemp(pattern.data()) == nullptr) error = std::error_code(errno, std::generic_category());
        path_ = pattern;
    }
    if (error) throw Stop(ExitCode::failed, path_.string() + ": " + error.message());
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    if (!is_kept_) fs::remove_all(path_, ignored);
}

Filled fill_scratch(const Config& config, const ScratchFolder& folder, const Sample& sample) {
    const std::string note = note_of(sample.size());
    if (fs::exists(folder.database()) && read(folder.note()) == note && database_state(config) == SchemaState::current)
        return {};
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(folder.database().string() + suffix);
    fs::remove(folder.note());

    const auto start = Clock::now();
    prepare_database(config, true);
    Shown shown;
    const auto session = open_session(config.database, Access::write, config.database_limits);
    fill(*session, sample,
         [&](std::string_view what, std::int64_t done, std::int64_t of) { shown.show(what, done, of); });
    shown.clear();
    Filled filled{seconds_since(start), 0};
    for (const Resource* resource : filled_resources())
        filled.rows += session->integer("SELECT COUNT(*) FROM " + std::string(resource->name));
    std::ofstream(folder.note()) << note;
    return filled;
}

}  // namespace crm
