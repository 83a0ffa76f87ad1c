-- What other systems call a record: theirs to choose, compared byte by byte, one for each record at most.

ALTER TABLE users ADD COLUMN external_id $text(255);

CREATE UNIQUE INDEX users_external_id ON users (external_id);

ALTER TABLE customers ADD COLUMN external_id $text(255);

CREATE UNIQUE INDEX customers_external_id ON customers (external_id);

ALTER TABLE opportunities ADD COLUMN external_id $text(255);

CREATE UNIQUE INDEX opportunities_external_id ON opportunities (external_id);

ALTER TABLE interactions ADD COLUMN external_id $text(255);

CREATE UNIQUE INDEX interactions_external_id ON interactions (external_id);

ALTER TABLE stages ADD COLUMN external_id $text(255);

CREATE UNIQUE INDEX stages_external_id ON stages (external_id);

ALTER TABLE api_keys ADD COLUMN external_id $text(255);

CREATE UNIQUE INDEX api_keys_external_id ON api_keys (external_id);
