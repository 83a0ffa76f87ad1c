// DATABASE_URL, TLS and the list of hosts.
#include "db/source.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "db/engines_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;
using Tls = DatabaseUrl::Tls;

std::string refused(const std::string& url) {
    try {
        DatabaseUrl::parse(url);
    } catch (const Error& e) {
        CHECK(e.condition == Condition::bad_request);
        CHECK(std::string(e.message + e.detail).find("secret") == std::string::npos);
        return e.message;
    }
    return "accepted";
}

template <class E>
std::string cipher_of(Session& s) {
    std::string cipher;
    const auto sql =
        E::engine == Engine::mysql
            ? "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'"
            : "SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    s.first(sql, {}, [&](const Row& row) { cipher = row.text(0); });
    return cipher;
}

// What opening ends with: "opened", or the detail for the log.
std::string opening(const DatabaseUrl& url) {
    try {
        open_session(url, Access::write);
        return "opened";
    } catch (const DatabaseError& e) {
        CHECK(e.kind == DatabaseError::Kind::lost);
        CHECK(e.detail.find(url.password) == std::string::npos);
        return e.detail;
    }
}

}  // namespace

TEST_CASE("db urls are taken apart") {
    CHECK(DatabaseUrl::parse("sqlite:///data/x.db").path == "data/x.db");
    CHECK(DatabaseUrl::parse("sqlite:////var/lib/my%20crm/x.db").path == "/var/lib/my crm/x.db");
    auto url = DatabaseUrl::parse(
        "mysql://us%40er:p%2Fa%3Ass@db1:3307,db2,[::1]:3308/crm%20x?tls=verify&ca=/etc/ca.pem&reconnect=true");
    CHECK(url.engine == Engine::mysql);
    CHECK(url.user == "us@er");
    CHECK(url.password == "p/a:ss");
    REQUIRE(url.hosts.size() == 3);
    CHECK((url.hosts[0].name == "db1" && url.hosts[0].port == 3307));
    CHECK((url.hosts[1].name == "db2" && url.hosts[1].port == 3306));
    CHECK((url.hosts[2].name == "::1" && url.hosts[2].port == 3308));
    CHECK(url.name == "crm x");
    CHECK(url.tls == Tls::verify);
    CHECK(url.ca == "/etc/ca.pem");
    CHECK(url.masked() == "mysql://us%40er:***@db1:3307,db2:3306,[::1]:3308/crm%20x?tls=verify&ca=/etc/ca.pem");
    CHECK(DatabaseUrl::parse(url.masked()).hosts.size() == 3);
    url = DatabaseUrl::parse("postgres://u:pw@ec2-1.compute.amazonaws.com:5432/d3h");
    CHECK(url.engine == Engine::postgres);
    CHECK(url.tls == Tls::prefer);
    CHECK(DatabaseUrl::parse("postgresql://u:a:b@h/n?sslmode=verify-full&sslrootcert=/c").password == "a:b");
    CHECK(DatabaseUrl::parse("mariadb://u@h/n?sslmode=REQUIRED").tls == Tls::require);
    CHECK(DatabaseUrl::parse("mysql2://u@h/n?tls=off").tls == Tls::off);
    CHECK(DatabaseUrl::parse("mysql://u@/n?socket=/run/m.sock").socket == "/run/m.sock");
    CHECK(DatabaseUrl::parse("mysql://u@localhost/n?socket=/run/m.sock").hosts.size() == 1);
    CHECK(DatabaseUrl::parse("postgres:///n?host=/run/postgresql").socket == "/run/postgresql");
    url = DatabaseUrl::parse("postgres://u@/n?socket=/run/postgresql/.s.PGSQL.5433");
    CHECK((url.socket == "/run/postgresql" && url.hosts.at(0).port == 5433));
}

TEST_CASE("db urls that are wrong say where, and never show the password") {
    for (auto& [url, part] : std::initializer_list<std::pair<std::string, std::string>>{
             {"", "scheme"},
             {"oracle://u:secret@h/n", "scheme"},
             {"secret", "scheme"},
             {"sqlite://x.db", "path"},
             {"sqlite:///", "path"},
             {"sqlite:///:memory:", "path"},
             {"sqlite:///x.db?mode=ro", "parameter"},
             {"mysql://u:secret@/n", "host"},
             {"mysql://u:secret@h,/n", "host"},
             {"mysql://u:secret@h:0/n", "port"},
             {"mysql://u:secret@h:99999/n", "port"},
             {"mysql://u:secret@h:x/n", "port"},
             {"mysql://u:se/secret@h/n", "port"},
             {"mysql://u:secret@h", "name"},
             {"mysql://u:secret@h/a/b", "name"},
             {"mysql://u:%ff@h/n", "password"},
             {"mysql://u:a%00b@h/n", "password"},
             {"mysql://u:secret@h/n?tls=maybe", "tls"},
             {"mysql://u:secret@h/n?ca=", "ca"},
             {"mysql://u:secret@h/n?socket=x", "socket"},
             {"mysql://u:secret@h/n?timeout=1", "parameter timeout"},
             {"postgres://u:secret@[::1/n", "host"},
         }) {
        CAPTURE(url);
        const auto message = refused(url);
        CAPTURE(message);
        CHECK(message.starts_with("DATABASE_URL: " + part));
    }
    CHECK(DatabaseUrl::parse("postgres://u:secret@h/n").masked().find("secret") == std::string::npos);
}

