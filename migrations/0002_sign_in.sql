-- What signing in needs: counters against guessing, refresh tokens that were rotated or revoked, and the one-time address
-- for the first administrator. Names, addresses and tokens stand here only as SHA-256, in hexadecimal.

-- One row per account name and per address. `waits` is how long the last failure made the account wait, in microseconds.
CREATE TABLE login_attempts (
    counter_hash $text(64) NOT NULL PRIMARY KEY,
    failures $int NOT NULL,
    window_start $timestamp NOT NULL,
    next_allowed $timestamp NOT NULL,
    waits $int NOT NULL
)$table_end;

CREATE INDEX login_attempts_window_start ON login_attempts (window_start);

-- `revoked` counts only in the row where token_hash = family_hash, which stands for the whole family: `expires_at` is the
-- latest of the family there. A token that was never rotated is a family of its own, and has a row only once revoked.
CREATE TABLE refresh_tokens (
    token_hash $text(64) NOT NULL PRIMARY KEY,
    family_hash $text(64) NOT NULL,
    user_id $int NOT NULL,
    expires_at $timestamp NOT NULL,
    used_at $timestamp,
    revoked $bool NOT NULL
)$table_end;

CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

CREATE TABLE setup_tokens (
    token_hash $text(64) NOT NULL PRIMARY KEY,
    expires_at $timestamp NOT NULL,
    used_at $timestamp
)$table_end;
