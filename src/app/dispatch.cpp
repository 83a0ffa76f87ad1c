// Which queue a request goes to, and what happens when it is full.
#include "app/dispatch.hpp"

#include "base/log.hpp"

namespace crm {
namespace {

constexpr std::size_t probe_queue = 100;

std::exception_ptr overloaded() {
    Error error(Condition::unavailable, "The server is busy. Try again in a moment.", "queue full");
    error.retry_after = 1;
    return std::make_exception_ptr(error);
}

}  // namespace

struct Dispatch::Task {
    Request request;
    App::Plan plan;
    Server::Reply reply;
    Response response;

    void send(const App& app) {
        if (request.method != "GET") app.live_feed().look_soon();
        try {
            send_once(app);
        } catch (...) {
            // What a stream throws. An answer that has begun breaks off, and nobody hears this one; the log does.
            response = app.refuse(request, plan, std::current_exception());
            send_once(app);
        }
    }

    void send_once(const App& app) {
        app.finish(request, plan, response);
        reply(std::move(response));
    }
};

Dispatch::Dispatch(const App& app, unsigned io_threads) : app_(app) {
    const Config& config = app.config();
    Pool::Open open = [&config] { return open_database(config.database, config.database_limits); };
    if (config.database.engine == Engine::sqlite) {
        writer_ =
            std::make_unique<Writer>(config.database, config.database_limits, config.write_queue, config.write_batch);
        open = [this, &config] { return open_queued_database(config.database, config.database_limits, *writer_); };
        for (unsigned i = 0; i < io_threads; ++i)
            readers_.push_back(
                open_queued_database(config.database, config.database_limits, *writer_, Snapshots::shared));
    } else {
        const auto open_and_hold = [open] {
            log::hold();
            return open();
        };
        const auto write_log = [] {
            log::release();
            log::hold();
        };
        pool_ = std::make_unique<Pool>(config.database_pool, config.pool_queue, open_and_hold, write_log);
        for (unsigned i = 0; i < io_threads; ++i) readers_.push_back(open());
    }
    hash_ = std::make_unique<Pool>(config.hash_threads, config.hash_queue, open);
    long_ = std::make_unique<Pool>(config.long_threads, config.long_queue, open);
    probe_ = std::make_unique<Pool>(1, probe_queue, open);
}

std::size_t Dispatch::queued() const {
    return hash_->queued() + long_->queued() + (pool_ ? pool_->queued() : 0) + (writer_ ? writer_->queued() : 0);
}

void Dispatch::end_turn(unsigned worker) {
    if (worker < readers_.size()) readers_[worker]->end_snapshot();
    log::release();
}

void Dispatch::handle(Request request, Server::Reply reply) {
    log::hold();
    auto task = std::make_shared<Task>();
    task->request = std::move(request);
    task->reply = std::move(reply);
    task->plan = app_.plan(task->request);
    if (task->plan.ready) {
        task->response = std::move(*task->plan.ready);
        return task->send(app_);
    }
    switch (task->plan.work) {
        case Work::hash:
            return run_on(*hash_, std::move(task));
        case Work::long_running:
            return run_on(*long_, std::move(task));
        case Work::write:
            if (writer_) return run_on_writer(std::move(task));
            return run_on(*pool_, std::move(task));
        case Work::probe:
            return run_on(*probe_, std::move(task));
        case Work::read:
            if (pool_) return run_on(*pool_, std::move(task));
            [[fallthrough]];
        case Work::none:
            task->response = app_.run(task->request, task->plan, *readers_.at(task->request.worker));
            return task->send(app_);
    }
}

void Dispatch::run_on(Pool& pool, std::shared_ptr<Task> task) {
    const bool queued = pool.submit([this, task](Database& database) {
        task->response = app_.run(task->request, task->plan, database);
        task->send(app_);
    });
    if (queued) return;
    task->response = app_.refuse(task->request, task->plan, overloaded());
    task->send(app_);
}

void Dispatch::run_on_writer(std::shared_ptr<Task> task) {
    const bool queued = writer_->submit(
        {[this, task](Database& database) { task->response = app_.run(task->request, task->plan, database); },
         [this, task](std::exception_ptr failure) {
             // The answer was made, but what it says was not committed.
             if (failure) task->response = app_.refuse(task->request, task->plan, failure);
             task->send(app_);
         }});
    if (queued) return;
    task->response = app_.refuse(task->request, task->plan, overloaded());
    task->send(app_);
}

}  // namespace crm
