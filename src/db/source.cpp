// DATABASE_URL taken apart, and the first host that is ready.
#include "db/source.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace crm {
namespace {

[[noreturn]] void refuse(std::string_view part, std::string_view expected) {
    throw Error(Condition::bad_request, "DATABASE_URL: " + std::string(part) + ": " + std::string(expected));
}

std::string decoded(std::string_view part, std::string_view text) {
    auto plain = percent_decode(text);
    if (!plain) refuse(part, "is not UTF-8 after percent-decoding.");
    if (plain->find('\0') != std::string::npos) refuse(part, "must not contain %00.");
    return std::move(*plain);
}

bool has_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// What is before the first `separator`; `text` keeps what is after it.
std::string_view cut(std::string_view& text, char separator) {
    auto at = text.find(separator);
    auto before = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return before;
}

DatabaseUrl::Host parse_host(std::string_view text, std::uint16_t default_port) {
    std::string_view name = text, port;
    bool has_port = false;
    if (text.starts_with('[')) {
        auto end = text.find(']');
        if (end == std::string_view::npos) refuse("host", "an IPv6 address must end with ].");
        name = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (!port.empty() && !port.starts_with(':')) refuse("host", "after ] only :port may follow.");
        has_port = !port.empty();
        if (has_port) port.remove_prefix(1);
    } else if (auto colon = text.find(':'); colon != std::string_view::npos) {
        name = text.substr(0, colon);
        port = text.substr(colon + 1);
        has_port = true;
    }
    DatabaseUrl::Host host{decoded("host", name), default_port};
    if (host.name.empty()) refuse("host", "is missing; expected host[:port][,host[:port]…].");
    for (char c : host.name)
        if (c == '@' || c == ' ' || c == '/') refuse("host", "contains a character that no host name has.");
    if (has_port) {
        auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), host.port);
        if (error != std::errc{} || end != port.data() + port.size() || host.port == 0)
            refuse("port", "must be a number from 1 to 65535 (a / or @ in the password must be written %2F or %40).");
    }
    return host;
}

DatabaseUrl::Tls parse_tls(std::string_view text) {
    using enum DatabaseUrl::Tls;
    static constexpr std::pair<std::string_view, DatabaseUrl::Tls> words[] = {
        {"off", off},          {"disable", off},      {"disabled", off},           {"false", off},
        {"prefer", prefer},    {"preferred", prefer}, {"allow", prefer},           {"require", require},
        {"required", require}, {"true", require},     {"verify", verify},          {"verify-full", verify},
        {"verify-ca", verify}, {"verify_ca", verify}, {"verify_identity", verify},
    };
    for (auto& [word, tls] : words)
        if (equals_ignoring_case(word, text)) return tls;
    refuse("tls (or sslmode)", "expected off, prefer, require or verify.");
}

void parse_parameter(DatabaseUrl& url, std::string_view name, std::string_view text) {
    auto value = decoded("a parameter", text);
    if (name == "tls" || name == "sslmode" || name == "ssl-mode") {
        url.tls = parse_tls(value);
    } else if (name == "ca" || name == "sslrootcert" || name == "ssl-ca") {
        if (value.empty()) refuse(name, "expected the path of a file with certificates.");
        url.ca = std::move(value);
    } else if (name == "socket" || name == "host") {
        if (!value.starts_with('/')) refuse(name, "expected an absolute path of a Unix socket.");
        url.socket = std::move(value);
    } else if (name != "reconnect") {  // ClearDB and JawsDB append it; lost connections are always replaced
        // A name that looks odd may be part of a password in which ? was not encoded.
        bool plain = std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
        refuse("parameter " + std::string(plain ? name : ""),
               "unknown; expected tls, sslmode, ca, sslrootcert, socket or host.");
    }
}

constexpr std::string_view postgres_socket = "/.s.PGSQL.";

// libpq wants the folder, in which the port makes the name of the socket.
void split_postgres_socket(DatabaseUrl& url) {
    auto at = url.socket.rfind(postgres_socket);
    if (at == std::string::npos) return;
    auto host = parse_host("localhost:" + url.socket.substr(at + postgres_socket.size()), 5432);
    url.hosts.front().port = host.port;
    url.socket.resize(std::max<std::size_t>(at, 1));
}

