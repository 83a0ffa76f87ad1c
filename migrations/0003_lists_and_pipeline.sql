-- Lists that filter, order and search; money and dates of opportunities, and the stages they go through; what an interaction
-- is about, who wrote it and who may read it.

-- What a migration cannot compute: keys and words of the records that were there before, written again from here on.
CREATE TABLE rewrites (
    resource $text(40) NOT NULL PRIMARY KEY,
    after_id $int NOT NULL
)$table_end;

CREATE TABLE users_words (
    word $text(40) NOT NULL,
    record_id $int NOT NULL,
    PRIMARY KEY (word, record_id)
)$index_end;

CREATE TABLE customers_words (
    word $text(40) NOT NULL,
    record_id $int NOT NULL,
    PRIMARY KEY (word, record_id)
)$index_end;

CREATE TABLE opportunities_words (
    word $text(40) NOT NULL,
    record_id $int NOT NULL,
    PRIMARY KEY (word, record_id)
)$index_end;

CREATE TABLE interactions_words (
    word $text(40) NOT NULL,
    record_id $int NOT NULL,
    PRIMARY KEY (word, record_id)
)$index_end;

CREATE TABLE stages_words (
    word $text(40) NOT NULL,
    record_id $int NOT NULL,
    PRIMARY KEY (word, record_id)
)$index_end;

ALTER TABLE users ADD COLUMN role_key $key NOT NULL DEFAULT '';

CREATE INDEX users_role_key ON users (role_key, id);

ALTER TABLE customers ADD COLUMN website $text(200) NOT NULL DEFAULT '';

ALTER TABLE customers ADD COLUMN assigned_to_id $ref REFERENCES users (id);

CREATE INDEX customers_assigned_to ON customers (assigned_to_id, id);

CREATE INDEX customers_updated_at ON customers (updated_at, id);

ALTER TABLE opportunities ADD COLUMN amount $int;

ALTER TABLE opportunities ADD COLUMN amount_key $int NOT NULL DEFAULT -9223372036854775808;

ALTER TABLE opportunities ADD COLUMN currency $text(3) NOT NULL DEFAULT '';

ALTER TABLE opportunities ADD COLUMN probability $int;

ALTER TABLE opportunities ADD COLUMN expected_close $int;

ALTER TABLE opportunities ADD COLUMN expected_close_key $int NOT NULL DEFAULT -9223372036854775808;

ALTER TABLE opportunities ADD COLUMN closed_at $timestamp;

ALTER TABLE opportunities ADD COLUMN closed_at_key $int NOT NULL DEFAULT -9223372036854775808;

ALTER TABLE opportunities ADD COLUMN lost_reason $text(500) NOT NULL DEFAULT '';

CREATE INDEX opportunities_amount_key ON opportunities (amount_key, id);

CREATE INDEX opportunities_expected_close_key ON opportunities (expected_close_key, id);

CREATE INDEX opportunities_closed_at_key ON opportunities (closed_at_key, id);

CREATE INDEX opportunities_updated_at ON opportunities (updated_at, id);

ALTER TABLE interactions ADD COLUMN opportunity_id $ref REFERENCES opportunities (id);

ALTER TABLE interactions ADD COLUMN author_id $ref REFERENCES users (id);

ALTER TABLE interactions ADD COLUMN visibility $text(10) NOT NULL DEFAULT 'shared';

ALTER TABLE interactions ADD COLUMN visibility_key $key NOT NULL DEFAULT 'shared';

CREATE INDEX interactions_opportunity ON interactions (opportunity_id, id);

CREATE INDEX interactions_author ON interactions (author_id, id);

CREATE INDEX interactions_visibility_key ON interactions (visibility_key, id);

CREATE INDEX interactions_customer_date ON interactions (customer_id, date, id);

CREATE INDEX interactions_updated_at ON interactions (updated_at, id);

CREATE TABLE stages (
    id $id,
    name $text(50) NOT NULL,
    name_key $key NOT NULL,
    position $int NOT NULL,
    probability $int,
    kind $text(10) NOT NULL,
    kind_key $key NOT NULL,
    created_at $timestamp NOT NULL,
    updated_at $timestamp NOT NULL,
    version $int NOT NULL
)$table_end;

CREATE UNIQUE INDEX stages_name_key ON stages (name_key);

-- What most begin with; theirs to change.
INSERT INTO stages (name, name_key, position, probability, kind, kind_key, created_at, updated_at, version) VALUES
    ('Lead', 'lead', 1, 10, 'open', 'open', 1795392000000000, 1795392000000000, 1),
    ('Qualified', 'qualified', 2, 25, 'open', 'open', 1795392000000000, 1795392000000000, 1),
    ('Proposal', 'proposal', 3, 50, 'open', 'open', 1795392000000000, 1795392000000000, 1),
    ('Negotiation', 'negotiation', 4, 75, 'open', 'open', 1795392000000000, 1795392000000000, 1),
    ('Won', 'won', 5, 100, 'won', 'won', 1795392000000000, 1795392000000000, 1),
    ('Lost', 'lost', 6, 0, 'lost', 'lost', 1795392000000000, 1795392000000000, 1);

INSERT INTO changes (at, actor, token_id, request_id, action, resource, record_id, version, before_values, after_values, keys_after)
SELECT 1795392000000000, 'migration', '', '', 'create', 'stages', id, 1, '{}',
    '{"name":"Lead","position":1,"probability":10,"kind":"open"}', '|' FROM stages WHERE name_key = 'lead';

INSERT INTO changes (at, actor, token_id, request_id, action, resource, record_id, version, before_values, after_values, keys_after)
SELECT 1795392000000000, 'migration', '', '', 'create', 'stages', id, 1, '{}',
    '{"name":"Qualified","position":2,"probability":25,"kind":"open"}', '|' FROM stages WHERE name_key = 'qualified';

INSERT INTO changes (at, actor, token_id, request_id, action, resource, record_id, version, before_values, after_values, keys_after)
SELECT 1795392000000000, 'migration', '', '', 'create', 'stages', id, 1, '{}',
    '{"name":"Proposal","position":3,"probability":50,"kind":"open"}', '|' FROM stages WHERE name_key = 'proposal';

INSERT INTO changes (at, actor, token_id, request_id, action, resource, record_id, version, before_values, after_values, keys_after)
SELECT 1795392000000000, 'migration', '', '', 'create', 'stages', id, 1, '{}',
    '{"name":"Negotiation","position":4,"probability":75,"kind":"open"}', '|' FROM stages WHERE name_key = 'negotiation';

INSERT INTO changes (at, actor, token_id, request_id, action, resource, record_id, version, before_values, after_values, keys_after)
SELECT 1795392000000000, 'migration', '', '', 'create', 'stages', id, 1, '{}',
    '{"name":"Won","position":5,"probability":100,"kind":"won"}', '|' FROM stages WHERE name_key = 'won';

INSERT INTO changes (at, actor, token_id, request_id, action, resource, record_id, version, before_values, after_values, keys_after)
SELECT 1795392000000000, 'migration', '', '', 'create', 'stages', id, 1, '{}',
    '{"name":"Lost","position":6,"probability":0,"kind":"lost"}', '|' FROM stages WHERE name_key = 'lost';

INSERT INTO rewrites (resource, after_id) VALUES
    ('users', 0), ('customers', 0), ('opportunities', 0), ('interactions', 0), ('stages', 0);
