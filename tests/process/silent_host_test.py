# A database host that stops answering without a word, and one that hangs: silent_host_test.py mysql|postgres.
import os
import signal
import sys
import time
import unittest
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import fixture
import own_network
from databases import scratch
from own_engines import OwnEngines
from server import ProcessTest, engine_argument, release

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from proof import Proof  # noqa: E402
from writers import Writers  # noqa: E402

HOSTS = ("127.0.0.1", "127.0.0.2")  # of the same server
MUCH_LESS_THAN_A_STATEMENT = 30  # seconds; DATABASE_STATEMENT_TIMEOUT is 60 unless set


class SilentHostTest(ProcessTest):
    @classmethod
    def setUpClass(cls):
        cls.engines = OwnEngines(cls.addClassCleanup)

    def setUp(self):
        super().setUp()
        self.database = scratch(self, engine, at=self.engines.url(engine))
        fixture.load(self, self.database)
        self.port = urlsplit(self.database.url).port

    def started(self, hosts, **settings):
        url = urlsplit(self.database.url)
        account = url.netloc.rpartition("@")[0]
        url = urlunsplit(url._replace(netloc=account + "@" + ",".join("%s:%d" % (host, self.port) for host in hosts)))
        return self.serve({**fixture.SETTINGS, "DATABASE_URL": url, "DATABASE_CONNECT_TIMEOUT": 2, **settings},
                          binary=release())

    def write(self, server):
        return Writers(4, server.port, fixture.token("sales", lifetime=3600), 1, answer_within=MUCH_LESS_THAN_A_STATEMENT)

    def prove(self, writers):
        writers.stop()
        self.assertEqual(writers.unfinished(), [])
        acknowledged = writers.acknowledged()
        print("%d writes acknowledged, longest pause %.1f s, answers %s"
              % (len(acknowledged), writers.longest_pause(), dict(writers.answers())))
        self.assertEqual(Proof(acknowledged, self.database.query).faults(), [])

    def wait_for_readiness(self, server, status):
        deadline = time.monotonic() + MUCH_LESS_THAN_A_STATEMENT
        while server.call("GET", "/readyz", timeout=MUCH_LESS_THAN_A_STATEMENT).status != status:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_the_next_host_is_taken(self):
        server = self.started(HOSTS)
        writers = self.write(server)
        writers.wait_for(50)
        own_network.silence(HOSTS[0], self.port)
        self.addCleanup(own_network.heal, HOSTS[0], self.port)
        writers.wait_for(200, timeout=MUCH_LESS_THAN_A_STATEMENT)
        self.wait_for_readiness(server, 200)
        server_side = self.database
        server_side.url = server_side.url.replace(HOSTS[0], HOSTS[1])
        self.prove(writers)

    def test_the_only_host_comes_back(self):
        server = self.started(HOSTS[:1])
        writers = self.write(server)
        writers.wait_for(50)
        own_network.silence(HOSTS[0], self.port)
        self.wait_for_readiness(server, 503)
        self.assertAnswer(server.call("GET", "/healthz", timeout=2), 200)  # although every session waits
        own_network.heal(HOSTS[0], self.port)
        writers.wait_for(200, timeout=MUCH_LESS_THAN_A_STATEMENT)
        self.wait_for_readiness(server, 200)
        self.prove(writers)

    def test_a_server_that_hangs(self):
        """Its machine still acknowledges for it, so that only the limit of a statement ends the waiting."""
        server = self.started(HOSTS[:1], DATABASE_STATEMENT_TIMEOUT=1)
        writers = self.write(server)
        writers.wait_for(50)
        processes = self.engines.processes(engine)
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            self.wait_for_readiness(server, 503)
            self.assertAnswer(server.call("GET", "/healthz", timeout=2), 200)
            # Nobody waits until it goes on: neither who asks now nor those who asked before, in the middle of a write.
            begun = time.monotonic()
            answer = server.call("GET", "/api/customers/1/", token=fixture.token("sales"), timeout=60)
            self.assertAnswer(answer, 503)
            self.assertLess(time.monotonic() - begun, MUCH_LESS_THAN_A_STATEMENT)
            while writers.answers()["503"] < len(writers.all):
                self.assertLess(time.monotonic() - begun, MUCH_LESS_THAN_A_STATEMENT)
                time.sleep(0.1)
        finally:
            for pid in processes:
                os.kill(pid, signal.SIGCONT)
        writers.wait_for(200, timeout=MUCH_LESS_THAN_A_STATEMENT)
        self.wait_for_readiness(server, 200)
        self.prove(writers)


if __name__ == "__main__":
    own_network.enter()
    engine = engine_argument()
    unittest.main()
