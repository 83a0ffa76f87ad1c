// Idempotency-Key: a request that is sent again is answered again, not carried out again
// (draft-ietf-httpapi-idempotency-key-header-06).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/jwt.hpp"
#include "db/session.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace crm {

struct Call;

inline constexpr std::int64_t answers_kept_s = 24 * 60 * 60;
inline constexpr std::size_t max_idempotency_key = 255;          // characters
inline constexpr std::size_t max_kept_answer = 8 * 1024 * 1024;  // bytes of a body

// The key that a request names; none without the header. A key is 1 to max_idempotency_key printable ASCII characters;
// the draft's string in double quotes (section 2.1, RFC 8941 section 3.3.3) is the same key as the text within. Throws
// Error(bad_request) for anything else, and for two keys.
std::optional<std::string> idempotency_key(const Request&);

// What tells one request from another with the same key; `body_hash` is of all of its body.
std::string fingerprint_of(const Request&, std::string_view body_hash, const Tokens&);

// What `run` answers, within the transaction of `call`, if this user has not sent this key to this route (its pattern)
// in the last answers_kept_s; else the answer that was given then, marked `Idempotency-Replayed: true`. Answers of 2xx
// are kept with the headers Content-Type, Location and ETag. Throws Error(unprocessable) where the key came with
// another fingerprint before (section 2.7), Error(conflict) when the first request is still under way
// and does not end in time, Error(too_large) when the answer would be longer than max_kept_answer.
Response answer_once(const Call& call, std::string_view route, std::string_view key, std::string_view fingerprint,
                     FunctionRef<Response()> run);

// Whether answer_once would answer from what is kept; for work that may be spared, since it can be over by then.
bool is_answered(const Call& call, std::string_view route, std::string_view key);

void purge_answers(Session&, Timestamp now);  // those older than answers_kept_s

}  // namespace crm
