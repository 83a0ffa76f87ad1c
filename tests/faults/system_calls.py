# One write to SQLite that is killed, or fails, at every single system call by which it changes the files.
import http.client
import itertools
import time
import uuid

from injection import Injection
from proof import Tally
from server import HOST
from sqlite_server import SqliteServer
from writers import write

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate")
ERRORS = ("EIO", "ENOSPC")
WITHOUT_A_FALSE_SUCCESS = (500, 503, 507)
# What is written is longer than the pages that are gathered for one call (sqlite_wal.cpp), so that there are some in the middle.
REST_OF_THE_NOTE = " and so on" * 60_000


class OneWrite:
    """POSTs, each under the fault of another system call, and again without any until it is acknowledged."""

    def __init__(self, server, tally):
        self.server, self.tally, self.acknowledged = server, tally, []

    def attempt(self, key):
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=30)
        try:
            answer = write(connection, self.server.token, self.server.customer, key)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if answer.status == 201 and not any(known == key for _, known, _ in self.acknowledged):
            self.acknowledged.append((time.monotonic(), key, answer.json()["id"]))
        return answer

    def under(self, call, number, what):
        """Whether there was such a call at all."""
        key, pid, answer = str(uuid.uuid4()) + REST_OF_THE_NOTE, self.server.process.process.pid, None
        injection = Injection(pid, call, number, what)
        try:
            answer = self.attempt(key)
        finally:
            happened = injection.end() or answer is None
        where = "%s %s %s" % (call, number, what)
        if answer is None:
            self.server.kill()
            self.tally.prove(self.acknowledged, self.server.query)
            self.server.check()
            self.tally.took(self.server.start())
        elif answer.status != 201 and answer.status not in WITHOUT_A_FALSE_SUCCESS:
            self.tally.complain("%s was answered %r" % (where, answer))
        if not happened and (answer is None or answer.status != 201):
            self.tally.complain("%s did not happen, and yet: %r" % (where, answer))
        again = self.attempt(key)
        if again is None or again.status != 201:
            self.tally.complain("after %s the server does not recover: %r" % (where, again))
        return happened

    def under_all(self, call, what, onwards=""):
        """From the first to the last call of a write; answers how many there are."""
        for number in itertools.count(1):
            if not self.under(call, "%d%s" % (number, onwards), what):
                return number - 1


def run(folder, title, faults):
    """`faults` are (what, onwards); every call of CALLS under each of them. Answers the tally, and how many faults there were."""
    tally, points = Tally(title), {}
    server = SqliteServer(folder).prepare()
    one = OneWrite(server, tally)
    try:
        for call in CALLS:
            points[call] = [one.under_all(call, what, onwards) for what, onwards in faults]
    finally:
        server.kill()
    tally.prove(one.acknowledged, server.query)
    server.check()
    print("  system calls of one write: %s" % {call: max(counts) for call, counts in points.items()}, flush=True)
    return tally, sum(map(sum, points.values()))


def kills(folder):
    return run(folder, "SQLite: killed at every system call of a write (pause: the slowest start)", [("signal=KILL", "")])


def errors(folder):
    return run(folder, "SQLite: every system call of a write fails, once or from then on",
               [("error=" + error, onwards) for error in ERRORS for onwards in ("", "+")])


def run_all(folder):
    tallies = []
    for name, part in (("kills", kills), ("errors", errors)):
        (folder / name).mkdir()
        tallies.append(part(folder / name)[0])
    return tallies
