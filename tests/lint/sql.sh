#!/bin/sh
# SQL that only MariaDB understands, of the two that db/mysql.cpp speaks to, is not used (MySQL 8 is the other).
cd "$(dirname "$0")/../.." || exit 2

find src migrations \( -name '*.[ch]pp' -o -name '*.sql' \) -not -name '*postgres*' -not -name '*sqlite*' -exec awk '
    {
        code = $0
        sub(/ *(\/\/|-- ).*/, "", code)
        why = ""
        if (code ~ /[^A-Za-z_]RETURNING([^A-Za-z_]|$)/ || code ~ /^RETURNING /) why = "RETURNING: ask for the last id instead"
        else if (tolower(code) ~ /_nopad_|uca1400/) why = "this collation: use a binary one and a folded key column"
        else if (code ~ /(INDEX|KEY|COLUMN|CONSTRAINT) IF (NOT )?EXISTS/) why = "IF [NOT] EXISTS here: a migration runs once"
        else if (code ~ /CREATE OR REPLACE (TABLE|INDEX|UNIQUE)/) why = "CREATE OR REPLACE: a migration runs once"
        else if (code ~ /CREATE SEQUENCE|NEXT VALUE FOR|NEXTVAL *\(/) why = "sequences: use $id"
        else if (code ~ /SYSTEM VERSIONING|FOR SYSTEM_TIME/) why = "versioned tables"
        else if (code ~ /[ (](UUID|INET4|INET6)( NOT NULL| DEFAULT|,|\))/) why = "this type: use $text"
        if (why) { print FILENAME ":" FNR ": MySQL 8 lacks " why; bad = 1 }
    }
    END { exit bad }' {} +
