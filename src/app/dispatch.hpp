// Where requests run: on SQLite short reads on the io thread, writes on the one writer thread; on servers a pool;
// passwords and long lists on pools of their own everywhere, and what asks how the server is where none of that is in
// its way.
#pragma once
#include <memory>
#include <vector>

#include "app/app.hpp"
#include "app/pool.hpp"
#include "http/server.hpp"

namespace crm {

class Dispatch {
public:
    Dispatch(const App&, unsigned io_threads);

    // What requests handled on one thread share, their reads and their lines of the log, lasts until end_turn().
    void handle(Request, Server::Reply);
    void end_turn(unsigned worker);
    std::size_t queued() const;

private:
    struct Task;
    void run_on(Pool&, std::shared_ptr<Task>);
    void run_on_writer(std::shared_ptr<Task>);

    const App& app_;
    std::vector<std::unique_ptr<Database>> readers_;  // one for each io thread; opened on SQLite alone
    std::unique_ptr<Writer> writer_;                  // SQLite
    std::unique_ptr<Pool> pool_;                      // servers: short reads and writes
    std::unique_ptr<Pool> hash_, long_, probe_;
};

}  // namespace crm
