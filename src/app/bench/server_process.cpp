// Sockets of the simplest kind, and the numbers of /proc.
#include "app/bench/server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "app/exit_code.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(30);

class Socket {
public:
    Socket() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~Socket() { ::close(fd_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    static sockaddr_in local(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    bool connect(std::uint16_t port) const {
        const sockaddr_in address = local(port);
        return ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    std::uint16_t free_port() const {
        sockaddr_in address = local(0);
        socklen_t size = sizeof address;
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw Stop(ExitCode::failed, "No port is free on 127.0.0.1.");
        return ntohs(address.sin_port);
    }
    bool send(std::string_view text) const {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }
    std::string_view receive() {
        const ssize_t size = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
        return {buffer_.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

private:
    int fd_;
    std::array<char, 65536> buffer_{};
};

std::string request(const std::string& target, const std::string& more) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "Connection: close\r\n\r\n";
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

std::string file_of(pid_t process, const char* name) {
    std::ifstream file("/proc/" + std::to_string(process) + "/" + name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

ServerProcess::ServerProcess(const Config& config) : port_(Socket().free_port()) {
    std::vector<std::string> arguments{"connectcrm", "serve"};
    std::vector<std::string> environment{"DATABASE_URL=sqlite:///" + percent_encode(config.database.path),
                                         "CONNECTCRM_SECRET_KEY=" + config.secret_key, "HOST=127.0.0.1",
                                         "PORT=" + std::to_string(port_),
                                         "SQLITE_CACHE=" + std::to_string(config.database_limits.sqlite_cache_kib)};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    const auto start = Clock::now();
    const int failed = posix_spawn(&child_, "/proc/self/exe", &actions, nullptr, pointers(arguments).data(),
                                   pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw Stop(ExitCode::failed, "The server cannot be started.");
    while (!is_healthy()) {
        const bool has_ended = ::waitpid(child_, nullptr, WNOHANG) == child_;
        if (has_ended) child_ = 0;
        if (!has_ended && Clock::now() - start < patience) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            continue;
        }
        if (child_ > 0) ::kill(child_, SIGKILL), ::waitpid(child_, nullptr, 0);
        throw Stop(ExitCode::failed, "The server did not start on " + config.database.path + ".");
    }
    start_ms_ = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

ServerProcess::~ServerProcess() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
}

bool ServerProcess::is_healthy() const {
    Socket socket;
    return socket.connect(port_) && socket.send(request("/healthz", "")) &&
           socket.receive().starts_with("HTTP/1.1 200");
}

std::int64_t ServerProcess::get(const std::string& target, const std::string& authorization,
                                const std::string& accept) const {
    Socket socket;
    std::string start, end;
    std::int64_t size = 0;
    if (socket.connect(port_) &&
        socket.send(request(target, "Authorization: " + authorization + "\r\nAccept: " + accept + "\r\n"))) {
        for (auto piece = socket.receive(); !piece.empty(); piece = socket.receive()) {
            if (start.size() < 16) start += piece.substr(0, 16);
            end.append(piece.substr(piece.size() - std::min<std::size_t>(piece.size(), 8)));
            if (end.size() > 8) end.erase(0, end.size() - 8);
            size += std::ssize(piece);
        }
    }
    if (!start.starts_with("HTTP/1.1 200") || !end.ends_with("\r\n0\r\n\r\n"))
        throw Stop(ExitCode::failed, target + " was not answered whole: " + start);
    return size;
}

double ServerProcess::cpu_seconds() const {
    const std::string text = file_of(child_, "stat");
    std::istringstream rest(text.substr(text.rfind(')') + 2));
    std::string skipped;
    double user = 0, system = 0;
    for (int i = 0; i < 11; ++i) rest >> skipped;  // up to the 14th and 15th of proc(5)
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double ServerProcess::peak_mib() const {
    const std::string text = file_of(child_, "status");
    const auto at = text.find("VmHWM:");
    return at == text.npos ? 0 : std::stod(text.substr(at + 6)) / 1024;
}

}  // namespace crm
