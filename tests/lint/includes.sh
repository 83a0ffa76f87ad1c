#!/bin/sh
# Folders of src/ include each other in one direction, and each foreign library is seen by one file.
cd "$(dirname "$0")/../.." || exit 2

grep -rnE '^ *# *include' src --include='*.[ch]pp' | awk -F: '
    BEGIN {
        structs = "http/request.hpp http/response.hpp"
        may["main.cpp"] = "app base"
        may["app"] = "app crm resource auth db http base"
        may["crm"] = "crm resource auth db base " structs
        may["resource"] = "resource auth db base " structs " http/form.hpp http/problem.hpp http/router.hpp"
        may["auth"] = "auth db base"
        may["db"] = "db base"
        may["http"] = "http base"
        may["base"] = "base"

        only["sys/epoll"] = "src/http/event_loop.cpp"
        only["sqlite3\\.h"] = "src/db/sqlite.cpp src/db/sqlite_wal.cpp"
        only["mysql\\.h"] = "src/db/mysql.cpp"
        only["libpq"] = "src/db/postgres.cpp"
    }
    function complain(text) { print $1 ":" $2 ": " text; bad = 1 }
    {
        split($1, path, "/")
        folder = path[2]
        match($0, /[<"][^>"]*/)
        header = substr($0, RSTART + 1, RLENGTH - 1)
        for (library in only)
            if (header ~ library && index(" " only[library] " ", " " $1 " ") == 0)
                complain(header " may be included by " only[library] " alone")
    }
    /include *"/ {
        target = header
        sub("/.*", "", target)
        if (!(folder in may)) complain("src/" folder " is not in the list of folders in tests/lint/includes.sh")
        else if (header !~ "/") complain("\"" header "\": name the folder too, as in \"" folder "/" header "\"")
        else if (index(" " may[folder] " ", " " target " ") == 0 && index(" " may[folder] " ", " " header " ") == 0)
            complain("src/" folder " may not include " header "; it may include: " may[folder])
    }
    END { exit bad }'
