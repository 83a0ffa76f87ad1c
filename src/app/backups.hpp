// Backups by download: a checked copy in a file without a name, and a ticket that fetches it once.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"
#include "resource/view.hpp"

namespace crm {

inline constexpr int backup_ticket_lifetime_s = 5 * 60;
inline constexpr int max_backups = 2;  // at a time: being made, waiting for their ticket, or on their way

class BackupFile;

// What was made and not fetched, known to this process alone. For all threads.
class Backups {
public:
    explicit Backups(const Config& config, int lifetime_s = backup_ticket_lifetime_s)
        : config_(config), lifetime_s_(lifetime_s) {}

    struct Made {
        std::string ticket;  // 256 random bits
        std::string name;    // `connectcrm-2026-11-29T1700Z.db`, `….sql`
        std::uint64_t bytes = 0;
        Timestamp expires_at;
        bool fits = true;  // false: verify would find something, in the copy as in the database
    };
    // Takes as long as the copy and its check. Throws Error(unavailable) when there are too many already, or a program
    // is missing; whatever the copy throws.
    Made make();
    // Null when the ticket is good for nothing. Once taken it is.
    std::shared_ptr<const BackupFile> look(std::string_view ticket) const;
    std::shared_ptr<const BackupFile> take(std::string_view ticket);
    void clear_away();  // files whose tickets have expired

private:
    struct Waiting {
        std::shared_ptr<const BackupFile> file;
        Timestamp expires_at;
    };

    const Config& config_;
    const int lifetime_s_;
    std::atomic<int> places_taken_ = 0;  // files give theirs back
    mutable std::mutex mutex_;
    std::map<std::string, Waiting, std::less<>> waiting_;  // by the SHA-256 of the ticket
};

// `/api/system/backups/` and what its tickets fetch. All must outlive the routes.
std::vector<Route> backup_routes(const Api&, Backups&);

}  // namespace crm
