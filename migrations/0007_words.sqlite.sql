-- Words that are searched for stand in FTS5: a new record's are written at one place, not here and there in a large table.

DROP TABLE users_words;

$words(users);

DROP TABLE customers_words;

$words(customers);

DROP TABLE opportunities_words;

$words(opportunities);

DROP TABLE interactions_words;

$words(interactions);

DROP TABLE stages_words;

$words(stages);

INSERT OR REPLACE INTO rewrites (resource, after_id) VALUES
    ('users', 0), ('customers', 0), ('opportunities', 0), ('interactions', 0), ('stages', 0);
