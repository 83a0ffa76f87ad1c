# A backup that is made and fetched over HTTP, from a server that is being written to, and restored.
import re
import threading
import unittest

import fixture
from backups import NEW, BackupTest
from server import engine_argument


class BackupDownloadTest(BackupTest):
    def fetch(self, server, made):
        """By a connection of its own and without a token, as a browser does it."""
        answer = self.assertAnswer(server.call("GET", made["url"]), 200)
        self.assertEqual(answer.header("Content-Length"), str(made["bytes"]))
        self.assertEqual(len(answer.body), made["bytes"])
        self.assertIsNone(answer.header("Transfer-Encoding"))
        self.assertEqual(answer.header("Content-Disposition"), 'attachment; filename="%s"' % made["name"])
        return answer.body

    def make(self, server):
        return self.assertAnswer(server.call("POST", "/api/system/backups/", token=fixture.token("admin"), timeout=120), 201).json()

    def left_behind(self, temporary):
        return [*temporary.glob("connectcrm-download-*"), *self.folder.glob("**/connectcrm-download-*")]

    def test_it_restores_while_writes_went_on(self):
        temporary = self.new_folder()
        server = fixture.serve(self, self.database, TMPDIR=temporary)
        written, stop = [], threading.Event()

        def write():
            while not stop.is_set():
                written.append(server.call("POST", "/api/customers/", token=fixture.token("admin"), json=NEW).status)
        writer = threading.Thread(target=write)
        writer.start()
        try:
            before = len(written)
            made = self.make(server)
            during = len(written) - before
        finally:
            stop.set()
            writer.join()
        self.assertEqual(set(written), {201})
        self.assertGreater(during, 1, "the backup stopped the writes")
        self.file.write_bytes(self.fetch(server, made))
        self.assertEqual(server.call("GET", made["url"]).status, 404)
        self.assertEqual(self.left_behind(temporary), [])

        other = self.empty()
        self.restore(other)
        self.run_on(other, "verify")
        self.assertEqual(other.query("SELECT * FROM users ORDER BY id"), self.database.query("SELECT * FROM users ORDER BY id"))
        count = "SELECT COUNT(*) FROM customers WHERE name = '%s'" % NEW["name"]
        self.assertLessEqual(int(other.value(count)), len(written))

    def test_the_log_tells_who_took_it_and_not_the_ticket(self):
        server = fixture.serve(self, self.database)
        made = self.make(server)
        self.fetch(server, made)
        server.wait_until_it_says("backup_fetched")
        self.assertRegex(server.output, r"info backup .*username=admin .*name=" + re.escape(made["name"]))
        self.assertNotIn(made["url"].split("/")[-2], server.output)

    def test_a_client_that_leaves_gives_the_place_back(self):
        server = fixture.serve(self, self.database)
        for _ in range(3):
            made = self.make(server)
            with server.socket() as s:
                s.sendall(("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % made["url"]).encode())
                self.assertTrue(s.recv(100).startswith(b"HTTP/1.1 200"))


if __name__ == "__main__":
    BackupDownloadTest.engine = engine_argument()
    unittest.main()
