-- A link with which a user chooses a password, once: the SHA-256 of its secret, in hexadecimal; empty for none.

ALTER TABLE users ADD COLUMN setup_hash $text(64) NOT NULL DEFAULT '';

ALTER TABLE users ADD COLUMN setup_expires_at $timestamp;

CREATE INDEX users_setup_hash ON users (setup_hash);
