// Rules for signing keys, and the file that keeps a key of our own making.
#include "app/secret_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "app/exit_code.hpp"
#include "app/prepare.hpp"
#include "app/settings.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr std::size_t least_bytes = 32;
constexpr std::size_t least_distinct = 8;

// From documentation and tutorials, long enough to pass otherwise.
constexpr std::array<std::string_view, 6> published{
    "a-string-secret-at-least-256-bits-long",                                                  // jwt.io
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",  // RFC 7515 A.1
    "cg#p$g+j9tax!#a3cup@1$8obt2_+&k3q+pmu)5%asj6yjpkag",                                      // Django tutorial of MDN
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",                        // FastAPI tutorial
    "0123456789abcdef0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz0123456789",
};
constexpr std::array<std::string_view, 10> placeholders{"changeme",   "change-me",  "change_me",   "change this",
                                                        "replace-me", "replace_me", "your-secret", "your_secret",
                                                        "yoursecret", "placeholder"};

[[noreturn]] void refuse(const std::string& message) { throw Stop(ExitCode::usage, message); }

[[noreturn]] void refuse_file(const std::string& path, const std::string& what) {
    refuse(path + ": " + what + ": " + std::strerror(errno) +
           ". Set SECRET_KEY_FILE to a file that can be kept, or CONNECTCRM_SECRET_KEY.");
}

struct Descriptor {
    explicit Descriptor(int fd) : number(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
    int number;
};

// The key in the file; empty when there is no such file.
std::string read_key(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return {};
        refuse_file(path, "the key cannot be read");
    }
    struct stat status {};
    if (::fstat(file.number, &status) != 0) refuse_file(path, "the key cannot be read");
    if ((status.st_mode & 077U) != 0)
        refuse(path + ": other users of this machine can read the key that signs tokens. Run:\n    chmod 600 " + path +
               "\nIf somebody may have read it, delete the file: everybody then has to sign in again.");
    std::array<char, 4097> buffer{};
    const ssize_t size = ::read(file.number, buffer.data(), buffer.size());
    if (size < 0) refuse_file(path, "the key cannot be read");
    std::string key(strip({buffer.data(), static_cast<std::size_t>(size)}));
    if (const std::string problem = key_problem(key); !problem.empty())
        refuse(path + ": " + problem + " Delete the file to have a key made; everybody then has to sign in again.");
    return key;
}

// Written whole under another name first, then linked: of several servers that start at once one makes the key, and
// none reads half of it.
void make_key(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::error_code ignored;
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
    const std::string part = path + "." + random_hex(8);
    const std::string text = random_hex(32) + "\n";
    const Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.number < 0) refuse_file(path, "no key can be kept there");
    const bool written = ::write(file.number, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(file.number) == 0;
    const bool linked = written && (::link(part.c_str(), path.c_str()) == 0 || errno == EEXIST);
    const int error = errno;
    ::unlink(part.c_str());
    errno = error;
    if (!linked) refuse_file(path, "no key can be kept there");
    const Descriptor directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.number >= 0) ::fsync(directory.number);
}

std::string kept_key(const Config& config) {
    const bool embedded = config.database.engine == Engine::sqlite;
    if (embedded || config.secret_key_file_given) {
        std::string key = read_key(config.secret_key_file);
        if (!key.empty()) return key;
    }
    if (!embedded)
        refuse(
            "With MySQL or PostgreSQL the key that signs tokens must be given, the same to every server. Write, with a "
            "value "
            "of your own (openssl rand -hex 32):\n    CONNECTCRM_SECRET_KEY=" +
            std::string(64, '.'));
    refuse_lost_disk(config);
    if (!config.secret_key_file_given) make_folder(config);
    make_key(config.secret_key_file);
    return read_key(config.secret_key_file);
}

}  // namespace

std::string key_problem(std::string_view key) {
    if (key.size() < least_bytes)
        return "The key has " + std::to_string(key.size()) + " bytes; at least " + std::to_string(least_bytes) +
               " are needed.";
    if (key.starts_with("django-insecure-")) return "Keys that begin with django-insecure- are for development only.";
    for (const std::string_view example : published)
        if (key == example) return "The key is an example from public documentation.";
    const std::string lower = ascii_lower(key);
    for (const std::string_view word : placeholders)
        if (lower.find(word) != std::string::npos)
            return "The key is a placeholder (it contains \"" + std::string(word) + "\").";
    if (std::set<char>(key.begin(), key.end()).size() < least_distinct)
        return "The key repeats few characters and can be guessed.";
    return {};
}

SigningKeys signing_keys(const Config& config) {
    const auto accept = [&](const std::string& key, std::string_view name) {
        const std::string problem = key_problem(key);
        if (problem.empty()) return;
        const auto given =
            std::ranges::find_if(config.given, [&](const Given& g) { return g.setting == find_setting(name); });
        refuse(given->source + ": " + problem + " Make one with: openssl rand -hex 32");
    };
    SigningKeys keys;
    for (const std::string& key : config.old_secret_keys) accept(key, "CONNECTCRM_OLD_SECRET_KEYS");
    keys.older = config.old_secret_keys;
    if (!config.secret_key.empty()) accept(config.secret_key, "CONNECTCRM_SECRET_KEY");
    keys.current = config.secret_key.empty() ? kept_key(config) : config.secret_key;
    return keys;
}

void refuse_lost_disk(const Config& config) {
    if (config.database.engine != Engine::sqlite || config.disk_lasts) return;
    refuse(
        "This is a Heroku dyno (DYNO is set): its disk is emptied at every restart, and an embedded database with it. "
        "Add a "
        "database, which sets DATABASE_URL:\n    heroku addons:create heroku-postgresql\nor set DATABASE_URL to a "
        "MySQL or "
        "PostgreSQL server of your own.");
}

}  // namespace crm
