// Other programs by posix_spawn.
#include "base/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/errors.hpp"

namespace crm {
namespace {

constexpr std::size_t most_errors = 4000;

std::string variable(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value && *value ? value : otherwise;
}

std::string search_path() { return variable("PATH", "/usr/local/bin:/usr/bin:/bin"); }

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

std::string read_to_the_end(int fd) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t size = ::read(fd, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(size));
        if (text.size() > most_errors) text.erase(0, text.size() - most_errors);
    }
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

[[noreturn]] void refuse(const Program& program, int error) {
    throw Error(Condition::internal, program.name + " cannot be started: " + std::strerror(error) + ".");
}

struct Actions {
    Actions() { posix_spawn_file_actions_init(&list); }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
    ~Actions() { posix_spawn_file_actions_destroy(&list); }
    posix_spawn_file_actions_t list{};
};

// A server keeps signals from its threads; what it starts is to end by them all the same.
struct Attributes {
    Attributes() {
        posix_spawnattr_init(&all);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&all, &none);
        posix_spawnattr_setflags(&all, POSIX_SPAWN_SETSIGMASK);
    }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    ~Attributes() { posix_spawnattr_destroy(&all); }
    posix_spawnattr_t all{};
};

}  // namespace

bool can_run(const std::string& name) {
    const std::string path = search_path();
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find(':', at), path.size());
        const auto file = std::filesystem::path(path.substr(at, end - at)) / name;
        if (::access(file.c_str(), X_OK) == 0) return true;
        at = end + 1;
    }
    return false;
}

Ended run(const Program& program) {
    std::vector<std::string> arguments{program.name},
        environment{"PATH=" + search_path(), "LANG=C.UTF-8", "HOME=" + variable("HOME", "/")};
    arguments.insert(arguments.end(), program.arguments.begin(), program.arguments.end());
    for (const auto& [name, value] : program.environment) environment.push_back(name + "=" + value);

    std::array<int, 2> errors{};
    if (::pipe2(errors.data(), O_CLOEXEC) != 0) refuse(program, errno);
    Actions actions;
    const auto open = [&](int fd, const std::string& path, int flags) {
        posix_spawn_file_actions_addopen(&actions.list, fd, path.empty() ? "/dev/null" : path.c_str(), flags, 0600);
    };
    open(STDIN_FILENO, program.input, O_RDONLY);
    open(STDOUT_FILENO, program.output, O_WRONLY | O_CREAT | O_TRUNC);
    posix_spawn_file_actions_adddup2(&actions.list, errors[1], STDERR_FILENO);

    pid_t child = 0;
    const Attributes attributes;
    const int failed = posix_spawnp(&child, program.name.c_str(), &actions.list, &attributes.all,
                                    pointers(arguments).data(), pointers(environment).data());
    ::close(errors[1]);
    if (failed != 0) {
        ::close(errors[0]);
        refuse(program, failed);
    }
    Ended ended;
    ended.errors = read_to_the_end(errors[0]);
    ::close(errors[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ended.well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return ended;
}

}  // namespace crm
