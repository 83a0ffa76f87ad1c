# A database of its own for a test, on each engine, and SQL on it by way of the engines' client programs.
import itertools
import os
import sqlite3
import subprocess
import time
from urllib.parse import unquote, urlsplit, urlunsplit

from server import required

_numbers = itertools.count(1)


def server_url(engine):
    return required({"mysql": "TEST_MYSQL_URL", "postgres": "TEST_POSTGRES_URL"}[engine])


class Scratch:
    """`url` is what DATABASE_URL takes."""

    def __init__(self, engine, folder=None, at=None):
        self.engine = engine
        if engine == "sqlite":
            self.path = folder / "data" / "connectcrm.db"
            self.url = "sqlite:///" + str(self.path)
            return
        self.server = at or server_url(engine)
        self.name = "connectcrm_%d_%d" % (os.getpid(), next(_numbers))
        for attempt in range(20):
            try:
                self._run(self.server, "CREATE DATABASE " + self.name)
                break
            except RuntimeError as failure:  # PostgreSQL copies a template, which one can do at a time
                if "template1" not in str(failure) or attempt == 19:
                    raise
                time.sleep(0.25)
        self.url = urlunsplit(urlsplit(self.server)._replace(path="/" + self.name))

    def query(self, sql):
        """Rows as lists of texts; None is NULL on SQLite, the word NULL or nothing elsewhere."""
        if self.engine == "sqlite":
            connection = sqlite3.connect(self.path, timeout=20, isolation_level=None)
            try:
                return [[None if v is None else str(v) for v in row] for row in connection.execute(sql).fetchall()]
            finally:
                connection.close()
        return self._run(self.url, sql)

    def value(self, sql):
        return self.query(sql)[0][0]

    def execute(self, sql):
        self.query(sql)

    def load(self, path):
        """Runs a file of MySQL statements."""
        with open(path, "rb") as dump:
            self._run(self.url, None, dump)

    def drop(self):
        if self.engine == "mysql":
            self._run(self.server, "DROP DATABASE IF EXISTS " + self.name)
        elif self.engine == "postgres":
            for attempt in range(40):
                try:
                    self._run(self.server, "DROP DATABASE IF EXISTS %s WITH (FORCE)" % self.name)
                    return
                except RuntimeError as error:  # the server's own cleaner is at work there, whom only its owner may end
                    if "pg_signal_backend" not in str(error) or attempt == 39:
                        raise
                    time.sleep(0.5)

    def _run(self, url, sql, stdin=subprocess.DEVNULL):
        parts = urlsplit(url)
        password, database = unquote(parts.password or ""), parts.path.lstrip("/")
        where = {"user": unquote(parts.username), "host": parts.hostname, "port": str(parts.port)}
        if self.engine == "mysql":
            command = ["mariadb", "--no-defaults", "--protocol=tcp", "--batch", "--raw", "--skip-column-names",
                       "--default-character-set=utf8mb4", *("--%s=%s" % pair for pair in where.items()), database]
            command += ["-e", sql] if sql else []
            environment, separator = {"MYSQL_PWD": password}, "\t"
        else:
            command = ["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-U", where["user"],
                       "-h", where["host"], "-p", where["port"], "-d", database, "-c", sql]
            environment, separator = {"PGPASSWORD": password, "PGCLIENTENCODING": "UTF8"}, "\x1f"
        done = subprocess.run(command, env={**os.environ, **environment}, stdin=stdin, capture_output=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode("utf-8", "replace"))
        return [line.split(separator) for line in done.stdout.decode().splitlines()]


def scratch(test, engine, folder=None, at=None):
    database = Scratch(engine, folder or test.folder, at)
    test.addCleanup(database.drop)
    return database
