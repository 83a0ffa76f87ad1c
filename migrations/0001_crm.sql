-- Users, customers, opportunities, interactions, and the log of every change to them.
-- `…_key` holds folded text, written by us, so that comparing and ordering are the same on every engine.

CREATE TABLE users (
    id $id,
    username $text(150) NOT NULL,
    username_key $key NOT NULL,
    email $text(254) NOT NULL,
    role $text(10) NOT NULL,
    first_name $text(150) NOT NULL,
    last_name $text(150) NOT NULL,
    is_active $bool NOT NULL,
    is_staff $bool NOT NULL,
    date_joined $timestamp NOT NULL,
    password $text(256) NOT NULL,
    is_superuser $bool NOT NULL,
    token_version $int NOT NULL,
    created_at $timestamp NOT NULL,
    updated_at $timestamp NOT NULL,
    version $int NOT NULL
)$table_end;

CREATE UNIQUE INDEX users_username_key ON users (username_key);

CREATE INDEX users_role ON users (role);

CREATE TABLE customers (
    id $id,
    name $text(100) NOT NULL,
    name_key $key NOT NULL,
    email $text(254) NOT NULL,
    email_key $key NOT NULL,
    phone $text(20) NOT NULL,
    address $longtext NOT NULL,
    user_id $ref REFERENCES users (id),
    created_at $timestamp NOT NULL,
    updated_at $timestamp NOT NULL,
    version $int NOT NULL
)$table_end;

CREATE INDEX customers_user ON customers (user_id);

CREATE INDEX customers_name_key ON customers (name_key, id);

CREATE INDEX customers_email_key ON customers (email_key, id);

CREATE TABLE opportunities (
    id $id,
    title $text(255) NOT NULL,
    title_key $key NOT NULL,
    description $longtext NOT NULL,
    stage $text(50) NOT NULL,
    stage_key $key NOT NULL,
    customer_id $ref NOT NULL REFERENCES customers (id),
    assigned_to_id $ref REFERENCES users (id),
    created_at $timestamp NOT NULL,
    updated_at $timestamp NOT NULL,
    version $int NOT NULL
)$table_end;

CREATE INDEX opportunities_customer ON opportunities (customer_id, id);

CREATE INDEX opportunities_assigned_to ON opportunities (assigned_to_id, id);

CREATE INDEX opportunities_title_key ON opportunities (title_key, id);

CREATE INDEX opportunities_stage_key ON opportunities (stage_key, id);

CREATE TABLE interactions (
    id $id,
    customer_id $ref NOT NULL REFERENCES customers (id),
    interaction_type $text(50) NOT NULL,
    interaction_type_key $key NOT NULL,
    notes $longtext NOT NULL,
    date $timestamp NOT NULL,
    next_action $text(100) NOT NULL,
    created_at $timestamp NOT NULL,
    updated_at $timestamp NOT NULL,
    version $int NOT NULL
)$table_end;

CREATE INDEX interactions_customer ON interactions (customer_id, id);

CREATE INDEX interactions_date ON interactions (date, id);

CREATE INDEX interactions_interaction_type_key ON interactions (interaction_type_key, id);

-- One row for every write, in the same transaction. `keys_before` and `keys_after` say who could see the record on either side, as
-- `|customer.user=5|`; null where there was no record. `before` and `after` are JSON of the fields that changed.
CREATE TABLE changes (
    sequence $id,
    at $timestamp NOT NULL,
    actor_id $int,
    actor $text(150) NOT NULL,
    token_id $text(64) NOT NULL,
    request_id $text(64) NOT NULL,
    action $text(20) NOT NULL,
    resource $text(40) NOT NULL,
    record_id $int NOT NULL,
    version $int NOT NULL,
    before_values $longtext NOT NULL,
    after_values $longtext NOT NULL,
    keys_before $text(500),
    keys_after $text(500)
)$table_end;

CREATE INDEX changes_record ON changes (resource, record_id, sequence);
