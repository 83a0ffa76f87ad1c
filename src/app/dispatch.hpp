// Where requests run: on SQLite short reads on the io thread, writes on the one writer thread; on servers a pool;
// passwords and long lists on pools of their own everywhere.
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

    void handle(Request, Server::Reply);
    std::size_t queued() const;

private:
    struct Task;
    void run_on(Pool&, std::shared_ptr<Task>);
    void run_on_writer(std::shared_ptr<Task>);

    const App& app_;
    std::vector<std::unique_ptr<Database>> readers_;  // SQLite: one for each io thread
    std::unique_ptr<Writer> writer_;                  // SQLite
    std::unique_ptr<Pool> pool_;                      // servers: short reads and writes
    std::unique_ptr<Pool> hash_, long_;
};

}  // namespace crm
