// For tests: temporary files go elsewhere, or find no room.
#pragma once
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <string>

namespace crm::test {

// TMPDIR, while it lives.
class TemporaryFolder {
public:
    explicit TemporaryFolder(const char* path) { ::setenv("TMPDIR", path, 1); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { known_ ? ::setenv("TMPDIR", before_.c_str(), 1) : ::unsetenv("TMPDIR"); }

private:
    const bool known_ = std::getenv("TMPDIR") != nullptr;
    const std::string before_ = known_ ? std::getenv("TMPDIR") : "";
};

// While it lives, no file of this process grows beyond `bytes`.
class FullDisk {
public:
    explicit FullDisk(std::size_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*const handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

}  // namespace crm::test
