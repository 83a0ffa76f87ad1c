// The file loses its name as soon as it is made, so that it is gone with whoever holds it.
#include "app/backups.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "app/copies.hpp"
#include "base/log.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t ticket_bytes = 32;
constexpr std::string_view file_start = "connectcrm-download-";
constexpr std::chrono::hours left_behind{1};  // by a server that was killed: not written for so long
constexpr std::string_view address = "/api/system/backups/";

class Place {
public:
    explicit Place(std::atomic<int>& taken) : taken_(taken) {
        if (taken_.fetch_add(1) < max_backups) return;
        taken_.fetch_sub(1);
        Error error(Condition::unavailable, "There are " + std::to_string(max_backups) +
                                                " backups already that are being made or fetched. Try again later.");
        error.retry_after = 60;
        throw error;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { taken_.fetch_sub(1); }

private:
    std::atomic<int>& taken_;
};

fs::path folder_for(const Config& config) {
    if (config.database.engine != Engine::sqlite) return fs::temp_directory_path();
    const fs::path folder = fs::path(config.database.path).parent_path();
    return folder.empty() ? "." : folder;
}

void remove_left_behind(const fs::path& folder) {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().filename().string().starts_with(file_start) &&
            entry.last_write_time(ignored) < fs::file_time_type::clock::now() - left_behind)
            fs::remove(entry.path(), ignored);
}

std::string file_name(Engine engine, Timestamp at) {
    const std::string time = to_rfc3339(at);
    return "connectcrm-" + time.substr(0, 13) + time.substr(14, 2) + (engine == Engine::sqlite ? "Z.db" : "Z.sql");
}

}  // namespace

class BackupFile {
public:
    BackupFile(const std::string& path, std::string name, std::unique_ptr<Place> place)
        : place_(std::move(place)), name_(std::move(name)), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat status {};
        const bool known = fd_ >= 0 && ::fstat(fd_, &status) == 0;
        const int reason = errno;
        ::unlink(path.c_str());
        if (known) {
            size_ = static_cast<std::uint64_t>(status.st_size);
            return;
        }
        if (fd_ >= 0) ::close(fd_);
        throw Error(Condition::internal, "The backup cannot be read.", path + ": " + std::strerror(reason));
    }
    BackupFile(const BackupFile&) = delete;
    BackupFile& operator=(const BackupFile&) = delete;
    ~BackupFile() { ::close(fd_); }

    const std::string& name() const { return name_; }
    std::uint64_t size() const { return size_; }

    void write_to(Sink& sink) const {
        std::array<char, 64 * 1024> part{};
        for (std::uint64_t at = 0; at < size_;) {
            const ssize_t count = ::pread(fd_, part.data(), part.size(), static_cast<off_t>(at));
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0)
                throw Error(Condition::internal, "The backup cannot be read.",
                            count == 0 ? "it is shorter than it was" : std::strerror(errno));
            if (!sink.write({part.data(), static_cast<std::size_t>(count)})) return;
            at += static_cast<std::uint64_t>(count);
        }
    }

private:
    const std::unique_ptr<Place> place_;
    const std::string name_;
    const int fd_;
    std::uint64_t size_ = 0;
};

Backups::Made Backups::make() {
    clear_away();
    auto place = std::make_unique<Place>(places_taken_);
    refuse_missing_copier(config_);
    Made made;
    std::shared_ptr<const BackupFile> file;
    try {
        const fs::path folder = folder_for(config_);
        remove_left_behind(folder);
        const std::string path = folder / (std::string(file_start) + random_hex(8));
        made.name = file_name(config_.database.engine, now());
        made.fits = copy_checked(config_, path, [](const std::string&) {}) == ExitCode::done;
        file = std::make_shared<const BackupFile>(path, made.name, std::move(place));
    } catch (const DatabaseError&) {
        throw;
    } catch (const Error& e) {
        throw Error(Condition::internal, "No backup was made; the server's log has the reason.",
                    e.message + " " + e.detail);
    }
    made.ticket = random_hex(ticket_bytes);
    made.bytes = file->size();
    made.expires_at = Timestamp{now().micros + std::int64_t{lifetime_s_} * 1'000'000};
    const std::lock_guard lock(mutex_);
    waiting_[sha256_hex(made.ticket)] = {std::move(file), made.expires_at};
    return made;
}

