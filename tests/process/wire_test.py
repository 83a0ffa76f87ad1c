# Every request of the table against the sanitized program: answered as RFC 9110 and 9112 say, and nothing smuggled.
import concurrent.futures
import socket
import time
import unittest

import wire
from server import ProcessTest, read_all

# Longer than the server's limits for what is not whole.
PATIENCE = 8


class WireTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve({"ALLOWED_HOSTS": "*", "HEADER_TIMEOUT": 1, "BODY_TIMEOUT": 1, "LOG_FORMAT": "json"})

    def ask(self, case):
        """What comes back, and whether the server closed the connection by itself."""
        parts = list(case.parts)
        if case.then == "close" and case.statuses != [408]:
            parts[-1] += wire.SHORT["<smuggled>"].encode()
        received = b""
        with self.server.socket(PATIENCE) as s:
            for number, part in enumerate(parts):
                try:
                    s.sendall(part)
                except OSError:
                    pass  # answered and closed before everything was sent
                if case.then == "close":
                    return read_all(s), True
                received += self.read(s, len(case.statuses) - number if part is parts[-1] else 1)
            s.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\nX-Request-Id: next\r\nConnection: close\r\n\r\n")
            return received + read_all(s), False

    @staticmethod
    def read(s, count):
        received = b""
        while len(wire.STATUS.findall(received)) < count:
            part = s.recv(65536)
            if not part:
                break
            received += part
        return received

    def check(self, case):
        try:
            received, closed = self.ask(case)
        except (TimeoutError, socket.timeout):
            return "%r: neither answered nor closed within %d s" % (case, PATIENCE)
        expected = case.statuses if closed else case.statuses + [200]
        got = wire.statuses(received)
        if got != expected:
            return "%r: %s instead of %s" % (case, got, expected)
        if not closed and not (b"X-Request-Id: next" in received and received.endswith(b"ok\n")):
            return "%r: the request behind it did not get its own answer" % case
        return None

    def test_each_is_answered_as_it_should_be(self):
        cases = wire.cases()
        self.assertGreater(len(cases), 250)
        self.assertEqual(len(cases), len({(case.section, case.title, b"".join(case.parts)) for case in cases}), "one is there twice")
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            wrong = [text for text in pool.map(self.check, cases) if text]
        self.assertEqual(wrong, [], "\n".join(wrong))
        self.server.stop()
        self.assertIn('"id":"next"', self.server.output)
        self.assertNotIn("smuggled", self.server.output)
        self.assertNotIn('"status":500', self.server.output)

    def test_byte_by_byte_makes_no_difference(self):
        """Those in which a request hides, sent so that each byte may be the last of a read."""
        def drip(case):
            with self.server.socket(PATIENCE) as s:
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    for byte in b"".join(case.parts):
                        s.sendall(bytes([byte]))
                except OSError:
                    pass
                got = wire.statuses(read_all(s))
                return None if got == case.statuses else "%r: %s" % (case, got)
        hiding = [case for case in wire.cases() if case.smuggles and sum(map(len, case.parts)) < 1000]
        self.assertGreater(len(hiding), 80)
        begun = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            wrong = [text for text in pool.map(drip, hiding) if text]
        self.assertEqual(wrong, [], "\n".join(wrong))
        print("%d requests, byte by byte, in %.1f s" % (len(hiding), time.monotonic() - begun))
        self.server.stop()
        self.assertNotIn("smuggled", self.server.output)


if __name__ == "__main__":
    unittest.main()
