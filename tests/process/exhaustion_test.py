# A server that runs out of disk, files or memory, or whose clock jumps: it says so, and goes on when there is some again.
import os
import re
import select
import shutil
import subprocess
import sys
import time
import unittest
from pathlib import Path

import fixture
from server import ProcessTest, exchange

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from proof import Tally  # noqa: E402
from sqlite_server import SqliteServer  # noqa: E402
from writers import Writers  # noqa: E402

MEBI = 1024 * 1024
# Starts the rest in a place of its own, where a small disk is on the folder; somebody who is not root gets one, too,
# where the system lets everybody have such places.
SMALL_DISK = ["unshare", "--mount", *(["--user", "--map-root-user"] if os.getuid() != 0 else []), "sh", "-c",
              'mount -t tmpfs -o size=8m tmpfs "$0" && cp "$0.before"/* "$0" && exec "$@"']
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def write_until_full(path):
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass


class ExhaustionTest(ProcessTest):
    def prepared(self, **settings):
        server = SqliteServer(self.folder, **settings).prepare()
        self.addCleanup(server.kill)
        return server

    def token(self, server, since, hours):
        at = int(time.time()) - since * 3600
        claims = {"token_type": "access", "iat": at, "exp": at + hours * 3600, "jti": "t%d" % since, "user_id": 1}
        return fixture.crmlib.make_jwt(claims, server.settings["CONNECTCRM_SECRET_KEY"])

    def read(self, server, timeout=30):
        return server.process.call("GET", "/api/customers/%d/" % server.customer, token=server.token, timeout=timeout)

    def write(self, server, count=4):
        return Writers(count, server.port, server.token, server.customer)

    def prove(self, server, writers, least):
        writers.stop()
        self.assertEqual(writers.unfinished(), [])
        tally = Tally(self.id())
        tally.prove(writers.acknowledged(), server.query)
        self.assertEqual(tally.problems, [])
        self.assertGreater(tally.acknowledged, least)
        server.check()
        print("%s: %d acknowledged, answers %s" % (self.id(), tally.acknowledged, dict(writers.answers())))

    def refused_for_space(self, server):
        """A checkpoint may make room for a few more writes at any time: only then one is taken."""
        for _ in range(1000):
            answer = server.process.call("POST", "/api/customers/", token=server.token, json={
                "name": "x" * 100, "email": "much@text.example", "phone": "1", "address": "y" * 200})
            if answer.status != 201:
                break
        self.assertAnswer(answer, 507, {"detail": "The server has run out of storage space."})

    def test_a_full_disk(self):
        server = self.prepared()
        server.process.stop()
        data = self.folder / "data"
        data.rename(self.folder / "data.before")
        data.mkdir()
        server.before = [*SMALL_DISK, str(data)]
        possible = subprocess.run([*server.before, "true"], capture_output=True, text=True)
        if possible.returncode != 0:
            self.skipTest("a small disk needs root, or user namespaces: " + possible.stderr)
        server.start()
        writers = self.write(server)
        writers.wait_for(50)
        for _ in range(2):
            refused = writers.answers()["507"]
            write_until_full(server.data / "ballast")
            while writers.answers()["507"] < refused + 20:
                self.assertAnswer(self.read(server), 200)
            self.assertAnswer(server.process.call("GET", "/readyz"), 200)
            self.refused_for_space(server)
            (server.data / "ballast").unlink()
            writers.wait_for(50)
        writers.stop()
        # Looked at from outside, since SQLite opens no file in another process's place; here the folder is empty.
        for file in list(server.data.glob("connectcrm.db*")):
            shutil.copy(file, data)
        server.kill()
        server.before = ()
        self.prove(server, writers, least=150)

    def test_no_more_files(self):
        server = self.prepared()
        pid = server.process.process.pid
        kept = server.process.connection()
        self.assertAnswer(exchange(kept, "GET", "/healthz"), 200)
        writers = self.write(server)
        writers.wait_for(20)
        opened = len(os.listdir("/proc/%d/fd" % pid))
        subprocess.run(["prlimit", "--pid", str(pid), "--nofile=%d:%d" % (opened + 10, opened + 10)], check=True)
        waiting = [server.process.socket() for _ in range(60)]  # the system takes them, the server cannot
        self.assertAnswer(exchange(kept, "GET", "/healthz"), 200)
        writers.wait_for(50)
        for connection in waiting:
            connection.close()
        self.assertAnswer(self.read(server), 200)
        writers.wait_for(50)
        self.prove(server, writers, least=100)
        kept.close()

    def test_no_more_memory(self):
        # Neither the memory for all bodies nor a client's time is what runs out.
        server = self.prepared(MAX_BODY_MEMORY=1024 * MEBI, BODY_TIMEOUT=600)
        pid = server.process.process.pid
        writers = self.write(server)
        writers.wait_for(20)
        # What can be written to, not the addresses: malloc sets many of these aside, and all the bodies may fit there.
        used = int(re.search(r"VmData:\s+(\d+)", Path("/proc/%d/status" % pid).read_text()).group(1)) * 1024
        subprocess.run(["prlimit", "--pid", str(pid), "--data=%d:unlimited" % (used + 24 * MEBI)], check=True)
        body = b'{"name": "' + b"x" * (9 * MEBI) + b'"}'
        large = []
        for _ in range(12):
            connection = server.process.connection(60)
            self.addCleanup(connection.close)
            connection.putrequest("POST", "/api/customers/")
            connection.putheader("Authorization", "Bearer " + server.token)
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            try:
                connection.send(body[:-1])  # held until its end comes
            except OSError:
                pass  # closed before everything was sent
            large.append(connection)
        # The system may have taken all of a body that the server then refuses.
        refused, _, _ = select.select([connection.sock for connection in large], [], [], 60)
        self.assertNotEqual(refused, [], "there was memory for all of them")
        self.assertIsNone(server.process.process.poll(), server.process.errors)
        for connection in large:
            connection.close()
        writers.wait_for(50)
        server.process.wait_until_it_says("std::bad_alloc")
        self.assertAnswer(self.read(server), 200)
        subprocess.run(["prlimit", "--pid", str(pid), "--data=unlimited"], check=True)
        self.prove(server, writers, least=60)

    def test_the_clock_jumps(self):
        self.assertIsNotNone(FAKETIME, "the Debian package libfaketime is missing")
        clock = self.folder / "clock"
        clock.write_text("+0\n")
        server = self.prepared(LD_PRELOAD=FAKETIME, FAKETIME_TIMESTAMP_FILE=clock, FAKETIME_NO_CACHE=1,
                               FAKETIME_DONT_FAKE_MONOTONIC=1, DONT_FAKE_MONOTONIC=1, ACCESS_TOKEN_LIFETIME=86400)
        short = self.token(server, since=0, hours=1)
        server.token = self.token(server, since=3, hours=24)
        kept = server.process.connection()
        writers = self.write(server)
        writers.wait_for(20)
        for jump in ("+2h", "-2h", "+0"):
            self.assertAnswer(exchange(kept, "GET", "/healthz"), 200)
            clock.write_text(jump + "\n")
            told = exchange(kept, "GET", "/healthz").header("Date")
            hour = time.gmtime(time.time() + {"+2h": 7200, "-2h": -7200, "+0": 0}[jump]).tm_hour
            self.assertIn(int(told.split()[4].split(":")[0]), (hour, (hour + 1) % 24), told)
            writers.wait_for(20)  # on connections that were idle for no time at all
            answer = server.process.call("GET", "/api/me/", token=short)
            # Expired, or issued at a time that has not come yet.
            self.assertAnswer(answer, 200 if jump == "+0" else 401)
            self.assertAnswer(server.process.call("GET", "/readyz"), 200)
        times = [int(at) for (at,) in server.query("SELECT at FROM changes ORDER BY sequence")]
        self.assertNotEqual(times, sorted(times), "the clock went back, and the log kept its order")
        self.prove(server, writers, least=80)
        kept.close()


if __name__ == "__main__":
    unittest.main()