std::shared_ptr<const BackupFile> Backups::look(std::string_view ticket) const {
    const std::string hash = sha256_hex(ticket);
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(hash);
    return found != waiting_.end() && found->second.expires_at.micros > now().micros ? found->second.file : nullptr;
}

std::shared_ptr<const BackupFile> Backups::take(std::string_view ticket) {
    const std::string hash = sha256_hex(ticket);
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.extract(hash);
    return found && found.mapped().expires_at.micros > now().micros ? found.mapped().file : nullptr;
}

void Backups::clear_away() {
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_,
                  [at = now()](const auto& waiting) { return waiting.second.expires_at.micros <= at.micros; });
}

namespace {

constexpr std::string_view made_schema =
    R"({"type":"object","properties":{"url":{"type":"string","description":"Good once, without other credentials."},)"
    R"("name":{"type":"string"},"bytes":{"type":"integer"},"expires_at":{"type":"string","format":"date-time"}},)"
    R"("required":["url","name","bytes","expires_at"]})";

Response make(Backups& backups, const Request& request, const Transactions& transactions) {
    User by;
    transactions.read([&](const Call& call) { by = call.user; });
    const Backups::Made made = backups.make();
    log::info("backup", {{"id", request.id},
                         {"user", by.id},
                         {"username", by.username},
                         {"client", request.client},
                         {"name", made.name},
                         {"bytes", static_cast<std::int64_t>(made.bytes)},
                         {"fits", made.fits}});
    std::string body;
    json::Object(body)
        .text("url", std::string(address) + made.ticket + "/")
        .text("name", made.name)
        .integer("bytes", static_cast<std::int64_t>(made.bytes))
        .text("expires_at", to_rfc3339(made.expires_at))
        .end();
    return json_response(201, std::move(body));
}

std::string_view ticket_of(const Request& request) {
    std::string_view rest(request.path);
    rest.remove_prefix(std::min(rest.size(), address.size()));
    return rest.substr(0, rest.find_first_of("/."));
}

Response fetch(Backups& backups, const Request& request) {
    const auto ticket = ticket_of(request);
    const auto file = request.method == "HEAD" ? backups.look(ticket) : backups.take(ticket);
    if (!file)
        throw Error(Condition::not_found,
                    "There is no such backup here: it was fetched, is older than five minutes, or was made by another "
                    "server. Make a new one.");
    if (request.method != "HEAD")
        log::info("backup_fetched", {{"id", request.id}, {"client", request.client}, {"name", file->name()}});
    Response response;
    response.set("Content-Type", "application/octet-stream");
    response.set("Content-Disposition", "attachment; filename=\"" + file->name() + "\"");
    response.stream_length = file->size();
    response.stream = [file](Sink& sink) { file->write_to(sink); };
    return response;
}

}  // namespace

std::vector<Route> backup_routes(const Api& api, Backups& backups) {
    View all{"Backups",
             "Makes a checked copy of the whole database; its address fetches it once, within five minutes.",
             Audience::roles,
             {},
             {}};
    Endpoint post{"POST", Work::long_running, only(Role::admin)};
    post.run_in_steps = [&backups](const Request& request, const std::shared_ptr<const Transactions>& transactions) {
        return make(backups, request, *transactions);
    };
    post.operation = {.summary = "Make a backup",
                      .id = "backups_create",
                      .response = std::string(made_schema),
                      .status = 201,
                      .refusals = {503}};
    all.endpoints.push_back(std::move(post));

    View one{"Backup Instance", "A backup, for whoever has its address.", Audience::everybody, {}, {}};
    Endpoint get{"GET", Work::long_running};
    get.direct = [&backups](const Request& request, Database&) { return fetch(backups, request); };
    get.operation = {.summary = "Fetch a backup",
                     .id = "backups_retrieve",
                     .response = R"({"type":"string","format":"binary"})",
                     .type = "application/octet-stream",
                     .refusals = {404}};
    one.endpoints.push_back(std::move(get));

    std::vector<Route> routes;
    routes.push_back(route(std::string(address), std::move(all), api));
    routes.push_back(route(std::string(address) + "{ticket}/", std::move(one), api));
    // Who has no ticket takes no place where long answers wait.
    routes.back().work = [&backups, known = std::move(routes.back().work)](const Request& request) {
        const Work work = known(request);
        return work == Work::long_running && !backups.look(ticket_of(request)) ? Work::none : work;
    };
    return routes;
}

}  // namespace crm
