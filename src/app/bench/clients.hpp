// People who use the app at the same time, each sending the next request as soon as the last is answered.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/dispatch.hpp"
#include "crm/bench/tasks.hpp"

namespace crm {

struct Times {
    std::vector<double> ms;  // of each time that the task was done, sorted
    std::int64_t refused = 0;
    double seconds = 0;
    double percentile(int of) const;  // 0 when there is none
    double rate() const { return seconds == 0 ? 0 : static_cast<double>(ms.size()) / seconds; }
};

struct Pace {
    unsigned clients = 1;
    double seconds = 0;               // how long
    std::size_t least = 0, most = 0;  // how often: at least so often even when it takes longer
};

// In place of the sockets: requests come from as many threads as the server has for them, and run where its would.
class Clients {
public:
    explicit Clients(const App&);

    // Throws Stop when an answer is neither 2xx nor 503 for a full queue.
    Times run(const Task&, const Pace&);
    unsigned threads() const { return threads_; }
    // One request, answered whole.
    Response ask(const Ask&, Id user);

private:
    class Round;
    const std::string& authorization(Id user);
    Request request(const Ask&, Id user);

    const unsigned threads_;
    Tokens tokens_;
    Dispatch dispatch_;
    std::map<Id, std::string> authorizations_;
    // Others in each run, because writing what stands there already is no write.
    std::int64_t rounds_ = now().micros;
};

}  // namespace crm