TEST_CASE("what is printed of a DATABASE_URL reads the same, but for the password") {
    for (const std::string text : {
             "sqlite:////var/lib/50%25%3F/a%20b.db",
             "mysql://u:secret@[fe80::1%25eth0]:3307,a%3Fb/n?ca=/etc/a%26b%20c.pem&tls=verify",
             "mysql://u:secret@/n?socket=/run/my%26sqld.sock",
             "postgres://u:secret@/n?host=/run/pg/.s.PGSQL.5433",
             "postgres://u@/n?host=/.s.PGSQL.1/.s.PGSQL.5432",
         }) {
        CAPTURE(text);
        const auto url = DatabaseUrl::parse(text);
        CAPTURE(url.masked());
        const auto again = DatabaseUrl::parse(url.masked());
        CHECK((again.path == url.path && again.ca == url.ca && again.socket == url.socket && again.name == url.name));
        REQUIRE(again.hosts.size() == url.hosts.size());
        for (std::size_t i = 0; i < url.hosts.size(); ++i)
            CHECK((again.hosts[i].name == url.hosts[i].name && again.hosts[i].port == url.hosts[i].port));
        CHECK(url.masked().find("secret") == std::string::npos);
    }
}

TEST_CASE_TEMPLATE("db tls: off, prefer, require, verify", E, Mysql, Postgres) {
    auto url = E::server();
    url.tls = Tls::off;
    CHECK(cipher_of<E>(*open_session(url, Access::write)) == "");
    for (auto tls : {Tls::prefer, Tls::require}) {
        url.tls = tls;
        CHECK(cipher_of<E>(*open_session(url, Access::write)) != "");
    }
    url.tls = Tls::verify;
    url.ca = required("TEST_CA_FILE");
    CHECK(cipher_of<E>(*open_session(url, Access::write)) != "");
    url.hosts.front().name = "localhost";
    CHECK(opening(url) == "opened");
    SUBCASE("an authority that did not sign is refused") {
        url.ca = required("TEST_WRONG_CA_FILE");
        CHECK(opening(url).find("certificate") != std::string::npos);
        url.ca.clear();
        CHECK(opening(url).find("certificate") != std::string::npos);
        url.ca = "/nonexistent";
        CHECK(opening(url) != "opened");
    }
    SUBCASE("a name that is not in the certificate is refused") {
        url.hosts.front().name = "127.0.0.2";
        const auto detail = opening(url);
        CAPTURE(detail);
        CHECK(detail != "opened");
        url.tls = Tls::require;
        CHECK(opening(url) == "opened");
    }
}

TEST_CASE_TEMPLATE("db hosts are tried in order", E, Mysql, Postgres) {
    auto url = E::server();
    url.hosts.insert(url.hosts.begin(), {"127.0.0.1", 1});
    CHECK(open_session(url, Access::write)->integer("SELECT 1") == 1);
    url.hosts = {{"127.0.0.1", 1}, {"no-such-host.invalid", 2}};
    const auto detail = opening(url);
    CHECK(detail.find("127.0.0.1:1: ") != std::string::npos);
    CHECK(detail.find("no-such-host.invalid:2: ") != std::string::npos);
}

TEST_CASE_TEMPLATE("db a host that takes connections and says nothing is passed over", E, Mysql, Postgres) {
    const int silent = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(silent, plain, size) == 0);
    REQUIRE(::listen(silent, 5) == 0);
    REQUIRE(::getsockname(silent, plain, &size) == 0);
    auto url = E::server();
    url.hosts.insert(url.hosts.begin(), {"127.0.0.1", ntohs(address.sin_port)});
    SourceLimits limits;
    limits.connect_timeout_s = 2;
    const auto start = std::chrono::steady_clock::now();
    CHECK(open_session(url, Access::write, limits)->integer("SELECT 1") == 1);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
    ::close(silent);
}

TEST_CASE("db a PostgreSQL that is read-only is not ready") {
    Fresh<Postgres> fresh;
    fresh.session()->run_script("ALTER DATABASE " + fresh.url.name + " SET default_transaction_read_only = on");
    CHECK(opening(fresh.url).find("read-only") != std::string::npos);
}

TEST_CASE_TEMPLATE("db a wrong password is no session", E, Mysql, Postgres) {
    auto url = E::server();
    url.password = "wrong-password";
    CHECK(opening(url) != "opened");
}

TEST_CASE("db unix sockets") {
    auto url = Mysql::server();
    url.socket = required("TEST_MYSQL_SOCKET");
    CHECK(opening(url) == "opened");
    url = Postgres::server();
    url.socket = required("TEST_POSTGRES_SOCKET");
    CHECK(opening(url) == "opened");
}

}  // namespace crm
