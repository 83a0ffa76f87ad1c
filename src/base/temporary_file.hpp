// A file that has no name and is gone when it is closed, for what is too long for memory.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace crm {

// In TMPDIR, or /tmp where that is not set; nobody else can open it. What fails is thrown as Error: out_of_storage
// where the disk, a quota or the process's limit of a file's size is full, else internal. Threads may read at the same
// time.
class TemporaryFile {
public:
    TemporaryFile();
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    // All of it or, where it throws, nothing.
    void append(std::string_view);
    // From `offset` bytes on; answers how many bytes were read: fewer than asked for only at the end of the file.
    std::size_t read(std::uint64_t offset, std::span<char> into) const;
    std::uint64_t size() const { return size_; }

private:
    const int fd_;
    std::uint64_t size_ = 0;
};

}  // namespace crm
