# Ten thousand idle connections, a thousand slow clients and long bodies that do not end, against the release binary: the
# others are served, the memory stays small, and who is too many is told so.
import re
import select
import time
import unittest

import crowd
import fixture
from databases import scratch
from server import ProcessTest, read_all, release

IDLE, SLOW, SECONDS = 10_000, 1_000, 8
LIMIT = IDLE + SLOW + 300
MEMORY_MB = 200
BODY, BODY_MEMORY = 256 * 1024, 8 * 1024 * 1024


class ConnectionsTest(ProcessTest):
    def test_a_crowd(self):
        crowd.raise_descriptor_limit(LIMIT + 1000)
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        # Begun with the soft limit that a shell has, which the server raises.
        few = ("sh", "-c", 'ulimit -S -n 1024; exec "$@"', "sh")
        server = fixture.serve_with(self, database, {"MAX_CONNECTIONS": LIMIT, "IDLE_TIMEOUT": 600},
                                    binary=release(), before=few)
        before = crowd.resident_mb(server)
        with crowd.idle(server, IDLE) as held:
            quiet = crowd.resident_mb(server)
            self.assertGreaterEqual(self.open_connections(server), IDLE)
            asking = [crowd.Asking(server, fixture.token("admin"), path) for path in ("/api/customers/1/", "/api/customers/")]
            slow = crowd.Slow(server, SLOW, 10 * SECONDS)
            self.addCleanup(slow.end)
            self.wait_until_open(server, IDLE + SLOW)
            for one in asking:
                one.start()
            slow.go_on(SECONDS)
            busy = self.open_connections(server)
            for one in asking:
                one.stop()
            peak = crowd.resident_mb(server, peak=True)
            slow.end()
            print("resident: %.0f MB at first, %.0f MB with %d idle connections, at most %.0f MB with %d more; %d requests beside "
                  "them, p99 %.1f ms" % (before, quiet, IDLE, peak, busy - IDLE, sum(len(one.took) for one in asking),
                                         max(one.p99_ms() for one in asking)))
            for one in asking:
                self.assertEqual(one.wrong, [])
                self.assertGreater(len(one.took), 50)
            self.assertLessEqual(peak, MEMORY_MB)
            self.too_many(server)
            for connection in held[::50]:
                connection.sendall(crowd.HEAD)
                crowd.must_answer(connection)
        self.assertNotIn("MAX_CONNECTIONS", server.output)
        self.assertAnswer(server.call("GET", "/healthz"), 200)

    def test_a_limit_of_open_files_that_is_too_low_is_told(self):
        server = self.serve({"MAX_CONNECTIONS": 5000}, binary=release(), before=("sh", "-c", 'ulimit -n 1000; exec "$@"', "sh"))
        server.wait_until_it_says("The system allows 1000 open files, MAX_CONNECTIONS needs 5256")
        server.wait_until_it_says("LimitNOFILE=")

    def test_long_bodies_that_do_not_end(self):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        limits = {"MAX_BODY_MEMORY": BODY_MEMORY, "MAX_BODY_BYTES": 4 * BODY, "BODY_TIMEOUT": 600}
        server = fixture.serve_with(self, database, limits, binary=release())
        token, most = fixture.token("admin"), BODY_MEMORY // BODY
        customer = {"name": "Acme", "email": "long@b.example", "phone": "1", "address": "x"}
        # Twice as long as the others, since a body may have twice the memory that it needs.
        long = {"json": {**customer, "address": "x" * 2 * BODY}, "token": token}
        begun = b"POST /api/customers/ HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % BODY
        self.assertAnswer(server.call("POST", "/api/customers/", **long), 201)

        held = [server.socket(30) for _ in range(most + 8)]
        for connection in held:
            self.addCleanup(connection.close)
            connection.sendall(begun + bytes(BODY - 1))
        deadline, answered = time.monotonic() + 60, []
        while len(answered) < len(held) - most:
            self.assertLess(time.monotonic(), deadline, "%d long bodies are held" % (len(held) - len(answered)))
            answered, _, _ = select.select(held, [], [], 0.1)
        self.assertLessEqual(len(answered), len(held) - most // 2)
        for connection in answered:
            self.assertRegex(read_all(connection).decode(), r"(?s)^HTTP/1\.1 503 .*Too many long bodies are being received\.")

        self.assertAnswer(server.call("POST", "/api/customers/", **long), 503, {
            "detail": "Too many long bodies are being received. Try again in a moment."})
        self.assertAnswer(server.call("GET", "/api/customers/1/", token=token), 200)
        self.assertAnswer(server.call("POST", "/api/customers/", json=customer, token=token), 201)
        lines = b"\n" * 2 * BODY
        self.assertAnswer(server.call("POST", "/api/customers/bulk/", body=lines, token=token,
                                      headers={"Content-Type": "application/x-ndjson"}), 200)  # it waits in a file
        for connection in held:
            connection.close()
        while (answer := server.call("POST", "/api/customers/", **long)).status == 503:
            self.assertLess(time.monotonic(), deadline, "the memory of those who left is not given back")
            time.sleep(0.1)
        self.assertAnswer(answer, 201)

    @staticmethod
    def open_connections(server):
        return int(re.search(r"(?m)^http_connections_open (\d+)", server.call("GET", "/metrics").text).group(1))

    def wait_until_open(self, server, count):
        deadline = time.monotonic() + 30
        while self.open_connections(server) < count:
            self.assertLess(time.monotonic(), deadline, "only %d connections" % self.open_connections(server))
            time.sleep(0.1)

    def too_many(self, server):
        """The connections up to the limit are served, the next ones get 503 and the end, and nobody waits."""
        deadline = time.monotonic() + 30
        while self.open_connections(server) > IDLE + 20:
            self.assertLess(time.monotonic(), deadline, "slow clients that went away are still there")
            time.sleep(0.1)
        with crowd.idle(server, LIMIT - IDLE - 50):
            served, refused = 0, 0
            late = [server.socket(10) for _ in range(150)]
            for connection in late:
                with connection:
                    connection.sendall(crowd.HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                    answer = read_all(connection)
                    served += answer.startswith(b"HTTP/1.1 200 ")
                    refused += answer.startswith(b"HTTP/1.1 503 ") and b"Connection: close" in answer
            self.assertEqual(served + refused, len(late))
            self.assertGreater(refused, 80)
            self.assertGreater(served, 0)


if __name__ == "__main__":
    unittest.main()
