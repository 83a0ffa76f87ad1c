# Requests that no good client sends, against the sanitized binary: it answers 4xx or hangs up, soon, and lives on.
import concurrent.futures
import json
import re
import resource
import socket
import time
import unittest
from pathlib import Path

import fixture
from databases import scratch
from server import ProcessTest, read_all

CASES = Path(__file__).resolve().parent.parent / "corpora" / "llhttp-request-cases.json"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
# What is expected of an unknown transfer coding, a proxy's method, another version of HTTP.
NOT_IMPLEMENTED = (501, 505)


def as_sent(text):
    """The corpus writes line ends as plain newlines and control characters as escapes, like llhttp's own test pages."""
    text = re.sub(r"\\\n", "", text).replace("\n", "\r\n")
    for escape, char in (("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"), ("\\f", "\f")):
        text = text.replace(escape, char)
    return re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m.group(1), 16)), text).encode("latin-1", "replace")


def with_host(request):
    """So that it is not refused for the lack of one."""
    line, end, rest = request.partition(b"\r\n")
    if re.search(rb"^host\s*:", rest, re.I | re.M):
        return request
    return line + end + b"Host: 127.0.0.1" + end + rest


class HostileTest(ProcessTest):
    @classmethod
    def setUpClass(cls):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)

    def setUp(self):
        super().setUp()
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        self.server = fixture.serve(self, database, HEADER_TIMEOUT=1, BODY_TIMEOUT=1, IDLE_TIMEOUT=20)
        self.token = fixture.token("admin")

    def tearDown(self):
        self.assertAnswer(self.server.call("GET", "/healthz"), 200)
        self.assertAnswer(self.server.call("GET", "/api/customers/1/", token=self.token), 200)
        self.server.stop()
        self.assertNotIn("internal", self.server.output)

    def statuses(self, request, half_close=True):
        received = self.server.raw(request, timeout=8, half_close=half_close)
        statuses = [int(code) for code in STATUS.findall(received)]
        for status in statuses:
            self.assertTrue(status < 500 or status in NOT_IMPLEMENTED, "%r: %r" % (request[:200], received[:500]))
        return statuses

    def test_llhttp(self):
        cases = json.loads(CASES.read_text(encoding="utf-8"))
        self.assertGreater(len(cases), 150)
        accepted = []

        def run(case):
            request = as_sent(case["request"])
            self.statuses(request)
            statuses = self.statuses(with_host(request))
            if case["error"] and "lenient" not in case["meta"] and not any(s >= 400 for s in statuses[-1:]) and statuses:
                accepted.append((case["title"], case["error"], statuses))

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for outcome in [pool.submit(run, case) for case in cases]:
                outcome.result()
        self.assertEqual(accepted, [], "malformed requests that were answered as if they were good")

    def test_never_cut_short(self):
        """Every beginning of a request, with the connection held open or closed behind it."""
        body = json.dumps({"username": "x", "password": "y"})
        request = (b"POST /api/token/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                   b"Transfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\n%s\r\n1a\r\n%s\r\n0\r\nTrailer: z\r\n\r\n"
                   % (body[:5].encode(), body[5:31].encode()))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for statuses in pool.map(lambda end: self.statuses(request[:end]), range(1, len(request))):
                self.assertLessEqual(len(statuses), 1)

    def test_oversize(self):
        def one(request, status):
            with self.subTest(request[:60]):
                self.assertEqual(self.statuses(request), [status])
        one(b"GET /" + b"x" * 8100 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404)
        one(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414)
        one(b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414)
        one(b"G" * 100_000, 400)
        one(HEAD + b"X: " + b"y" * 30_000 + b"\r\n\r\n", 200)
        one(HEAD + b"X: " + b"y" * 40_000 + b"\r\n\r\n", 431)
        one(HEAD + b"X: y\r\n" * 99 + b"\r\n", 200)
        one(HEAD + b"X: y\r\n" * 100 + b"\r\n", 431)
        one(HEAD + b"X: y\r\n" * 20_000 + b"\r\n", 431)
        one(HEAD + b"Content-Length: 10485761\r\n\r\n", 413)
        chunked = HEAD.replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\n"
        one(chunked + (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 11 + b"0\r\n\r\n", 413)
        one(chunked + b"1;" + b"x" * 100_000 + b"\r\n", 400)

    def post(self, body, path="/api/customers/", kind="application/json"):
        return self.server.call("POST", path, token=self.token, body=body, headers={"Content-Type": kind})

    def test_bodies(self):
        for body in (b"[" * 100_000, b'{"a":' * 100_000, b"[" * 5_000_000, b'{"name": ' + b"9" * 1_000_000 + b"}",
                     b'{"name": "' + b"\\ud800" * 10_000 + b'"}', b"\xff\xfe{\x00}\x00", b"\x00" * 1000, b'{"name": 1e999999999}',
                     b'{"name": "' + b"\xf0\x9f\x98" * 1000 + b'"}', b'{"' + b"k" * 1_000_000 + b'": 1}',
                     b"{" + b",".join(b'"k%d":%d' % (n, n) for n in range(100_000)) + b"}"):
            with self.subTest(body[:30]):
                self.assertAnswer(self.post(body), 400)
        for kind, body in (("multipart/form-data", b"x"), ("multipart/form-data; boundary=b", b"--b" * 200_000),
                           ("multipart/form-data; boundary=", b"----"), ("multipart/form-data; boundary=" + "b" * 5000, b"x"),
                           ("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n" * 50_000 + b"--b--"),
                           ("application/x-www-form-urlencoded", b"&=%" * 100_000), ("application/x-www-form-urlencoded", b"%00=%ff"),
                           ("application/json; charset=" + "x" * 5000, b"{}")):
            with self.subTest(kind[:40], body=body[:20]):
                self.assertAnswer(self.post(body, kind=kind), 400)
        deep = json.loads('{"name":' + "[" * 40 + "]" * 40 + "}")
        self.assertAnswer(self.server.call("POST", "/api/customers/", token=self.token, json=deep), 400)
        for token in ("x" * 30_000, ".", "..", "a.b.c", "\x80.\x80.\x80", "e30.e30.", "=.=.="):
            answer = self.server.call("GET", "/api/", token=token)
            self.assertEqual(answer.status, 401, token[:20])

    def test_slow_heads_and_bodies_are_cut(self):
        for start, more in ((HEAD, b"X: y\r\n"), (b"", b"G"), (HEAD.replace(b"GET", b"POST") + b"Content-Length: 1000\r\n\r\n", b"x")):
            with self.subTest(start), self.server.socket(timeout=8) as slow:
                slow.sendall(start)
                begun = time.monotonic()
                received = b""
                slow.settimeout(0.2)
                while time.monotonic() - begun < 6 and not received:
                    try:
                        slow.sendall(more)
                        received = slow.recv(1000)
                    except TimeoutError:
                        continue
                self.assertRegex(received, rb"^HTTP/1.1 408 ")
                self.assertLess(time.monotonic() - begun, 4)

    def test_many_idle_connections(self):
        idle = [self.server.socket() for _ in range(500)]
        for number, connection in enumerate(idle):
            if number % 2:
                connection.sendall(HEAD + b"\r\n")
        begun = time.monotonic()
        for _ in range(50):
            self.assertAnswer(self.server.call("GET", "/api/customers/1/", token=self.token), 200)
        self.assertLess(time.monotonic() - begun, 10)
        opened = float(re.search(r"(?m)^http_connections_open (\S+)$", self.server.call("GET", "/metrics").text).group(1))
        self.assertGreaterEqual(opened, 500)
        for connection in idle[1::2]:
            connection.settimeout(5)
            self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 200 "))
        for connection in idle:
            connection.close()

    def test_too_many_connections(self):
        server = self.serve({"MAX_CONNECTIONS": 20}, folder=self.new_folder())
        held = [server.socket() for _ in range(20)]
        time.sleep(0.3)
        with server.socket(5) as one_more:
            one_more.sendall(HEAD + b"\r\n")
            self.assertRegex(read_all(one_more), rb"^HTTP/1.1 503 ")
        for connection in held:
            connection.close()
        time.sleep(0.3)
        self.assertAnswer(server.call("GET", "/healthz"), 200)

    def test_clients_that_go_away(self):
        request = b"GET /api/customers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n" % self.token.encode()
        for _ in range(100):
            with self.server.socket() as s:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # closes with a reset
                s.sendall(request * 5)


if __name__ == "__main__":
    unittest.main()
