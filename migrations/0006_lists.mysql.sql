-- Every field that a list is filtered or ordered by has an index that begins with it and ends with the id; and a person's opportunities are
-- read in the order of their amount.

CREATE INDEX customers_user_id ON customers (user_id, id);

DROP INDEX customers_user ON customers;

CREATE INDEX opportunities_assigned_to_amount ON opportunities (assigned_to_id, amount_key, id);

CREATE INDEX users_is_active ON users (is_active, id);

CREATE INDEX users_updated_at ON users (updated_at, id);

CREATE INDEX stages_position ON stages (position, id);

CREATE INDEX stages_kind_key ON stages (kind_key, id);

CREATE INDEX stages_updated_at ON stages (updated_at, id);
