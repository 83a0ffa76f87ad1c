-- As 0009_next_steps.sql, without the index of blocks, which MySQL has none of (src/resource/list_page_by_id.cpp).

ALTER TABLE interactions ADD COLUMN next_action_due $int;

ALTER TABLE interactions ADD COLUMN next_action_due_key $int NOT NULL DEFAULT -9223372036854775808;

ALTER TABLE interactions ADD COLUMN next_action_done $bool NOT NULL DEFAULT 0;

CREATE INDEX interactions_next_action_due_key ON interactions (next_action_due_key, id);

CREATE INDEX interactions_next_action_done ON interactions (next_action_done, id);

CREATE INDEX interactions_next_steps ON interactions (author_id, next_action_done, next_action_due_key, id);

CREATE INDEX opportunities_pipeline ON opportunities (stage_key, currency, probability, amount);

ALTER TABLE users ADD COLUMN language $text(10) NOT NULL DEFAULT '';

ALTER TABLE users ADD COLUMN time_zone $text(64) NOT NULL DEFAULT '';
