# A list that the database breaks off while it is sent ends that answer, and nothing else: broken_stream_test.py ENGINE.
import subprocess
import time
import unittest

import fixture
from databases import scratch
from server import ProcessTest, engine_argument, read_all, release

MANY, LONG = 16, 2_000_000  # more than the sockets' buffers hold
TALK = {"customer": 1, "interaction_type": "Call", "next_action": "call back"}
engine = engine_argument()


class BrokenStreamTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.database = scratch(self, engine)
        fixture.load(self, self.database)
        self.server = fixture.serve_with(self, self.database, {"DATABASE_STATEMENT_TIMEOUT": 1}, binary=release())
        self.token = fixture.token("admin")
        for number in range(MANY):
            talk = {**TALK, "notes": "%02d" % (MANY - number) + "z" * LONG}
            self.assertAnswer(self.server.call("POST", "/api/interactions/", json=talk, token=self.token), 201)

    def assert_serves(self):
        self.assertAnswer(self.server.call("GET", "/api/me/", token=self.token), 200)
        self.assertAnswer(self.server.call("GET", "/readyz"), 200)
        self.assertGreater(len(self.server.call("GET", "/api/customers/", token=self.token).json()), 1)

    @unittest.skipIf(engine == "sqlite", "SQLite has no limit for statements")
    def test_a_client_slower_than_a_statement_may_take(self):
        request = "GET /api/interactions/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n" % self.token
        with self.server.socket(timeout=60) as client:
            client.sendall(request.encode())
            self.assertIn(b" 200 ", client.recv(1000))
            time.sleep(4)
            self.assertNotIn(b"\r\n0\r\n\r\n", read_all(client)[-10:])  # it breaks off, and so is not taken for the whole
        self.assert_serves()

    @unittest.skipUnless(engine == "sqlite", "sorted by the server")
    def test_no_room_to_sort(self):
        pid = str(self.server.process.pid)
        subprocess.run(["prlimit", "--pid", pid, "--fsize=1000000:unlimited"], check=True)
        path = "/api/interactions/?ordering=interaction_type,-date"
        self.assertIn(self.server.call("GET", path, token=self.token).status, (500, 507))
        self.assert_serves()
        subprocess.run(["prlimit", "--pid", pid, "--fsize=unlimited:unlimited"], check=True)
        self.assertGreater(len(self.server.call("GET", path, token=self.token).json()), MANY)


if __name__ == "__main__":
    unittest.main()
