# Starts the real program, watches what it prints, and speaks HTTP to it; the tests beside this file build on it.
import http.client
import json as json_text
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from urllib.parse import urlencode

HOST = "127.0.0.1"
SLOWER = int(os.environ.get("CONNECTCRM_SLOWER", 1))  # how many times; under Valgrind all is
SANITIZER = re.compile(r"(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:|^==\d+== ", re.MULTILINE)


def required(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(name + " is not set: run the tests by ./dev test")
    return value


def sanitized():
    return required("CONNECTCRM_BINARY")


def release():
    return required("CONNECTCRM_RELEASE_BINARY")


def engine_argument():
    """The engine that ctest names after the file; unittest must not see it."""
    if len(sys.argv) < 2 or sys.argv[1] not in ("sqlite", "mysql", "postgres"):
        sys.exit("usage: %s sqlite|mysql|postgres" % sys.argv[0])
    return sys.argv.pop(1)


def free_port():
    with socket.socket() as s:
        s.bind((HOST, 0))
        return s.getsockname()[1]


def environment_of(folder, given):
    """Nothing of the caller's environment reaches the program, so that no setting slips in."""
    base = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8",
            "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
    return {**base, **{name: str(value) for name, value in (given or {}).items()}}


def refuse_sanitizer_report(text):
    if SANITIZER.search(text):
        raise AssertionError("a sanitizer complained:\n" + text[-8000:])


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        values = [v for n, v in self.headers if n.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json_text.loads(self.body)

    def __repr__(self):
        return "%d %r" % (self.status, self.body[:300])


def exchange(connection, method, path, json=None, form=None, body=None, token=None, headers=None):
    """One request and its answer on an http.client connection."""
    sent = {"Accept": "application/json", **(headers or {})}
    if json is not None:
        body, kind = json_text.dumps(json).encode(), "application/json"
    elif form is not None:
        body, kind = urlencode(form).encode(), "application/x-www-form-urlencoded"
    else:
        kind = None
    if kind:
        sent.setdefault("Content-Type", kind)
    if token:
        sent["Authorization"] = "Bearer " + token
    connection.putrequest(method, path, skip_host="Host" in sent, skip_accept_encoding=True)
    if body is not None:
        sent["Content-Length"] = str(len(body))
    for name, value in sent.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(body)
    got = connection.getresponse()
    return Answer(got.status, got.getheaders(), got.read())


class StartFailed(Exception):
    def __init__(self, code, output, errors):
        super().__init__("exit %s\n%s%s" % (code, output, errors))
        self.code, self.output, self.errors = code, output, errors


class Server:
    """`connectcrm serve` as a process; `port` is the one it found."""

    def __init__(self, folder, environment=None, flags=(), binary=None, host=HOST, before=()):
        self.host, self.lines, self.error_lines, self.ended = host, [], [], False
        given = {"PORT": 0, **(environment or {})}
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [*before, binary or sanitized(), "serve", *flags], cwd=folder, env=environment_of(folder, given),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.readers = [self._reader(self.process.stdout, self.lines), self._reader(self.process.stderr, self.error_lines)]
        self.port = 0 if flags else int(given["PORT"])  # 0: as printed
        self._wait_until_healthy()

    @staticmethod
    def _reader(pipe, lines):
        def read():
            with pipe:
                for line in pipe:
                    lines.append(line.decode("utf-8", "surrogateescape"))
        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread

    def _wait_until_healthy(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self._finish()
                raise StartFailed(self.process.returncode, self.output, self.errors)
            try:
                if self.port == 0:
                    self.port = self._printed_port() or 0
                if self.port and self.call("GET", "/healthz").status in (200, 400):
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.005)
        self.kill()
        raise StartFailed("none after 60 s", self.output, self.errors)

    def _printed_port(self):
        found = re.search(r'\bstarted\b.*?address"?[=:]"?http://[^ "]*:(\d+)', self.output)
        return int(found.group(1)) if found else None

    @property
    def output(self):
        return "".join(self.lines)

    def wait_until_it_says(self, text, within=10):
        """What it says of a thing may come after the answer that the thing got."""
        deadline = time.monotonic() + within
        while text not in self.output:
            if time.monotonic() > deadline:
                raise AssertionError("%r not said within %d s\n%s" % (text, within, self.output[-3000:]))
            time.sleep(0.01)

    @property
    def errors(self):
        return "".join(self.error_lines)

    def connection(self, timeout=30):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def call(self, method, path, timeout=30, **request):
        connection = self.connection(timeout)
        try:
            return exchange(connection, method, path, **request)
        finally:
            connection.close()

    def socket(self, timeout=10):
        return socket.create_connection((self.host, self.port), timeout)

    def raw(self, data, timeout=10, half_close=True):
        """Everything that comes back for these bytes; TimeoutError when the server keeps the connection open."""
        with self.socket(timeout) as s:
            try:
                s.sendall(data)
                if half_close:
                    s.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # answered and closed before everything was sent
            return read_all(s)

    def log_in(self, username, password):
        answer = self.call("POST", "/api/token/", json={"username": username, "password": password})
        if answer.status != 200:
            raise AssertionError("%s cannot log in: %r" % (username, answer))
        return answer.json()

    def stop(self, within=10):
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("still running %d s after SIGTERM\n%s" % (within, self.output[-3000:])) from None
        self._finish()
        if code != 0:
            raise AssertionError("exit %d after SIGTERM\n%s%s" % (code, self.output[-3000:], self.errors[-3000:]))
        return time.monotonic() - begun

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._finish()

    def _finish(self):
        for reader in self.readers:
            reader.join(10)
        self.ended = True
        refuse_sanitizer_report(self.errors)

    def close(self):
        if not self.ended:
            self.stop()


def read_all(s):
    received = b""
    while True:
        try:
            part = s.recv(65536)
        except ConnectionResetError:
            return received
        if not part:
            return received
        received += part


class ProcessTest(unittest.TestCase):
    """A test with an empty folder in which the program runs."""
    maxDiff = None

    def setUp(self):
        self.folder = self.new_folder()

    def new_folder(self):
        folder = Path(tempfile.mkdtemp(prefix="connectcrm-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def serve(self, environment=None, flags=(), folder=None, **more):
        server = Server(folder or self.folder, environment, flags, **more)
        self.addCleanup(server.close)
        return server

    def command(self, *arguments, environment=None, input="", code=0, folder=None, binary=None, timeout=120):
        """Runs one command to its end; `code` is the exit status it must have, None for any."""
        done = subprocess.run([binary or sanitized(), *arguments], cwd=folder or self.folder, input=input, text=True,
                              env=environment_of(folder or self.folder, environment), capture_output=True, timeout=timeout)
        refuse_sanitizer_report(done.stderr)
        if code is not None:
            self.assertEqual(done.returncode, code, "connectcrm %s\n%s%s" % (" ".join(arguments), done.stdout, done.stderr))
        return done

    def assertAnswer(self, answer, status, body=None):
        self.assertEqual(answer.status, status, answer)
        if body is not None:
            self.assertEqual(answer.json(), body)
        return answer
