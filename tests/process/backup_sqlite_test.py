# backup and restore of the embedded database: files in use, damaged, or of another account.
import os
import sqlite3
import unittest

import fixture
from backups import NEW, BackupTest


class SqliteBackupsTest(BackupTest):
    engine = "sqlite"

    def test_a_running_server_keeps_its_database(self):
        self.backup()
        server = self.running()
        self.assertIn("in use", self.restore(self.database, "--force", code=1).stderr)
        made = server.call("POST", "/api/customers/", token=fixture.token("admin"), json=NEW)
        self.assertAnswer(made, 201)
        server.stop()
        self.assertEqual(self.database.value("SELECT name FROM customers WHERE id = %d" % made.json()["id"]), NEW["name"])

    def test_a_database_that_cannot_be_read_is_replaced(self):
        self.backup()
        self.database.path.write_bytes(b"rubbish" * 5000)
        self.assertIn("cannot be read", self.restore(self.database, code=1).stderr)
        self.restore(self.database, "--force")
        kept, = self.database.path.parent.glob("replaced-*.db")
        self.assertEqual(kept.read_bytes(), b"rubbish" * 5000)
        self.run_on(self.database, "verify")

    def test_a_damaged_database_is_not_backed_up(self):
        pages = bytearray(self.database.path.read_bytes())
        with sqlite3.connect(self.database.path) as connection:
            root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'customers_name_key'").fetchone()[0]
            size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.close()
        pages = bytearray(self.database.path.read_bytes())
        pages[(root - 1) * size + 3:(root - 1) * size + 5] = b"\0\0"  # the index is empty
        self.database.path.write_bytes(pages)
        self.assertIn("damaged", self.backup(code=1).stderr)
        self.assertEqual(list(self.folder.glob("monday*")), [])

    def test_the_file_of_the_database_itself(self):
        for command in ("backup", "restore"):
            done = self.run_on(self.database, command, str(self.database.path), "--force", code=2)
            self.assertIn("the database itself", done.stderr)

    def test_the_owner_stays(self):
        self.backup()
        owner = (12345, 12346) if os.getuid() == 0 else (os.getuid(), os.getgid())  # only root can give files away
        os.chown(self.database.path, *owner)
        self.restore(self.database, "--force")
        self.assertEqual((self.database.path.stat().st_uid, self.database.path.stat().st_gid), owner)


if __name__ == "__main__":
    unittest.main()
