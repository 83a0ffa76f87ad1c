// Talking with the person at the terminal: questions, secrets without echo, progress.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crm {

bool is_interactive();  // standard input is a terminal

std::optional<std::string> read_line();      // from standard input, without its end; nullopt at the end of the input
std::string ask(std::string_view question);  // throws Stop(failed) at the end of the input
std::string ask_secret(std::string_view question);  // not echoed; the terminal is put right again when interrupted

// A bar on standard error while something long runs; silent when that is not a terminal.
class ProgressBar {
public:
    ProgressBar();
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void show(std::string_view label, std::int64_t done, std::int64_t total);  // total 0: unknown
    void clear();

private:
    bool on_, shown_ = false;
    std::string label_;
    std::chrono::steady_clock::time_point next_{};
};

// `users  [#########...........]  45 %  123/270`, at most 79 columns.
std::string progress_line(std::string_view label, std::int64_t done, std::int64_t total);

}  // namespace crm
