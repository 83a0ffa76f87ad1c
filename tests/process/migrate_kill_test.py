# Migrations that are killed anywhere, raced, or met by another version: migrate_kill_test.py ENGINE.
import sqlite3
import stat
import subprocess
import unittest

import fixture
from databases import Scratch, scratch
from server import ProcessTest, StartFailed, engine_argument, environment_of, release

# What the program does to its database: writes to files, or messages to a server.
CALLS = {"sqlite": "pwrite64", "mysql": "sendto", "postgres": "sendto"}
POINTS = 14


class MigrateTest(ProcessTest):
    def settings(self, database):
        return {**fixture.SETTINGS, "DATABASE_URL": database.url}

    def fresh(self):
        return scratch(self, engine, self.new_folder())

    def traced(self, database, *more):
        """`migrate` of the release binary under strace, which counts or ends it at a system call."""
        trace = self.folder / "trace"
        command = ["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=" + CALLS[engine], *more, release(), "migrate"]
        plain = database.url + ("" if engine == "sqlite" else "?tls=off")  # else OpenSSL writes to the socket
        environment = environment_of(self.folder, {**self.settings(database), "DATABASE_URL": plain})
        done = subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True, timeout=120)
        return done, trace.read_text().count(CALLS[engine] + "(")

    def usable(self, database):
        self.command("migrate", "--check", environment=self.settings(database))
        verified = self.command("verify", environment=self.settings(database)).stdout
        self.assertIn("6 records and 6 entries of the log were compared: everything fits", verified)  # the stages

    def test_killed_at_every_point(self):
        done, calls = self.traced(self.fresh())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(calls, 5)
        step = max(1, calls // POINTS)
        killed = 0
        for number in range(1, calls + 1, step):
            with self.subTest(call=number, of=calls):
                database = self.fresh()
                done, _ = self.traced(database, "-e", "inject=%s:signal=KILL:when=%d" % (CALLS[engine], number))
                killed += done.returncode != 0
                # Whoever was killed still holds the lock for a minute; here nobody waits for it.
                self.release_lock(database)
                self.command("migrate", environment=self.settings(database), timeout=30)
                self.usable(database)
                server = fixture.serve(self, database)
                self.assertAnswer(server.call("GET", "/readyz"), 200)
                server.stop()
                database.drop()
        self.assertGreaterEqual(killed, POINTS - 2)

    def release_lock(self, database):
        if engine == "sqlite" and not database.path.exists():
            return
        try:
            database.execute("UPDATE schema_lock SET expires = 0")
        except (RuntimeError, sqlite3.Error) as missing:
            self.assertRegex(str(missing), "schema_lock")

    def test_two_at_once(self):
        for _ in range(3):
            database = self.fresh()
            environment = environment_of(self.folder, self.settings(database))
            both = [subprocess.Popen([release(), "migrate"], cwd=self.folder, env=environment, text=True, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE) for _ in range(2)]
            outputs = [process.communicate(timeout=60) for process in both]
            self.assertEqual([process.returncode for process in both], [0, 0], outputs)
            self.assertEqual(sum("Nothing was pending" in out for out, _ in outputs), 1, outputs)
            self.assertEqual(sum("The tables are those of this version" in out for out, _ in outputs), 1, outputs)
            self.usable(database)

    def test_a_newer_schema_is_refused(self):
        database = self.fresh()
        self.command("migrate", environment=self.settings(database))
        server = fixture.serve(self, database)
        self.assertAnswer(server.call("GET", "/readyz"), 200)
        columns = "number, name, checksum, statements_done, statements, applied_at"
        database.execute("INSERT INTO schema_migrations (%s) VALUES (9999, '9999_future', 'x', 1, 1, 0)" % columns)
        self.assertAnswer(server.call("GET", "/readyz"), 503)
        self.assertAnswer(server.call("GET", "/healthz"), 200)
        server.stop()
        with self.assertRaises(StartFailed) as caught:
            fixture.serve(self, database)
        self.assertEqual(caught.exception.code, 3)
        self.assertIn("newer", caught.exception.errors)
        for command in (["migrate"], ["migrate", "--check"], ["createsuperuser", "--username", "ann"]):
            done = self.command(*command, environment=self.settings(database), input="correct-horse-battery\n", code=None)
            self.assertNotEqual(done.returncode, 0)
            self.assertRegex(done.stderr, "newer|later")

    def test_an_edited_migration_is_refused(self):
        database = self.fresh()
        self.command("migrate", environment=self.settings(database))
        database.execute("UPDATE schema_migrations SET checksum = 'x', statements_done = 0 WHERE number = 2")
        done = self.command("migrate", environment=self.settings(database), code=1)
        self.assertIn("0002", done.stderr)

    def older(self):
        """A database as the first version left it, with what that version's migration made and nothing else."""
        database, new = self.fresh(), self.fresh()
        self.command("migrate", environment=self.settings(new))
        plan = self.command("migrate", "--plan", environment=self.settings(database)).stdout
        first = plan.split("-- 0001", 1)[1].split("\n", 1)[1].split("-- 0002", 1)[0]
        if engine == "sqlite":
            database.path.parent.mkdir()
            tables = [row[0] for row in new.query("SELECT sql FROM sqlite_master WHERE name LIKE 'schema_%'")]
        else:
            tables = ["CREATE TABLE %s (%s)" % pair for pair in (
                ("schema_migrations", "number BIGINT NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, checksum VARCHAR(64) "
                 "NOT NULL, statements_done BIGINT NOT NULL, statements BIGINT NOT NULL, applied_at BIGINT NOT NULL"),
                ("schema_lock", "id BIGINT NOT NULL PRIMARY KEY, owner VARCHAR(100), expires BIGINT"))]
        for statement in tables + [s for s in first.split(";\n") if s.strip()]:
            database.execute(statement)
        (row,) = new.query("SELECT number, name, checksum, statements_done, statements, applied_at FROM schema_migrations "
                           "WHERE number = 1")
        database.execute("INSERT INTO schema_migrations VALUES (%s, '%s', '%s', %s, %s, %s)" % tuple(row))
        return database

    def test_an_older_schema(self):
        database = self.older()
        pending = self.command("migrate", "--check", environment=self.settings(database), code=3).stdout
        self.assertIn("0002", pending)
        self.assertNotIn("0001", pending)
        if engine == "sqlite":
            return self.check_that_it_is_copied(database)
        with self.assertRaises(StartFailed) as caught:
            fixture.serve(self, database)
        self.assertEqual(caught.exception.code, 3)
        self.assertIn("connectcrm migrate", caught.exception.errors)
        self.command("migrate", environment=self.settings(database))
        self.assertAnswer(fixture.serve(self, database).call("GET", "/readyz"), 200)

    def check_that_it_is_copied(self, database):
        before = database.query("SELECT sql FROM sqlite_master ORDER BY name")
        database.execute("INSERT INTO users VALUES (1, 'Ann', 'ann', '', 'admin', '', '', 1, 0, 0, '!', 0, 0, 0, 0, 1)")
        server = fixture.serve(self, database)
        self.assertAnswer(server.call("GET", "/readyz"), 200)
        server.stop()
        (path,) = database.path.parent.glob("backup-before-0002-*.db")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertIn(path.name, server.output)
        copy = Scratch("sqlite", self.folder)
        copy.path = path
        self.assertEqual(copy.value("PRAGMA integrity_check"), "ok")
        self.assertEqual(copy.query("SELECT sql FROM sqlite_master ORDER BY name"), before)
        self.assertEqual(copy.value("SELECT username FROM users"), "Ann")
        self.command("migrate", "--check", environment=self.settings(database))


if __name__ == "__main__":
    engine = engine_argument()
    unittest.main()
