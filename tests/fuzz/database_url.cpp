// DATABASE_URL: refused in a sentence that does not hold the password, or taken apart, and what is printed of it reads
// the same but for the password.
#include "base/text.hpp"
#include "db/source.hpp"
#include "fuzz/target.hpp"

using namespace crm;
using namespace crm::fuzz;

namespace {

bool same(const DatabaseUrl& a, const DatabaseUrl& b) {
    const bool has_ports = a.engine == Engine::postgres || a.socket.empty();  // MySQL's sockets have none
    if (a.hosts.size() != b.hosts.size()) return false;
    for (std::size_t i = 0; i < a.hosts.size(); ++i)
        if (a.hosts[i].name != b.hosts[i].name || (has_ports && a.hosts[i].port != b.hosts[i].port)) return false;
    return a.engine == b.engine && a.path == b.path && a.user == b.user && a.name == b.name && a.socket == b.socket &&
           a.tls == b.tls && a.ca == b.ca;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(data, size);
    try {
        const DatabaseUrl url = DatabaseUrl::parse(text);
        const std::string shown = url.masked();
        if (!is_utf8(text)) return 0;
        claim(is_utf8(shown), "what is printed is text");
        const DatabaseUrl again = DatabaseUrl::parse(shown);
        claim(same(again, url), "what is printed reads the same");
        claim(again.password == (url.password.empty() ? "" : "***"), "the password is not printed");
    } catch (const Error& refusal) {
        claim(refusal.condition == Condition::bad_request, "a URL is refused as a mistake of whoever gave it");
    }
    return 0;
}
