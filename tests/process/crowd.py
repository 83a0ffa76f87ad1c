# Very many clients of one server: some hold a connection and say nothing, some are slow on purpose, and some just ask.
import contextlib
import resource
import shutil
import socket
import statistics
import subprocess
import threading
import time

from server import HOST, exchange

HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# What slowhttptest is to do, and where: heads that never end, bodies that never end, answers that are hardly read.
KINDS = {
    "-H": ("/", "-i", "1", "-x", "24"),
    "-B": ("/api/token/", "-i", "1", "-s", "8192", "-x", "10"),
    "-X": ("/api/docs/swagger-ui-bundle.js", "-w", "1", "-y", "64", "-n", "1", "-z", "16"),
}


def raise_descriptor_limit(needed):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise RuntimeError("this needs %d open files, and the system allows %d: raise the hard limit (ulimit -Hn)" % (needed, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed if hard == resource.RLIM_INFINITY else hard, hard))


@contextlib.contextmanager
def idle(server, count):
    """So many connections, each of which was answered once."""
    held = []
    try:
        while len(held) < count:
            batch = [socket.create_connection((HOST, server.port), 30) for _ in range(min(200, count - len(held)))]
            held += batch
            for connection in batch:
                connection.sendall(HEAD)
            for connection in batch:
                must_answer(connection)
        yield held
    finally:
        for connection in held:
            connection.close()


def must_answer(connection):
    received = b""
    while not received.endswith(b"\r\n\r\nok\n"):
        part = connection.recv(4096)
        if not part:
            raise AssertionError("an idle connection was not answered: %r" % received)
        received += part


class Slow:
    """slowhttptest's three ways to be slow, at the same time."""

    def __init__(self, server, count, seconds):
        program = shutil.which("slowhttptest")
        if not program:
            raise RuntimeError("slowhttptest is missing: run the tests by ./dev test")
        self.commands = []
        for number, (kind, (path, *more)) in enumerate(KINDS.items()):
            share = count // len(KINDS) + (number < count % len(KINDS))
            self.commands.append([program, kind, "-c", str(share), "-r", "200", "-l", str(seconds), "-p", "30", "-v", "0", "-u",
                                  "http://%s:%d%s" % (HOST, server.port, path), *more])
        self.running = [self.start(command) for command in self.commands]

    @staticmethod
    def start(command):
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def go_on(self, seconds):
        """Begins again with those whose connections the server has cut, which ends the program."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.2)
            for number, process in enumerate(self.running):
                if process.poll() is not None:
                    self.running[number] = self.start(self.commands[number])

    def end(self):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait()


class Asking(threading.Thread):
    """Ordinary requests, one after the other, every tenth on a new connection."""

    def __init__(self, server, token, path):
        super().__init__(daemon=True)
        self.server, self.token, self.path = server, token, path
        self.took, self.wrong, self.ended = [], [], threading.Event()

    def run(self):
        connection = self.server.connection()
        while not self.ended.is_set():
            if len(self.took) % 10 == 0:
                connection.close()
            begun = time.monotonic()
            try:
                status = exchange(connection, "GET", self.path, token=self.token).status
            except Exception as failure:  # whatever it was is told by the test
                status = repr(failure)
                connection.close()
            self.took.append(time.monotonic() - begun)
            if status != 200:
                self.wrong.append(status)
            time.sleep(0.01)
        connection.close()

    def stop(self):
        self.ended.set()
        self.join(60)
        if self.is_alive():
            self.wrong.append("no answer within a minute")

    def p99_ms(self):
        return 1000 * statistics.quantiles(self.took, n=100)[98]


def resident_mb(server, peak=False):
    name = "VmHWM:" if peak else "VmRSS:"
    with open("/proc/%d/status" % server.process.pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024
