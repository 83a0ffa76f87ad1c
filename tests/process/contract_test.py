# Replays the recorded contract against a server that was loaded by import-django: contract_test.py ENGINE.
import hashlib
import re
import shutil
import subprocess
import sys
import unittest

import fixture
from databases import Scratch, scratch
from server import SLOWER, ProcessTest, engine_argument

PATIENCE = 500 * SLOWER  # seconds
LEFT_OUT = ("browsable", "admin-site", "html-page", "python-int", "python-repr", "version-dependent", "collation")
COLUMNS = {
    "users": "id, username, email, role, first_name, last_name, is_active, is_staff, is_superuser, date_joined, password",
    "customers": "id, name, email, phone, address, user_id",
    "opportunities": "id, title, description, stage, customer_id, assigned_to_id",
    "interactions": "id, customer_id, interaction_type, notes, date, next_action",
}


def rows(database):
    """All there is, and the log; the same for two equal databases."""
    found = {table: database.query("SELECT %s FROM %s ORDER BY id" % (columns, table)) for table, columns in COLUMNS.items()}
    found["changes"] = database.query("SELECT action, resource, record_id, version FROM changes ORDER BY sequence")
    return found


class ReplayTest(ProcessTest):
    def replay(self, database):
        server = fixture.serve(self, database)
        command = [sys.executable, str(fixture.CONTRACT / "compare.py"), "--base", "http://127.0.0.1:%d" % server.port,
                   "--profile", "fixed", "--superset", "--deviations", str(fixture.CONTRACT / "deviations.json")]
        for tag in LEFT_OUT:
            command += ["--skip-tag", tag]
        done = subprocess.run([*command, str(fixture.CONTRACT / "public.jsonl")], capture_output=True, text=True, timeout=PATIENCE)
        counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
        self.assertTrue(counts, done.stdout + done.stderr)
        self.assertEqual(counts.group(2), "0", done.stdout)
        self.assertGreater(int(counts.group(1)), 1200, done.stdout)
        self.assertNotIn("NOTE", done.stdout)
        server.stop()
        self.assertNotRegex(server.output, r'"?status"?[=:]5\d\d')
        self.command("verify", environment={**fixture.SETTINGS, "DATABASE_URL": database.url})


class ContractTest(ReplayTest):
    def test_import_from_sqlite_and_replay(self):
        source = self.new_folder() / "db.sqlite3"
        shutil.copy(fixture.CONTRACT / "fixture.sqlite3", source)
        before = hashlib.sha256(source.read_bytes()).hexdigest()
        database = scratch(self, engine)
        summary = fixture.load(self, database, source)

        self.assertEqual(hashlib.sha256(source.read_bytes()).hexdigest(), before, "the source was changed")
        self.assertEqual([p.name for p in source.parent.iterdir()], ["db.sqlite3"])
        for table in fixture.TABLES:
            count = len(fixture.DATA[table])
            self.assertIn("%s: %d read, %d added" % (table, count, count), summary)
        self.assertIn("plainpw", summary, "a plain-text password must be listed")
        imported = rows(database)
        self.assertNotIn(fixture.USERS["plainpw"]["password_hash"], str(imported))
        passwords = {row[1]: row[10] for row in imported["users"]}
        self.assertEqual(passwords["admin"], fixture.USERS["admin"]["password_hash"])

        again = fixture.load(self, database, source)
        self.assertRegex(again, r"users: \d+ read, 0 added, 0 updated")
        self.assertEqual(rows(database), imported, "a second import changed something")
        self.replay(database)

    def test_a_failed_import_leaves_nothing(self):
        source = self.new_folder() / "db.sqlite3"
        shutil.copy(fixture.CONTRACT / "fixture.sqlite3", source)
        broken = Scratch("sqlite", source.parent)
        broken.path = source
        broken.execute("DROP TABLE api_interaction")
        database = scratch(self, engine)
        environment = {**fixture.SETTINGS, "DATABASE_URL": database.url}
        self.command("migrate", environment=environment)
        self.command("import-django", str(source), environment=environment, code=1)
        for table in (*fixture.TABLES, "changes WHERE resource <> 'stages'"):  # those came with the tables
            self.assertEqual(database.value("SELECT COUNT(*) FROM " + table), "0", table)


class FromMySQLTest(ReplayTest):
    def test_import_from_mysql_and_replay(self):
        original = scratch(self, "mysql")
        original.load(fixture.CONTRACT / "fixture.mysql.sql")
        database = scratch(self, "mysql")
        summary = fixture.load(self, database, original.url)
        self.assertIn("customers: %d read" % len(fixture.DATA["customers"]), summary)
        self.replay(database)


if __name__ == "__main__":
    engine = engine_argument()
    if engine != "mysql":
        del FromMySQLTest
    unittest.main()
