#!/bin/sh
# Private MariaDB and PostgreSQL servers for the tests, with TLS, on free loopback ports; no system service is touched.
#   engines.sh start DIR                  starts both; DIR/env has what the tests read (`. DIR/env`)
#   engines.sh create-database DIR NAME   one more empty database on both
#   engines.sh stop DIR                   stops both and removes DIR
set -eu

pg_bin=${PG_BIN:-$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)}

fail() {
    echo "engines.sh: $1" >&2
    [ -z "${2:-}" ] || tail -n 30 "$2" >&2 || true
    exit 1
}

# Servers refuse to run as root, so they run as an account that owns nothing else.
account() {
    if [ "$(id -u)" -ne 0 ]; then id -un
    elif id postgres >/dev/null 2>&1; then echo postgres
    else echo nobody
    fi
}
as_account() {
    if [ "$(id -u)" -ne 0 ]; then "$@"
    else setpriv --reuid="$(account)" --regid="$(id -g "$(account)")" --clear-groups env HOME="$dir" "$@"
    fi
}

# Runs a program in the foreground of this job and leaves its process id in a file.
serve() { # PID-FILE PROGRAM…
    # shellcheck disable=SC2016 # the inner shell expands them
    as_account sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$@"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

make_authority() { # FILE NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$2" \
        -addext basicConstraints=critical,CA:TRUE -keyout "$1.key" -out "$1.pem" 2>>"$dir/tls.log"
}
make_certificates() {
    make_authority "$dir/ca" 'ConnectCRM test CA'
    make_authority "$dir/wrong-ca" 'Unrelated CA'
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
        -keyout "$dir/server.key" -out "$dir/server.csr" 2>>"$dir/tls.log"
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$dir/server.ext"
    openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days 30 \
        -extfile "$dir/server.ext" -out "$dir/server.pem" 2>>"$dir/tls.log"
    chmod 600 "$dir/server.key"
}

# The client library reads all the system's authorities for each connection with TLS, one connection after the other: many at
# once, under a sanitizer on a busy machine, take longer than the ten seconds that the server gives them unless told.
start_mysql() {
    as_account mariadb-install-db --no-defaults --datadir="$dir/mysql" --auth-root-authentication-method=normal \
        --skip-test-db >"$dir/mysql-install.log" 2>&1 || fail 'mariadb-install-db failed' "$dir/mysql-install.log"
    as_account mkdir "$dir/mysql-tmp" # a server that starts deletes the temporary tables of others, where they share a folder
    serve "$dir/mysql.pid" mariadbd --no-defaults --datadir="$dir/mysql" --socket="$dir/mysql.sock" --port="$mysql_port" \
        --tmpdir="$dir/mysql-tmp" \
        --bind-address=127.0.0.1,127.0.0.2 --pid-file="$dir/mysql-server.pid" --lc-messages-dir=/usr/share/mysql \
        --innodb-flush-log-at-trx-commit=2 --innodb-buffer-pool-size=64M --innodb-flush-method=nosync --skip-log-bin \
        --skip-name-resolve --performance-schema=off --connect-timeout=120 --max-connections=200 --max-allowed-packet=64M \
        --ssl-ca="$dir/ca.pem" --ssl-cert="$dir/server.pem" --ssl-key="$dir/server.key" >"$dir/mysql.log" 2>&1 &
    server=$!
    for _ in $(seq 300); do
        if mysql_root -e 'SELECT 1' >/dev/null 2>&1; then return 0; fi
        kill -0 "$server" 2>/dev/null || fail 'MariaDB ended' "$dir/mysql.log"
        sleep 0.1
    done
    fail 'MariaDB did not answer within 30 seconds' "$dir/mysql.log"
}
mysql_root() { mariadb --no-defaults --socket="$dir/mysql.sock" --user=root --batch --skip-column-names "$@"; }

start_postgres() {
    as_account "$pg_bin/initdb" -D "$dir/postgres" -U postgres -A scram-sha-256 --pwfile="$dir/postgres.password" \
        -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 || fail 'initdb failed' "$dir/initdb.log"
    # initdb knows 127.0.0.1 only; 127.0.0.2 is the name that is not in the certificate.
    echo 'host all all 127.0.0.0/8 scram-sha-256' | as_account tee -a "$dir/postgres/pg_hba.conf" >/dev/null
    serve "$dir/postgres.pid" "$pg_bin/postgres" -D "$dir/postgres" -k "$dir" -p "$postgres_port" -c listen_addresses=127.0.0.1,127.0.0.2 \
        -c ssl=on -c ssl_ca_file="$dir/ca.pem" -c ssl_cert_file="$dir/server.pem" -c ssl_key_file="$dir/server.key" \
        -c fsync=off -c full_page_writes=off -c max_connections=200 \
        >"$dir/postgres.log" 2>&1 &
    server=$!
    for _ in $(seq 300); do
        if postgres_root -c 'SELECT 1' >/dev/null 2>&1; then return 0; fi
        kill -0 "$server" 2>/dev/null || fail 'PostgreSQL ended' "$dir/postgres.log"
        sleep 0.1
    done
    fail 'PostgreSQL did not answer within 30 seconds' "$dir/postgres.log"
}
postgres_root() {
    PGPASSWORD=$(cat "$dir/postgres.password") "$pg_bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$dir" -p "$postgres_port" \
        -U postgres -d postgres "$@"
}

create_database() { # NAME
    mysql_root -e "CREATE DATABASE \`$1\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
        GRANT ALL ON \`$1\`.* TO connectcrm@'%';"
    postgres_root -c "CREATE DATABASE \"$1\" OWNER connectcrm"
}

start() {
    [ ! -e "$dir" ] || fail "$dir exists already"
    for program in mariadbd mariadb-install-db mariadb openssl python3 "$pg_bin/postgres"; do
        command -v "$program" >/dev/null || fail "$program is missing"
    done
    mkdir -p "$dir"
    chmod 755 "$dir"
    dir=$(cd "$dir" && pwd)
    [ ${#dir} -le 80 ] || fail "the path $dir is too long for a socket"
    make_certificates
    password=$(openssl rand -hex 12)
    (umask 077 && openssl rand -hex 12 >"$dir/postgres.password" && : >"$dir/env")
    mysql_port=$(free_port)
    postgres_port=$(free_port)
    [ "$(id -u)" -ne 0 ] || chown -R "$(account)" "$dir"
    printf '%s\n' "mysql_port=$mysql_port" "postgres_port=$postgres_port" >"$dir/ports"
    (start_mysql) &
    first=$!
    (start_postgres) &
    second=$!
    failed=0
    wait "$first" || failed=1
    wait "$second" || failed=1
    [ "$failed" -eq 0 ] || {
        stop_servers
        fail "the logs are in $dir"
    }
    # Tests make further databases of their own, connectcrm_….
    mysql_root -e "CREATE USER connectcrm@'%' IDENTIFIED BY '$password'; GRANT ALL ON \`connectcrm\_%\`.* TO connectcrm@'%';"
    # A scratch database may be just vacuumed when it is dropped, which only such a role may end.
    postgres_root -c "CREATE ROLE connectcrm LOGIN CREATEDB IN ROLE pg_signal_backend PASSWORD '$password'"
    create_database connectcrm_test
    cat >"$dir/env" <<END
export TEST_MYSQL_URL=mysql://connectcrm:$password@127.0.0.1:$mysql_port/connectcrm_test
export TEST_POSTGRES_URL=postgres://connectcrm:$password@127.0.0.1:$postgres_port/connectcrm_test
export TEST_CA_FILE=$dir/ca.pem
export TEST_WRONG_CA_FILE=$dir/wrong-ca.pem
export TEST_MYSQL_SOCKET=$dir/mysql.sock
export TEST_POSTGRES_SOCKET=$dir
export TEST_MYSQL_PID=$(cat "$dir/mysql.pid")
export TEST_POSTGRES_PID=$(cat "$dir/postgres.pid")
END
}

stop_servers() {
    for server in mysql postgres; do
        [ -s "$dir/$server.pid" ] || continue
        pid=$(cat "$dir/$server.pid")
        signal=TERM
        [ "$server" = mysql ] || signal=INT # fast shutdown: does not wait for clients
        kill -"$signal" "$pid" 2>/dev/null || continue
        for _ in $(seq 150); do
            kill -0 "$pid" 2>/dev/null || continue 2
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
}

stop() {
    [ -f "$dir/ports" ] || fail "$dir was not made by engines.sh start"
    stop_servers
    rm -rf "$dir"
}

command=${1:-} dir=${2:-}
[ -n "$dir" ] || fail 'usage: engines.sh start|stop DIR, engines.sh create-database DIR NAME'
case $command in
    start) start ;;
    stop) stop ;;
    create-database)
        name=${3:-}
        case $name in '' | *[!a-z0-9_]*) fail 'a database name has a-z, 0-9 and _' ;; esac
        # shellcheck source=/dev/null
        . "$dir/ports"
        create_database "$name"
        ;;
    *) fail "unknown command: $command" ;;
esac
