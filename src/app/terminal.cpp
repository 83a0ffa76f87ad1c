// Terminal input and output by termios.
#include "app/terminal.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "app/exit_code.hpp"

namespace crm {
namespace {

termios visible;

// Only calls that are allowed in a signal handler.
void restore_and_die(int signal) {
    tcsetattr(STDIN_FILENO, TCSANOW, &visible);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

// Switches the echo off, and on again however the question ends.
class WithoutEcho {
public:
    WithoutEcho() {
        if (tcgetattr(STDIN_FILENO, &visible) != 0) return;
        for (std::size_t i = 0; i < signals.size(); ++i) {
            struct sigaction action {};
            action.sa_handler = restore_and_die;
            sigaction(signals[i], &action, &former_[i]);
        }
        termios hidden = visible;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        hidden.c_lflag |= ECHONL;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
        changed_ = true;
    }
    ~WithoutEcho() {
        if (!changed_) return;
        tcsetattr(STDIN_FILENO, TCSANOW, &visible);
        for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &former_[i], nullptr);
    }
    WithoutEcho(const WithoutEcho&) = delete;
    WithoutEcho& operator=(const WithoutEcho&) = delete;

private:
    static constexpr std::array<int, 4> signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    std::array<struct sigaction, signals.size()> former_{};
    bool changed_ = false;
};

}  // namespace

bool is_interactive() { return isatty(STDIN_FILENO) != 0; }

std::optional<std::string> read_line() {
    std::string line;
    if (!std::getline(std::cin, line)) return {};
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::string ask(std::string_view question) {
    std::cerr << question << std::flush;
    if (auto line = read_line()) return *line;
    throw Stop(ExitCode::failed, "The input ended before an answer was given.");
}

std::string ask_secret(std::string_view question) {
    const WithoutEcho without_echo;
    return ask(question);
}

ProgressBar::ProgressBar() : on_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(std::string_view label, std::int64_t done, std::int64_t total) {
    if (!on_) return;
    const auto time = std::chrono::steady_clock::now();
    if (label_ == label && done != total && time < next_) return;
    next_ = time + std::chrono::milliseconds(100);
    label_ = label;
    shown_ = true;
    std::cerr << '\r' << progress_line(label, done, total) << "\x1b[K" << std::flush;
}

void ProgressBar::clear() {
    if (shown_) std::cerr << "\r\x1b[K" << std::flush;
    shown_ = false;
}

std::string progress_line(std::string_view label, std::int64_t done, std::int64_t total) {
    constexpr std::int64_t width = 30;
    const std::string_view name = label.substr(0, 20);
    if (total <= 0) return fmt::format("{:<20} {}", name, done);
    const std::int64_t part = std::clamp<std::int64_t>(done, 0, total);
    const auto filled = static_cast<std::size_t>(part * width / total);
    return fmt::format("{:<20} [{}{}] {:3} %  {}/{}", name, std::string(filled, '#'), std::string(width - filled, '.'),
                       part * 100 / total, done, total);
}

}  // namespace crm
