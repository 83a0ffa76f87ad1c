-- When the next step after an interaction is due and whether it was taken; what somebody's open steps are, by date, is one index. The totals
-- of the pipeline are added up without reading the opportunities. And what people choose for themselves.

ALTER TABLE interactions ADD COLUMN next_action_due $int;

ALTER TABLE interactions ADD COLUMN next_action_due_key $int NOT NULL DEFAULT -9223372036854775808;

ALTER TABLE interactions ADD COLUMN next_action_done $bool NOT NULL DEFAULT 0;

CREATE INDEX interactions_next_action_due_key ON interactions (next_action_due_key, id);

CREATE INDEX interactions_next_action_due_blocks ON interactions ((id / 8192), next_action_due_key);

CREATE INDEX interactions_next_action_done ON interactions (next_action_done, id);

CREATE INDEX interactions_next_steps ON interactions (author_id, next_action_done, next_action_due_key, id);

CREATE INDEX opportunities_pipeline ON opportunities (stage_key, currency, probability, amount);

ALTER TABLE users ADD COLUMN language $text(10) NOT NULL DEFAULT '';

ALTER TABLE users ADD COLUMN time_zone $text(64) NOT NULL DEFAULT '';
