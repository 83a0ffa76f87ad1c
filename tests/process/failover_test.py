# Lost connections, a database server that goes away and comes back, a list of hosts, TLS: failover_test.py mysql|postgres.
import re
import signal
import socket
import sys
import time
import unittest
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import fixture
from databases import scratch, server_url
from load import Load
from own_engines import OwnEngines, stop_signal
from server import HOST, ProcessTest, StartFailed, engine_argument, free_port, required

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from proof import Tally  # noqa: E402
from writers import Writers  # noqa: E402

RESTARTS = 3  # by each signal
KILL = {"mysql": "SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist "
                 "WHERE db = DATABASE() AND id <> CONNECTION_ID()",
        "postgres": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"}


def writes(token):
    return lambda _: ("write", "POST", "/api/interactions/", {"token": token, "json": {
        "customer": 1, "interaction_type": "Call", "notes": str(uuid.uuid4()), "next_action": "none"}})


def reads(token):
    return lambda _: ("read", "GET", "/api/customers/1/", {"token": token})


def with_hosts(url, *hosts, query=""):
    parts = urlsplit(url)
    account = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=account + "@" + ",".join(hosts), query=query))


def own_host(url):
    return urlsplit(url).netloc.rpartition("@")[2]


class FailoverTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.token = fixture.token("sales")

    def started(self, url, **settings):
        return self.serve({**fixture.SETTINGS, "DATABASE_URL": url, "DATABASE_CONNECT_TIMEOUT": 2, **settings})

    def wait_for(self, server, path, status, timeout):
        deadline = time.monotonic() + timeout
        while True:
            answer = server.call("GET", path)
            if answer.status == status:
                return
            self.assertLess(time.monotonic(), deadline, answer)
            time.sleep(0.05)

    def check_writes(self, database, sent):
        """Every acknowledged write is there once, with its entry; what failed is there at most once."""
        acknowledged = {request.note for request in sent if request.status == 201}
        self.assertGreater(len(acknowledged), 0)
        counts = {}
        for (note,) in database.query("SELECT notes FROM interactions WHERE next_action = 'none'"):
            counts[note] = counts.get(note, 0) + 1
        self.assertEqual({counts.get(note, 0) for note in acknowledged}, {1})
        self.assertEqual({note for note, count in counts.items() if count > 1}, set())
        self.command("verify", environment={**fixture.SETTINGS, "DATABASE_URL": database.url})

    def kill_connections(self, database):
        if engine == "postgres":
            return len(database.query(KILL[engine]))
        killed = 0
        for (statement,) in database.query(KILL[engine]):
            try:
                database.execute(statement)
                killed += 1
            except RuntimeError as gone:
                self.assertIn("Unknown thread id", str(gone))
        return killed

    def test_killed_connections(self):
        database = scratch(self, engine)
        fixture.load(self, database)
        server = self.started(database.url)
        load = Load(server, [writes(self.token)] * 3 + [reads(self.token)] * 3)
        load.wait_for(50)
        killed = 0
        for _ in range(5):
            killed += self.kill_connections(database)
            load.wait_for(load.answered() + 50)
        sent = load.stop()
        statuses = {status: sum(r.status == status for r in sent) for status in {r.status for r in sent}}
        print("%d connections killed; answers: %s" % (killed, statuses))
        self.assertGreater(killed, 5)
        self.assertEqual([r.failure for r in sent if r.failure], [])
        self.assertLessEqual(set(statuses), {200, 201, 500, 503})
        failed = sum(r.status >= 500 for r in sent)
        self.assertLessEqual(failed, killed, "at most the request under way on each killed connection fails")
        self.assertEqual([r for r in sent if r.kind == "read" and r.status != 200], [], "a read can always be repeated")
        self.kill_connections(database)
        self.assertAnswer(server.call("GET", "/readyz"), 200)
        self.kill_connections(database)
        self.assertAnswer(server.call("GET", "/api/customers/1/", token=self.token), 200)
        self.check_writes(database, sent)

    def test_a_server_that_stops_and_comes_back(self):
        engines = OwnEngines(self.addCleanup)
        database = scratch(self, engine, at=engines.url(engine))
        fixture.load(self, database)
        server = self.started(database.url)
        load = Load(server, [reads(self.token)])
        writers = Writers(3, server.port, self.token, 1, answer_within=30)
        for with_signal in (stop_signal(engine), signal.SIGKILL) * RESTARTS:
            writers.wait_for(30)
            again = engines.stop(engine, with_signal)
            self.wait_for(server, "/readyz", 503, 5)
            self.assertAnswer(server.call("GET", "/healthz"), 200)
            down = self.assertAnswer(server.call("GET", "/api/customers/1/", token=self.token), 503)
            self.assertTrue(down.header("Retry-After"))
            self.assertEqual(list(down.json()), ["detail"])
            time.sleep(0.5)
            engines.start(engine, again)
            self.wait_for(server, "/readyz", 200, 30)
            self.assertAnswer(server.call("GET", "/api/customers/1/", token=self.token), 200)
        writers.wait_for(30)
        sent = load.stop()
        self.assertEqual([r.failure for r in sent if r.failure], [])
        self.assertLessEqual({r.status for r in sent}, {200, 500, 503})
        writers.stop()
        self.assertEqual(writers.unfinished(), [])
        tally = Tally("%s: restarted %d times" % (engine, 2 * RESTARTS))
        tally.prove(writers.acknowledged(), database.query)
        print("%s: %d acknowledged, longest pause %.1f s, answers %s"
              % (tally.title, tally.acknowledged, writers.longest_pause(), dict(writers.answers())))
        self.assertEqual(tally.problems, [])
        self.command("verify", environment={**fixture.SETTINGS, "DATABASE_URL": database.url})
        server.stop()

    def test_the_first_host_of_the_list_is_dead(self):
        database = scratch(self, engine)
        fixture.load(self, database)
        dead = "%s:%d" % (HOST, free_port())
        server = self.started(with_hosts(database.url, dead, own_host(database.url)))
        self.assertAnswer(server.call("GET", "/readyz"), 200)
        self.assertAnswer(server.call("GET", "/api/customers/1/", token=self.token), 200)
        server.stop()
        with socket.socket() as silent:  # takes connections and says nothing
            silent.bind((HOST, 0))
            silent.listen()
            hosts = "%s:%d" % silent.getsockname(), own_host(database.url)
            server = self.started(with_hosts(database.url, *hosts), DATABASE_CONNECT_TIMEOUT=1)
            self.assertAnswer(server.call("GET", "/api/customers/1/", token=self.token), 200)
            server.stop()
        with self.assertRaises(StartFailed) as caught:
            self.started(with_hosts(database.url, dead, "%s:%d" % (HOST, free_port())))
        self.assertEqual(caught.exception.code, 1)
        self.assertIn(dead, caught.exception.errors)

    def test_tls(self):
        database = scratch(self, engine)
        fixture.load(self, database)
        port = urlsplit(database.url).port
        ca, wrong = required("TEST_CA_FILE"), required("TEST_WRONG_CA_FILE")
        for host in (HOST, "localhost"):
            server = self.started(with_hosts(database.url, "%s:%d" % (host, port), query="tls=verify&ca=" + ca))
            self.assertAnswer(server.call("GET", "/api/customers/1/", token=self.token), 200)
            if engine == "postgres":
                encrypted = database.query("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")
                self.assertEqual(encrypted, [["t"]])
            self.assertNotIn(urlsplit(server_url(engine)).password, server.output)
            server.stop()
        for host, query in ((HOST, "tls=verify&ca=" + wrong), ("127.0.0.2", "tls=verify&ca=" + ca), (HOST, "tls=verify"),
                            (HOST, "tls=verify&ca=/no/such/file")):
            with self.subTest(host=host, query=query):
                with self.assertRaises(StartFailed) as caught:
                    self.started(with_hosts(database.url, "%s:%d" % (host, port), query=query))
                self.assertEqual(caught.exception.code, 1)
                self.assertRegex(caught.exception.errors, re.compile("certificate|verif|tls|ssl", re.I))
        for query in ("tls=off", "tls=require", "tls=prefer"):
            with self.subTest(query):
                self.command("migrate", "--check", environment={
                    **fixture.SETTINGS, "DATABASE_URL": with_hosts(database.url, "127.0.0.2:%d" % port, query=query)})


if __name__ == "__main__":
    engine = engine_argument()
    unittest.main()
