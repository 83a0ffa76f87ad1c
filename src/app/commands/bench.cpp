// bench: how long it takes people to do what they do, on a database as large as wanted.
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "app/bench/clients.hpp"
#include "app/bench/results.hpp"
#include "app/bench/scratch.hpp"
#include "app/bench/server_process.hpp"
#include "app/commands/commands.hpp"
#include "app/terminal.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

constexpr std::int64_t longest_page = 1'000, shown_page = 50;
constexpr std::string_view outside = "export";
constexpr double hopeless_ms = 200;  // alone; with others it would only be waited for

struct Paces {
    explicit Paces(const BenchOptions& o)
        : alone{1, o.seconds / 2, 5, 500}, together{o.clients, o.seconds, o.clients, 100'000} {}
    Pace warming{1, 0, 3, 3}, alone, together;
};

using Clock = std::chrono::steady_clock;

Config config_for(Config config, const ScratchFolder& folder) {
    config.database = {};
    config.database.path = folder.database();
    config.secret_key = random_hex(32);
    config.allowed_hosts = {"*"};
    config.long_queue = 1'000;  // waiting is measured, too, instead of being refused
    return config;
}

std::string next_page(Clients& clients, const std::string& target, Id user) {
    const Response response = clients.ask({"GET", target, ""}, user);
    if (response.status != 200) throw Stop(ExitCode::failed, target + " was answered " + response.body.substr(0, 300));
    const auto document = json::Document::parse(response.body);
    const json::Value* next = document.root().find("next");
    if (!next || !next->is(json::Type::string)) throw Stop(ExitCode::failed, target + " has no next page.");
    return std::string(next->text.substr(next->text.find("/api/")));
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    if (const auto at = text.find(from); at != text.npos) text.replace(at, from.size(), to);
}

// The same list at the page that the task names, reached by its links: in long pages first.
std::string deep_target(Clients& clients, const Task& task) {
    Draw draw(0, 0, 0);
    std::string target = task.make(draw).front().target;
    const std::string shown = "page_size=" + std::to_string(shown_page),
                      longest = "page_size=" + std::to_string(longest_page);
    std::int64_t left = (task.page - 1) * shown_page;  // rows before it
    replace(target, shown, longest);
    for (; left >= longest_page; left -= longest_page) target = next_page(clients, target, task.first_user);
    replace(target, longest, shown);
    for (; left > 0; left -= shown_page) target = next_page(clients, target, task.first_user);
    return target;
}

Result measure(Clients& clients, Task task, const Paces& paces) {
    Result result{.operation = task.operation, .name = task.name};
    double first_page = 0;
    if (task.page > 1) {
        const std::string target = deep_target(clients, task);
        clients.run(task, paces.warming);
        first_page = clients.run(task, paces.alone).percentile(50);
        task.make = [target](Draw&) -> std::vector<Ask> { return {{"GET", target, ""}}; };
    }
    clients.run(task, paces.warming);
    const Times by_itself = clients.run(task, paces.alone);
    result.p50 = by_itself.percentile(50);
    result.p95 = by_itself.percentile(95);
    result.p99 = by_itself.percentile(99);
    if (first_page > 0) result.first_page_ratio = result.p50 / first_page;
    result.is_crowd_measured = result.p50 < hopeless_ms;
    if (!result.is_crowd_measured) return result;
    const Times with_others = clients.run(task, paces.together);
    result.crowd_p50 = with_others.percentile(50);
    result.crowd_p95 = with_others.percentile(95);
    result.crowd_p99 = with_others.percentile(99);
    result.crowd_rate = with_others.rate();
    result.refused = with_others.refused;
    return result;
}

std::vector<Task> chosen_tasks(const Sample& sample, const std::string& only) {
    auto tasks = tasks_of(sample);
    std::string known(outside);
    for (const Task& task : tasks)
        if (known.find(task.operation) == known.npos) known += ", " + task.operation;
    if (!only.empty()) std::erase_if(tasks, [&](const Task& task) { return task.operation != only; });
    if (tasks.empty() && only != outside)
        throw Stop(ExitCode::usage, "--only " + only + ": expected one of " + known + ".");
    return tasks;
}

void measure_tasks(const Config& config, const Sample& sample, const BenchOptions& options, Results& results) {
    const App app(config, SigningKeys{config.secret_key, {}});
    Clients clients(app);
    ProgressBar bar;
    const auto tasks = chosen_tasks(sample, options.only);
    const bool has_bar = isatty(STDERR_FILENO) != 0;
    for (const Task& task : tasks) {
        bar.show(task.operation, std::ssize(results.results), std::ssize(tasks));
        if (!has_bar && (results.results.empty() || results.results.back().operation != task.operation))
            std::cerr << "measuring: " << task.operation << "\n";
        results.results.push_back(measure(clients, task, Paces(options)));
    }
    for (Result& result : results.results) {
        const auto is_mix = [&](const Result& r) { return r.operation == result.operation && r.name == any_form; };
        result.is_gate = is_mix(result) || std::none_of(results.results.begin(), results.results.end(), is_mix);
    }
    results.clients = options.clients;
    results.threads = clients.threads();
}

void measure_from_outside(const Config& config, const Sample& sample, Results& results) {
    results.cold_start_ms = ServerProcess(config).start_ms();
    const Tokens tokens({config.secret_key, {}}, 86'400, 86'400);
    for (const Resource* resource : exports()) {
        const std::string name(resource->name);
        const ServerProcess server(config);
        const auto token = tokens.issue(tokens.access_from(tokens.new_refresh(sample.staff_user(), 0, now()), now()));
        ExportResult result{.name = name};
        const double before = server.cpu_seconds();
        const auto start = Clock::now();
        server.get("/api/" + name + "/", "Bearer " + token, "text/csv");
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        result.rows = open_session(config.database, Access::read)->integer("SELECT COUNT(*) FROM " + name);
        result.rows_per_second = static_cast<double>(result.rows) / seconds;
        // A tick is the least that can be seen.
        result.rows_per_core_second = static_cast<double>(result.rows) / std::max(server.cpu_seconds() - before, 0.01);
        result.peak_mib = server.peak_mib();
        results.exports.push_back(std::move(result));
    }
}

}  // namespace

ExitCode run_bench(const Config& given, const BenchOptions& options) {
    const Sample sample(options.size);
    chosen_tasks(sample, options.only);  // a wrong word is told before the database is filled
    const ScratchFolder folder(options.kept);
    const Config config = config_for(given, folder);
    Results results;
    results.size = sample.size();
    const Filled filled = fill_scratch(config, folder, sample);
    results.fill_seconds = filled.seconds;
    results.fill_rows = filled.rows;
    measure_tasks(config, sample, options, results);
    results.database_bytes = static_cast<std::int64_t>(std::filesystem::file_size(folder.database()));
    if (options.only.empty() || options.only == outside) measure_from_outside(config, sample, results);
    std::cout << table_of(results);
    if (!options.json.empty() && !(std::ofstream(options.json) << json_of(results) << std::flush))
        throw Stop(ExitCode::failed, options.json + " could not be written.");
    return ExitCode::done;
}

}  // namespace crm
