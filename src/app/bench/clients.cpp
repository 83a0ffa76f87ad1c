// Each thread has a queue of the clients whose turn it is; an answer puts its client back into it.
#include "app/bench/clients.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "app/exit_code.hpp"
#include "http/request_head.hpp"

namespace crm {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t stream_of_clients = 100;
constexpr int token_lifetime_s = 86'400;

class Nowhere final : public Sink {
public:
    bool write(std::string_view) override { return true; }
};

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

double Times::percentile(int of) const {
    if (ms.empty()) return 0;
    const std::size_t rank = (ms.size() * static_cast<std::size_t>(of) + 99) / 100;
    return ms[std::clamp<std::size_t>(rank, 1, ms.size()) - 1];
}

class Clients::Round {
public:
    Round(Clients& owner, const Task& task, const Pace& pace)
        : owner_(owner), task_(task), pace_(pace), queues_(owner.threads_), working_(pace.clients) {
        for (Id user = task.first_user; user <= task.last_user; ++user) owner.authorization(user);
        ++owner.rounds_;
        for (unsigned i = 0; i < pace.clients; ++i) {
            people_.push_back({task.first_user + i % (task.last_user - task.first_user + 1),
                               i % owner.threads_,
                               Draw(stream_of_clients, i, owner.rounds_),
                               {},
                               0,
                               {}});
        }
    }

    Times run() {
        started_ = Clock::now();
        for (Person& person : people_) begin(person);
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < owner_.threads_; ++i) threads.emplace_back([this, i] { work(i); });
        for (std::thread& thread : threads) thread.join();
        times_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
        if (!failure_.empty()) throw Stop(ExitCode::failed, failure_);
        std::sort(times_.ms.begin(), times_.ms.end());
        return std::move(times_);
    }

private:
    struct Person {
        Id user;
        unsigned thread;
        Draw draw;
        std::vector<Ask> asks;
        std::size_t at;
        Clock::time_point since;
    };

    void begin(Person& person) {
        person.asks = task_.make(person.draw);
        person.at = 0;
        person.since = Clock::now();
        enqueue(person);
    }

    void enqueue(Person& person) {
        const std::lock_guard lock(mutex_);
        queues_[person.thread].push_back(&person);
        more_.notify_all();
    }

    void work(unsigned thread) {
        for (;;) {
            Person* person = nullptr;
            {
                std::unique_lock lock(mutex_);
                more_.wait(lock, [&] { return !queues_[thread].empty() || working_ == 0; });
                if (queues_[thread].empty()) return;
                person = queues_[thread].front();
                queues_[thread].pop_front();
            }
            Request request = owner_.request(person->asks[person->at], person->user);
            request.worker = thread;
            owner_.dispatch_.handle(std::move(request),
                                    [this, person](Response response) { answered(*person, response); });
            owner_.dispatch_.end_turn(thread);
        }
    }

    void answered(Person& person, Response& response) {
        Nowhere nowhere;
        if (response.stream) response.stream(nowhere);
        const auto end = Clock::now();
        const bool refused = response.status == 503;
        bool over = false;
        {
            const std::lock_guard lock(mutex_);
            if (refused) {
                ++times_.refused;
            } else if (response.status < 200 || response.status > 299) {
                const Ask& ask = person.asks[person.at];
                failure_ = ask.method + " " + ask.target + " was answered " + std::to_string(response.status) + " " +
                           response.body.substr(0, 300) + response.error_detail;
            } else if (person.at + 1 == person.asks.size()) {
                times_.ms.push_back(milliseconds(end - person.since));
            }
            const double seconds = std::chrono::duration<double>(end - started_).count();
            const std::size_t done = times_.ms.size() + static_cast<std::size_t>(times_.refused);
            over = !failure_.empty() || (done >= pace_.least && (seconds >= pace_.seconds || done >= pace_.most));
            if (over && --working_ == 0) more_.notify_all();
        }
        if (over) return;
        if (!refused && ++person.at < person.asks.size()) return enqueue(person);
        begin(person);
    }

    Clients& owner_;
    const Task& task_;
    const Pace pace_;
    std::deque<Person> people_;  // whose addresses stay
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<std::deque<Person*>> queues_;
    unsigned working_;
    Clock::time_point started_;
    Times times_;
    std::string failure_;
};

Clients::Clients(const App& app)
    : threads_(app.config().server.threads != 0 ? app.config().server.threads
                                                : std::max(1U, std::thread::hardware_concurrency())),
      tokens_({app.config().secret_key, {}}, token_lifetime_s, token_lifetime_s),
      dispatch_(app, threads_) {}

Times Clients::run(const Task& task, const Pace& pace) { return Round(*this, task, pace).run(); }

const std::string& Clients::authorization(Id user) {
    std::string& text = authorizations_[user];
    if (text.empty()) text = "Bearer " + tokens_.issue(tokens_.access_from(tokens_.new_refresh(user, 0, now()), now()));
    return text;
}

Request Clients::request(const Ask& ask, Id user) {
    std::string head = ask.method + " " + ask.target +
                       " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorizations_.at(user) +
                       "\r\nAccept: application/json\r\n";
    if (!ask.body.empty()) head += "Content-Type: application/json\r\n";
    Request request;
    Framing framing;
    request.started = Clock::now();
    if (const Refusal refusal = parse_head(head + "\r\n", request, framing))
        throw Stop(ExitCode::failed, ask.target + ": " + std::string(refusal.reason));
    request.body = ask.body;
    request.peer = request.client = "127.0.0.1";
    request.id = "bench";
    return request;
}

Response Clients::ask(const Ask& ask, Id user) {
    authorization(user);
    Request request = this->request(ask, user);
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Response> answer;
    dispatch_.handle(std::move(request), [&](Response response) {
        const std::lock_guard lock(mutex);
        answer = std::move(response);
        arrived.notify_one();
    });
    dispatch_.end_turn(0);
    std::unique_lock lock(mutex);
    arrived.wait(lock, [&] { return answer.has_value(); });
    return std::move(*answer);
}

}  // namespace crm