DatabaseUrl parse_server(Engine engine, std::string_view rest) {
    DatabaseUrl url;
    url.engine = engine;
    auto before_query = cut(rest, '?');
    auto query = rest;
    auto authority = cut(before_query, '/');
    if (auto at = authority.rfind('@'); at != std::string_view::npos) {
        auto password = authority.substr(0, at);
        auto user = cut(password, ':');
        url.user = decoded("user", user);
        url.password = decoded("password", password);
        authority.remove_prefix(at + 1);
    }
    const std::uint16_t default_port = engine == Engine::mysql ? 3306 : 5432;
    while (!authority.empty()) {
        auto last = authority.find(',') == std::string_view::npos;
        url.hosts.push_back(parse_host(cut(authority, ','), default_port));
        if (!last && authority.empty()) refuse("host", "the list must not end with a comma.");
    }
    url.name = decoded("name", before_query);
    if (url.name.empty()) refuse("name", "the name of the database is missing; expected …host/name.");
    if (url.name.find('/') != std::string::npos) refuse("name", "must not contain a /.");
    while (!query.empty()) {
        auto text = cut(query, '&');
        auto name = cut(text, '=');
        parse_parameter(url, name, text);
    }
    if (!url.socket.empty()) {
        url.hosts = {{"", url.hosts.empty() ? default_port : url.hosts.front().port}};
        if (engine == Engine::postgres) split_postgres_socket(url);
    }
    if (url.hosts.empty()) refuse("host", "is missing; expected host[:port][,host[:port]…] or ?socket=/path.");
    return url;
}

DatabaseUrl parse_sqlite(std::string_view rest) {
    if (!has_prefix(rest, "/")) refuse("path", "expected sqlite:///relative/path.db or sqlite:////absolute/path.db.");
    if (rest.find('?') != std::string_view::npos)
        refuse("parameter", "sqlite takes none; a ? in the path is written %3F.");
    DatabaseUrl url;
    url.path = decoded("path", rest);
    if (url.path.empty() || url.path.ends_with('/')) refuse("path", "the name of the file is missing.");
    // Several sessions share the data, which a database in memory cannot do.
    if (url.path == ":memory:" || url.path.starts_with("file:")) refuse("path", "must name a file.");
    return url;
}

// Percent-encoded, but for one character that may stand there and reads better.
std::string encoded_but(char kept, std::string_view text) {
    std::string out;
    for (char c : text) c == kept ? out += c : out += percent_encode({&c, 1});
    return out;
}

std::string in_words(const DatabaseUrl& url, const DatabaseUrl::Host& host) {
    return url.socket.empty() ? host.name + ":" + std::to_string(host.port) : url.socket;
}

}  // namespace

DatabaseUrl DatabaseUrl::parse(std::string_view text) {
    auto rest = text;
    if (has_prefix(rest, "sqlite://")) return parse_sqlite(rest);
    for (std::string_view scheme : {"mysql://", "mariadb://", "mysql2://"})
        if (has_prefix(rest, scheme)) return parse_server(Engine::mysql, rest);
    for (std::string_view scheme : {"postgres://", "postgresql://"})
        if (has_prefix(rest, scheme)) return parse_server(Engine::postgres, rest);
    refuse("scheme", "expected sqlite:///path, mysql://user:password@host/name or postgres://user:password@host/name.");
}

std::string DatabaseUrl::masked() const {
    if (engine == Engine::sqlite) return "sqlite:///" + encoded_but('/', path);
    std::string text(to_text(engine));
    text += "://";
    if (!user.empty() || !password.empty()) text += percent_encode(user) + (password.empty() ? "" : ":***") + "@";
    if (socket.empty())
        for (auto& host : hosts) {
            if (&host != &hosts.front()) text += ',';
            bool v6 = host.name.find(':') != std::string::npos;
            text.append(v6 ? "[" : "").append(encoded_but(':', host.name)).append(v6 ? "]:" : ":");
            text += std::to_string(host.port);
        }
    text += '/';
    text += percent_encode(name);
    static constexpr std::string_view tls_words[] = {"off", "prefer", "require", "verify"};
    text += "?tls=";
    text += tls_words[static_cast<int>(tls)];
    if (!ca.empty()) text += "&ca=" + encoded_but('/', ca);
    if (socket.empty()) return text;
    text += "&socket=" + encoded_but('/', socket);
    const bool has_name =
        engine == Engine::postgres && (hosts.front().port != 5432 || socket.find(postgres_socket) != std::string::npos);
    if (has_name) text.append(postgres_socket).append(std::to_string(hosts.front().port));
    return text;
}

std::unique_ptr<Session> open_session(const DatabaseUrl& url, Access access, const SourceLimits& limits) {
    if (url.engine == Engine::sqlite) return open_sqlite(url, access, limits);
    std::string reasons;
    for (auto& host : url.hosts) {
        try {
            return url.engine == Engine::mysql ? open_mysql(url, host, limits) : open_postgres(url, host, limits);
        } catch (const DatabaseError& e) {
            if (!reasons.empty()) reasons += "; ";
            reasons += in_words(url, host) + ": " + e.detail;
        }
    }
    throw DatabaseError(DatabaseError::Kind::lost, std::move(reasons));
}

}  // namespace crm
