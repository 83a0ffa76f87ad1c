// Temporary files with Linux's O_TMPFILE, or with a name that is taken away at once.
#include "base/temporary_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/errors.hpp"

namespace crm {
namespace {

[[noreturn]] void fail(const std::string& what, int error) {
    const std::string detail = what + ": " + std::generic_category().message(error);
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        throw Error(Condition::out_of_storage, "There is not enough disk space for this request.", detail);
    throw Error(Condition::internal, "Internal server error.", detail);
}

// A call that a signal may interrupt.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

int open_unnamed() {
    std::error_code error;
    const std::string folder = std::filesystem::temp_directory_path(error);
    if (error) fail("the folder for temporary files (TMPDIR)", error.value());
    int fd = uninterrupted([&] { return ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); });
    if (fd >= 0) return fd;
    // File systems that do not know O_TMPFILE say so in several ways; where the reason is another one, it is met again.
    std::string path = folder + "/connectcrm-XXXXXX";
    fd = uninterrupted([&] { return ::mkostemp(path.data(), O_CLOEXEC); });
    if (fd < 0) fail("a temporary file in " + folder, errno);
    if (::unlink(path.c_str()) == 0) return fd;
    const int reason = errno;
    ::close(fd);
    fail(path, reason);
}

}  // namespace

TemporaryFile::TemporaryFile() : fd_(open_unnamed()) {}
TemporaryFile::~TemporaryFile() { ::close(fd_); }

void TemporaryFile::append(std::string_view text) {
    for (auto at = size_; !text.empty();) {
        const auto count =
            uninterrupted([&] { return ::pwrite(fd_, text.data(), text.size(), static_cast<off_t>(at)); });
        if (count < 0) fail("writing a temporary file", errno);
        at += static_cast<std::uint64_t>(count);
        text.remove_prefix(static_cast<std::size_t>(count));
        // What a later write fails at stays behind the end, where the next append() overwrites it.
        if (text.empty()) size_ = at;
    }
}

std::size_t TemporaryFile::read(std::uint64_t offset, std::span<char> into) const {
    if (offset >= size_) return 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
    std::size_t done = 0;
    while (done < wanted) {
        const auto count = uninterrupted(
            [&] { return ::pread(fd_, into.data() + done, wanted - done, static_cast<off_t>(offset + done)); });
        if (count < 0) fail("reading a temporary file", errno);
        if (count == 0) fail("a temporary file is shorter than was written", EIO);
        done += static_cast<std::size_t>(count);
    }
    return done;
}

}  // namespace crm
