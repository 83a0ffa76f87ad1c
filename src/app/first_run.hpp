// The first administrator of an empty database: a one-time address, printed on the terminal, with a form behind it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/administrator.hpp"
#include "db/database.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace crm {

inline constexpr int setup_token_lifetime_s = 30 * 60;

// 128 bits in hexadecimal, of which only the hash is stored. Tokens made before stop being valid.
std::string make_setup_token(Database&, Timestamp now);

// `http://127.0.0.1:8000/setup/?token=…`; nullopt when the server does not listen on loopback, where the form is
// refused.
std::optional<std::string> setup_address(std::string_view host, std::uint16_t port, std::string_view token);

// GET and POST of `/setup/`. Open to nobody but this machine, not through a proxy, while there is no administrator. The
// POST hashes a password before its write, so it is Work::hash.
Response setup_form(const Request&, const PathParams&, Database&);
Response setup_submit(const Request&, const PathParams&, Database&);

}  // namespace crm
