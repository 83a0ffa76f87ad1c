// The two prepared queries behind GET of one customer (its reader's row, the record) by the C client in a loop: what the database allows.
//   prepared_queries mysql|postgres HOST PORT USER PASSWORD DATABASE CONNECTIONS SECONDS USER-ID LAST-ID
// Prints how many pairs of queries were answered per second.
#include <libpq-fe.h>
#include <mysql.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define USER_QUERY "SELECT username, role, is_active, token_version FROM users WHERE id = "
#define RECORD_QUERY                                                                                           \
    "SELECT id, name, email, phone, address, website, user_id, assigned_to_id, external_id, created_at, "      \
    "updated_at, version FROM customers WHERE id = "
enum { user_columns = 4, record_columns = 12, longest_value = 1024 };

static const char *host, *port, *user, *password, *database;
static long user_id, last_id;
static double seconds;

static void fail(const char* what, const char* why) {
    fprintf(stderr, "prepared_queries: %s: %s\n", what, why);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

struct MysqlQuery {
    MYSQL_STMT* statement;
    long id;
    MYSQL_BIND in, out[record_columns];
    char values[record_columns][longest_value];
    unsigned long lengths[record_columns];
    my_bool nulls[record_columns];
};

static void mysql_prepare_query(MYSQL* db, struct MysqlQuery* query, const char* text, int columns) {
    memset(query, 0, sizeof *query);
    query->statement = mysql_stmt_init(db);
    if (mysql_stmt_prepare(query->statement, text, strlen(text))) fail("prepare", mysql_error(db));
    query->in.buffer_type = MYSQL_TYPE_LONGLONG;
    query->in.buffer = &query->id;
    for (int i = 0; i < columns; i++) {
        query->out[i].buffer_type = MYSQL_TYPE_STRING;
        query->out[i].buffer = query->values[i];
        query->out[i].buffer_length = longest_value;
        query->out[i].length = &query->lengths[i];
        query->out[i].is_null = &query->nulls[i];
    }
    mysql_stmt_bind_param(query->statement, &query->in);
    mysql_stmt_bind_result(query->statement, query->out);
}

static void mysql_ask(struct MysqlQuery* query, long id) {
    query->id = id;
    if (mysql_stmt_execute(query->statement)) fail("query", mysql_stmt_error(query->statement));
    if (mysql_stmt_fetch(query->statement)) fail("query", "no such row");
    mysql_stmt_free_result(query->statement);
}

static long loop_on_mysql(unsigned seed) {
    MYSQL* db = mysql_init(NULL);
    if (!mysql_real_connect(db, host, user, password, database, (unsigned)atoi(port), NULL, 0)) fail("connect", mysql_error(db));
    struct MysqlQuery* queries = calloc(2, sizeof *queries);
    mysql_prepare_query(db, &queries[0], USER_QUERY "?", user_columns);
    mysql_prepare_query(db, &queries[1], RECORD_QUERY "?", record_columns);
    long pairs = 0;
    for (double end = now() + seconds; now() < end; pairs++) {
        mysql_ask(&queries[0], user_id);
        mysql_ask(&queries[1], 1 + rand_r(&seed) % last_id);
    }
    for (int i = 0; i < 2; i++) mysql_stmt_close(queries[i].statement);
    free(queries);
    mysql_close(db);
    return pairs;
}

static void postgres_ask(PGconn* db, const char* name, long id) {
    char text[24];
    snprintf(text, sizeof text, "%ld", id);
    const char* values[] = {text};
    PGresult* result = PQexecPrepared(db, name, 1, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) fail("query", PQerrorMessage(db));
    if (PQntuples(result) != 1) fail("query", "no such row");
    PQclear(result);
}

static long loop_on_postgres(unsigned seed) {
    const char* keys[] = {"host", "port", "user", "password", "dbname", "sslmode", NULL};
    const char* values[] = {host, port, user, password, database, "disable", NULL};
    PGconn* db = PQconnectdbParams(keys, values, 0);
    if (PQstatus(db) != CONNECTION_OK) fail("connect", PQerrorMessage(db));
    PQclear(PQprepare(db, "user", USER_QUERY "$1", 1, NULL));
    PQclear(PQprepare(db, "record", RECORD_QUERY "$1", 1, NULL));
    long pairs = 0;
    for (double end = now() + seconds; now() < end; pairs++) {
        postgres_ask(db, "user", user_id);
        postgres_ask(db, "record", 1 + rand_r(&seed) % last_id);
    }
    PQfinish(db);
    return pairs;
}

static void* on_mysql(void* seed) { return (void*)loop_on_mysql((unsigned)(size_t)seed); }
static void* on_postgres(void* seed) { return (void*)loop_on_postgres((unsigned)(size_t)seed); }

int main(int count, char** arguments) {
    if (count != 11) fail("usage", "see the first lines of the source");
    host = arguments[2], port = arguments[3], user = arguments[4], password = arguments[5], database = arguments[6];
    const int connections = atoi(arguments[7]);
    seconds = atof(arguments[8]);
    user_id = atol(arguments[9]), last_id = atol(arguments[10]);
    pthread_t* threads = calloc((size_t)connections, sizeof *threads);
    mysql_library_init(0, NULL, NULL);
    for (int i = 0; i < connections; i++)
        pthread_create(&threads[i], NULL, strcmp(arguments[1], "mysql") ? on_postgres : on_mysql, (void*)(size_t)(i + 1));
    long pairs = 0;
    for (int i = 0; i < connections; i++) {
        void* answered;
        pthread_join(threads[i], &answered);
        pairs += (long)answered;
    }
    free(threads);
    printf("%.0f\n", (double)pairs / seconds);
    return 0;
}
