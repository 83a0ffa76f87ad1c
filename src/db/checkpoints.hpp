// Brings what was committed from SQLite's write-ahead log into the database file, on a thread of its own: done by the
// writer, it would hold up everybody who waits for a commit.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "db/source.hpp"

namespace crm {

class Checkpoints {
public:
    Checkpoints(const DatabaseUrl&, const SourceLimits&);
    ~Checkpoints();

    void note(std::int64_t wal_pages);  // after a commit; from any thread

private:
    void run();
    std::int64_t checkpoint(Session&);  // how many pages of the log have been brought over

    const DatabaseUrl url_;
    const SourceLimits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::int64_t pages_ = 0, done_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all the others
};

}  // namespace crm
