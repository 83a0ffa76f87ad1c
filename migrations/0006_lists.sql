-- Every field that a list is filtered or ordered by has an index that begins with it and ends with the id; and a person's opportunities are
-- read in the order of their amount. `…_blocks` tell in which blocks of ids there are times of a range (src/resource/list_page_by_id.cpp).

CREATE INDEX customers_user_id ON customers (user_id, id);

DROP INDEX customers_user;

CREATE INDEX opportunities_assigned_to_amount ON opportunities (assigned_to_id, amount_key, id);

CREATE INDEX users_is_active ON users (is_active, id);

CREATE INDEX users_updated_at ON users (updated_at, id);

CREATE INDEX stages_position ON stages (position, id);

CREATE INDEX stages_kind_key ON stages (kind_key, id);

CREATE INDEX stages_updated_at ON stages (updated_at, id);

CREATE INDEX customers_updated_at_blocks ON customers ((id / 8192), updated_at);

CREATE INDEX opportunities_updated_at_blocks ON opportunities ((id / 8192), updated_at);

CREATE INDEX opportunities_expected_close_blocks ON opportunities ((id / 8192), expected_close_key);

CREATE INDEX opportunities_closed_at_blocks ON opportunities ((id / 8192), closed_at_key);

CREATE INDEX interactions_date_blocks ON interactions ((id / 8192), date);

CREATE INDEX interactions_updated_at_blocks ON interactions ((id / 8192), updated_at);
