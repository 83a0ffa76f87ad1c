// Writes every minute when API keys were last used, and clears away every hour what no longer matters: expired refresh
// tokens, old counts of failed sign-ins, kept answers. Backups that nobody fetched go within a minute.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/backups.hpp"
#include "app/config.hpp"
#include "auth/api_key.hpp"

namespace crm {

class Housekeeping {
public:
    Housekeeping(const Config&, KeyUses&, Backups&);
    ~Housekeeping();  // writes the last uses

private:
    void work();
    void attempt(FunctionRef<void(Database&)>);

    const Config& config_;
    KeyUses& key_uses_;
    Backups& backups_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace crm
