// This program once more, serving a database in a process of its own, for what can only be measured from outside.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

#include "app/config.hpp"

namespace crm {

class ServerProcess {
public:
    // Starts it and waits until /healthz answers. Throws Stop when that takes longer than half a minute.
    explicit ServerProcess(const Config&);
    ~ServerProcess();  // ends it
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    double start_ms() const { return start_ms_; }  // from exec to the first answer
    // Reads a whole answer and forgets it; the number of its bytes. Throws Stop unless it is 200 and complete.
    std::int64_t get(const std::string& target, const std::string& authorization, const std::string& accept) const;
    double cpu_seconds() const;  // used so far
    double peak_mib() const;     // resident memory so far

private:
    bool is_healthy() const;

    pid_t child_ = 0;
    std::uint16_t port_ = 0;
    double start_ms_ = 0;
};

}  // namespace crm
