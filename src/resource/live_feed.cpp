// Each stream has a position in the log, and gets what comes next as fast as it takes it.
#include "resource/live_feed.hpp"

#include <algorithm>
#include <functional>

#include "auth/authenticate.hpp"
#include "base/log.hpp"

namespace crm {
namespace {

using std::chrono::milliseconds;
using Clock = EventStream::Clock;

constexpr milliseconds interval{300};                 // between two looks for what others have written
constexpr milliseconds breath{20};                    // between any two looks, so that many commits are one
constexpr std::chrono::seconds check_after{5};        // whoever hears nothing is looked up all the same
constexpr std::int64_t window_entries = 500;          // read at once …
constexpr std::size_t window_bytes = 4'000'000;       // … unless they are longer
constexpr int windows_a_turn = 16;                    // those who are far behind must not keep the others waiting
constexpr std::int64_t oldest_gap = 3 * feed_window;  // no transaction writes as much

}  // namespace

LiveFeed::LiveFeed(const DatabaseUrl& url, const SourceLimits& limits, const Catalogue& catalogue, const Tokens& tokens,
                   KeyUses& key_uses, std::size_t most_streams)
    : url_(url),
      limits_(limits),
      catalogue_(catalogue),
      tokens_(tokens),
      key_uses_(key_uses),
      places_(std::make_shared<StreamPlaces>(most_streams)) {}

LiveFeed::~LiveFeed() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    for (const auto* streams : {&streams_, &new_})
        for (const auto& stream : *streams) stream->end();
}

std::function<void(std::shared_ptr<Outlet>)> LiveFeed::listen(const User& user, std::string_view authorization,
                                                              std::optional<std::int64_t> after) {
    auto stream = std::make_shared<EventStream>(places_, user, authorization, after);
    return [this, stream = std::move(stream)](std::shared_ptr<Outlet> outlet) {
        stream->open(std::move(outlet));
        join(stream);
    };
}

void LiveFeed::join(std::shared_ptr<EventStream> stream) {
    {
        const std::lock_guard lock(mutex_);
        new_.push_back(std::move(stream));
        is_heard_ = true;
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
    changed_.notify_all();
}

void LiveFeed::look_soon() {
    if (!is_heard_) return;
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(look_soon_, true)) return;
    }
    changed_.notify_all();
}

void LiveFeed::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (streams_.empty()) {
            is_heard_ = !new_.empty();
            changed_.wait(lock, [this] { return stopping_ || !new_.empty(); });
        } else {
            changed_.wait_for(lock, is_behind_ ? breath : interval,
                              [this] { return stopping_ || look_soon_ || !new_.empty(); });
        }
        look_soon_ = false;
        for (auto& stream : std::exchange(new_, {})) streams_.push_back(std::move(stream));
        lock.unlock();
        turn();
        lock.lock();
        changed_.wait_for(lock, breath, [this] { return stopping_; });
    }
}

void LiveFeed::turn() {
    std::erase_if(streams_, [](const auto& stream) { return !stream->is_open(); });
    if (streams_.empty()) return database_.reset();
    try {
        if (!database_) database_ = open_database(url_, limits_);
        database_->read([this](Session& session) { look(session); });
        is_failing_ = false;
    } catch (const std::exception& error) {
        if (!std::exchange(is_failing_, true)) log::warning("live_feed_failed", {{"reason", error.what()}});
    }
    for (const auto& stream : streams_) stream->keep_alive();
}

// All of it may happen twice, when the connection is lost in between.
void LiveFeed::look(Session& session) {
    find_end(session);
    begin_new(session);
    check_all(session);
    hand_out(session);
}

void LiveFeed::find_end(Session& session) {
    const auto has_begun = [](const auto& stream) { return stream->has_begun(); };
    if (std::ranges::none_of(streams_, has_begun))
        end_ = std::max(end_, session.integer("SELECT MAX(sequence) FROM changes") - oldest_gap);
    for (std::int64_t width = feed_window; width >= feed_window;) {
        const auto next = settled_until(session, end_, now());
        width = next - std::exchange(end_, next);
    }
}

void LiveFeed::begin_new(Session& session) {
    std::optional<std::int64_t> last;
    for (const auto& stream : streams_) {
        if (stream->has_begun()) continue;
        if (!last) last = session.integer("SELECT MAX(sequence) FROM changes");
        // A number that was not given yet is of a log that is no more: the database was restored.
        stream->begin(stream->after && *stream->after <= *last ? *stream->after : end_);
    }
}

