-- API keys of users, and the answers kept for requests that carry an Idempotency-Key. Neither kind of key stands here, only SHA-256 of
-- them, in hexadecimal.

-- `scopes` is `customers:read interactions:write`. `prefix` is what a key begins with, for people to tell it by.
CREATE TABLE api_keys (
    id $id,
    user_id $ref NOT NULL REFERENCES users (id),
    name $text(100) NOT NULL,
    prefix $text(8) NOT NULL,
    key_hash $text(64) NOT NULL,
    scopes $longtext NOT NULL,
    expires_at $timestamp,
    created_at $timestamp NOT NULL,
    updated_at $timestamp NOT NULL,
    version $int NOT NULL
)$table_end;

CREATE UNIQUE INDEX api_keys_key_hash ON api_keys (key_hash);

CREATE INDEX api_keys_user ON api_keys (user_id, id);

-- Apart from the keys, because being used does not change a key: it has no version and no entry in the log.
CREATE TABLE api_key_uses (
    key_id $ref NOT NULL PRIMARY KEY,
    last_used_at $timestamp,
    FOREIGN KEY (key_id) REFERENCES api_keys (id) ON DELETE CASCADE
)$table_end;

-- `scope_hash` is of user, method, route and key. `fingerprint` is a keyed hash of what was sent, since a body may hold a password.
-- `status` is 0 within the transaction that makes the answer, and never outside it.
CREATE TABLE idempotency_keys (
    scope_hash $text(64) NOT NULL PRIMARY KEY,
    fingerprint $text(64) NOT NULL,
    status $int NOT NULL,
    headers $longtext NOT NULL,
    body $longtext NOT NULL,
    created_at $timestamp NOT NULL
)$table_end;

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
