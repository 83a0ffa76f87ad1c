# The end of a server: SIGTERM under load fails nobody and loses nothing that was acknowledged.
import http.client
import random
import signal
import threading
import time
import unittest
import uuid

import fixture
from databases import scratch
from load import Load
from server import ProcessTest, exchange

def writes(token):
    """Interactions whose notes name the write."""
    def make(_):
        return "write", "POST", "/api/interactions/", {"token": token, "json": {
            "customer": 1, "interaction_type": "Call", "notes": str(uuid.uuid4()), "next_action": "none"}}
    return make


def reads(path, token):
    return lambda _: ("read", "GET", path, {"token": token})


def logins(_):
    return "login", "POST", "/api/token/", {"json": {"username": "sales", "password": fixture.password("sales")}}


class StopTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.database = scratch(self, "sqlite")
        fixture.load(self, self.database)
        self.token = fixture.token("sales")

    def stored(self):
        """How often each note is there, and how often the log has its creation."""
        rows = dict(self.database.query("SELECT notes, COUNT(*) FROM interactions GROUP BY notes"))
        logged = dict(self.database.query("SELECT json_extract(after_values, '$.notes'), COUNT(*) FROM changes "
                                          "WHERE resource = 'interactions' AND action = 'create' GROUP BY 1"))
        return rows, logged

    def check(self, acknowledged):
        rows, logged = self.stored()
        for note in acknowledged:
            self.assertEqual((rows.get(note), logged.get(note)), ("1", "1"), "an acknowledged write")
        self.assertEqual(self.database.value("PRAGMA integrity_check"), "ok")
        self.assertEqual(self.database.query("PRAGMA foreign_key_check"), [])
        self.assertIn("everything fits", self.command("verify", environment={"DATABASE_URL": self.database.url}).stdout)

    def test_sigterm_under_load(self):
        for round in range(3):
            server = fixture.serve(self, self.database)
            makers = [writes(self.token)] * 3 + [reads("/api/interactions/", self.token), reads("/api/customers/1/", self.token),
                                                 logins, logins]
            load = Load(server, makers, reconnect=False)
            load.wait_for(100)
            time.sleep(random.uniform(0, 0.3))
            asked = time.monotonic()
            server.stop(within=10)
            sent = load.stop()
            # What was sent well before must be answered. A request that crosses the closing of its idle connection
            # gets no byte of an answer, which a client may repeat; half an answer never happens.
            for request in sent:
                if request.failure is None:
                    self.assertIn(request.status, (200, 201), request.kind)
                else:
                    self.assertGreater(request.at, asked - 0.1, "%s: %r" % (request.kind, request.failure))
                    self.assertIsInstance(request.failure, (http.client.RemoteDisconnected, ConnectionError))
            self.check(request.note for request in sent if request.kind == "write" and request.status == 201)

    def test_not_ready_before_it_closes(self):
        """A proxy that asks /readyz must see 503 while the answers under way are finished."""
        server = fixture.serve(self, self.database)
        probe = server.connection()
        self.assertAnswer(exchange(probe, "GET", "/readyz"), 200)
        slow = threading.Thread(target=server.call, args=("POST", "/api/token/"),
                                kwargs={"json": {"username": "nobody", "password": "wrong"}})  # takes half a second
        slow.start()
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        try:
            answer = exchange(probe, "GET", "/readyz")
        except (OSError, http.client.HTTPException):
            answer = server.call("GET", "/readyz")
        self.assertAnswer(answer, 503)
        slow.join()
        server.process.wait(10)

    def test_idle_and_slow_connections_do_not_hold_it(self):
        server = fixture.serve(self, self.database)
        idle, slow = server.socket(), server.socket()
        slow.sendall(b"POST /api/token/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.3)
        self.assertLess(server.stop(within=10), 10)
        idle.close()
        slow.close()

    def test_sigint_ends_it_too(self):
        server = fixture.serve(self, self.database)
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(server.process.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