void LiveFeed::check_all(Session& session) {
    Standings standings;
    const auto now = Clock::now();
    for (const auto& stream : streams_)
        if (now - stream->checked >= check_after) may_go_on(session, *stream, standings);
}

void LiveFeed::hand_out(Session& session) {
    std::map<std::int64_t, std::vector<EventStream*>, std::greater<>> behind;  // the nearest to the end first
    for (const auto& stream : streams_)
        if (stream->position < end_ && stream->is_open()) behind[stream->position].push_back(stream.get());
    is_behind_ = false;
    int windows = 0;
    for (auto& [position, streams] : behind) {
        const auto has_room = [](const EventStream* stream) { return stream->has_room(); };
        if (std::ranges::any_of(streams, has_room) && windows++ < windows_a_turn) {
            Window window = read_window(session, position);
            Standings standings;
            for (EventStream* stream : streams)
                if (has_room(stream)) hand_to(session, *stream, window, standings);
        }
        is_behind_ |= std::ranges::any_of(streams, [this](const auto* stream) { return stream->position < end_; });
    }
}

LiveFeed::Window LiveFeed::read_window(Session& session, std::int64_t after) const {
    Window window;
    std::size_t bytes = 0;
    bool is_full = false;
    // Whose entry it is to see is asked one by one in hand_to(): what is read once serves everybody.
    Sql sql;
    sql << "SELECT " << LogEntry::columns
        << " FROM changes WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?";
    sql.bind(after);
    sql.bind(end_);
    sql.bind(window_entries);
    session.query(sql.text, sql.values, [&](const Row& row) {
        Entry& read = window.entries.emplace_back();
        read.entry.read(row);
        read.resource = catalogue_.find(read.entry.resource);
        bytes += read.entry.before.size() + read.entry.after.size();
        is_full = std::ssize(window.entries) >= window_entries || bytes >= window_bytes;
        return !is_full;
    });
    window.end = is_full ? window.entries.back().entry.sequence : end_;
    return window;
}

// Whoever it is to go to is looked up after it was read and before it is sent.
void LiveFeed::hand_to(Session& session, EventStream& stream, Window& window, Standings& standings) const {
    std::map<const Resource*, std::optional<LogAccess>> access;
    bool is_good = false;
    for (Entry& read : window.entries) {
        if (read.resource) {
            const auto [found, is_new] = access.try_emplace(read.resource);
            if (is_new) found->second = log_access(*read.resource, catalogue_, stream.user);
            if (const auto& seen = found->second; seen && seen->covers(read.entry)) {
                if (!is_good && !(is_good = may_go_on(session, stream, standings))) return;
                const auto& text = text_of(read, stream.user.role, seen->names_actor());
                if (!stream.send(read.entry.sequence, text)) return;
            }
        }
        stream.position = read.entry.sequence;
    }
    stream.position = window.end;
}

const std::string& LiveFeed::text_of(Entry& read, Role role, bool names_actor) {
    std::string& text = read.texts[{role, names_actor}];
    if (text.empty()) {
        std::string data;
        append_json(data, read.entry, *read.resource, role, names_actor);
        if (data.size() > max_event_bytes) {
            data.clear();
            append_json(data, read.entry, *read.resource, role, names_actor, false);
        }
        text = event_text("change", read.entry.sequence, data);
    }
    return text;
}

LiveFeed::Standing LiveFeed::standing_of(Session& session, std::string_view authorization) const {
    Standing standing;
    try {
        const Timestamp at = now();
        standing.user = authenticate(session, tokens_, authorization, at);
        if (!standing.user) refuse_anonymous();
        if (standing.user->key) key_uses_.note(standing.user->key->id, at);
    } catch (const Error& error) {
        if (error.condition != Condition::unauthenticated) throw;
        standing.refusal = error;
    }
    return standing;
}

bool LiveFeed::may_go_on(Session& session, EventStream& stream, Standings& standings) const {
    auto found = standings.find(stream.authorization);
    if (found == standings.end())
        found = standings.emplace(stream.authorization, standing_of(session, stream.authorization)).first;
    const Standing& standing = found->second;
    stream.checked = Clock::now();
    if (standing.refusal) return stream.end(*standing.refusal), false;
    if (standing.user->role == stream.user.role) return true;
    Error changed(Condition::unauthenticated, "Your role has changed. Connect again.");
    changed.code = "role_changed";
    return stream.end(changed), false;
}

}  // namespace crm
