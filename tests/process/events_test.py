# The stream of events of real servers: what is written on one is heard on all, once and in order, whatever breaks off.
import re
import threading
import time
import unittest

import crowd
import event_stream
import fixture
from databases import scratch
from server import ProcessTest, engine_argument, free_port

ENGINE = engine_argument()
LISTENERS, OF_EACH = 1000, 20
PHONE = "/api/customers/1/"


class EventsTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.database = scratch(self, ENGINE)
        fixture.load(self, self.database)
        self.admin, self.sales = fixture.token("admin"), fixture.token("sales")

    def listen(self, *about, **more):
        stream = event_stream.listen(*about, **more)
        self.addCleanup(stream.close)
        return stream

    def serve_one(self, **settings):
        return fixture.serve(self, self.database, **settings)

    def rename(self, server, phone):
        self.assertAnswer(server.call("PATCH", PHONE, json={"phone": phone}, token=self.admin), 200)

    def changes(self, server, after):
        """All that /api/changes/ shows the administrator after an entry."""
        found, path = [], "/api/changes/?page_size=1000&after=%s" % after
        while page := self.assertAnswer(server.call("GET", path, token=self.admin), 200).json()["results"]:
            found += page
            path = "/api/changes/?page_size=1000&after=%d" % page[-1]["sequence"]
        return found

    def open_streams(self, server):
        return int(re.search(r"(?m)^connectcrm_event_streams (\d+)", server.call("GET", "/metrics").text).group(1))

    def wait_until_open(self, server, count):
        deadline = time.monotonic() + 60
        while self.open_streams(server) != count:
            self.assertLess(time.monotonic(), deadline, "%d streams" % self.open_streams(server))
            time.sleep(0.05)

    def test_what_is_written_on_one_server_is_heard_on_all(self):
        servers = [self.serve_one() for _ in range(1 if ENGINE == "sqlite" else 2)]
        streams = [self.listen(server, self.sales) for server in servers]
        for number, writer in enumerate(servers * 3):
            self.rename(writer, "+49 %d" % number)
            for stream in streams:
                self.assertEqual(stream.next("change").data["after"], {"phone": "+49 %d" % number})
        for server in servers:
            server.wait_until_it_says("route=/api/events/ status=200")

    def test_what_breaks_off_goes_on(self):
        """Listeners leave after every few events, the server is restarted, and nobody loses or hears twice a thing."""
        settings = {"PORT": free_port(), "SHUTDOWN_TIMEOUT": 60}
        server = self.serve_one(**settings)
        start = self.listen(server, self.admin).last_id
        heard, last = [], start
        for round in range(4):
            done = threading.Event()

            def write(of=server, first=100 * round):
                for number in range(25):
                    self.rename(of, str(first + number))
                done.set()

            writer = threading.Thread(target=write)
            writer.start()
            while len(heard) < 25 * (round + 1):
                stream = self.listen(server, self.admin, last)
                for event in stream.events():
                    self.assertEqual(event.name, "change")
                    heard.append(event.data)
                    if len(heard) % 7 == 0 or len(heard) == 25 * (round + 1):
                        break
                last = stream.last_id
                stream.close()
            writer.join()
            if round % 2 == 0:
                open_at_the_end = self.listen(server, self.admin)
                self.assertLess(server.stop(), 8, "streams hold up the end")
                self.assertEqual(list(open_at_the_end.events()), [])
                server = self.serve_one(**settings)
        self.assertEqual(heard, self.changes(server, start))
        self.assertEqual(len(heard), 100)

    def test_each_hears_what_is_theirs_and_as_long_as_it_is(self):
        server = self.serve_one()
        customer, sales = self.listen(server, fixture.token("customer"), timeout=60), self.listen(server, self.sales)
        self.rename(server, "secret")  # customers do not see that
        self.assertAnswer(server.call("PATCH", "/api/interactions/1/", json={"notes": "shared"}, token=self.admin), 200)
        self.assertEqual(sales.next("change").data["actor"], "admin")
        theirs = customer.next("change")
        self.assertEqual((theirs.data["after"], theirs.data["actor"], theirs.data["actor_id"]), ({"notes": "shared"}, None, None))
        self.rename(server, "secret too")
        # Now and then they are told how far they are, so that they need not begin there again.
        self.assertEqual(customer.next("position").id, self.database.value("SELECT MAX(sequence) FROM changes"))
        user = fixture.USERS["customer"]["id"]
        self.assertAnswer(server.call("PATCH", "/api/users/%d/" % user, json={"is_active": False}, token=self.admin), 200)
        self.assertAnswer(server.call("PATCH", "/api/interactions/1/", json={"notes": "too late"}, token=self.admin), 200)
        rest = list(customer.events())
        self.assertEqual([event.name for event in rest], ["end"])
        self.assertEqual(rest[0].data, {"detail": "User is inactive", "code": "user_inactive"})

    def test_a_thousand_listeners(self):
        crowd.raise_descriptor_limit(LISTENERS + 200)
        server = self.serve_one()
        rows = [{"username": "listener%d" % n, "role": "sales"} for n in range(LISTENERS // OF_EACH)]
        made = self.assertAnswer(server.call("POST", "/api/users/bulk/", json=rows, token=self.admin), 200).json()
        tokens = [fixture.token("sales", user_id=row["id"]) for row in made["results"]]
        streams = [self.listen(server, token) for token in tokens for _ in range(OF_EACH)]
        self.assertEqual(self.open_streams(server), LISTENERS)
        with self.assertRaisesRegex(AssertionError, "429"):
            self.listen(server, tokens[0])
        for number in range(3):
            self.rename(server, str(number))
        for stream in streams:
            for number in range(3):
                self.assertEqual(stream.next("change").data["after"], {"phone": str(number)})
        for stream in streams:
            stream.close()
        self.wait_until_open(server, 0)
        self.listen(server, tokens[0]).close()

    def test_old_clients_and_those_who_only_ask(self):
        server = self.serve_one()
        head = b"%s /api/events/ HTTP/1.%d\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + self.admin.encode() + b"\r\n\r\n"
        answer = server.raw(head % (b"HEAD", 0), half_close=False)
        self.assertRegex(answer, rb"(?s)^HTTP/1.1 200 .*Content-Type: text/event-stream\r\n.*\r\n\r\n$")
        with server.socket(30) as old:
            old.sendall(head % (b"GET", 0))
            received = b""
            while b"event: ready" not in received:
                received += old.recv(4096)
            self.assertNotIn(b"chunked", received)
            self.assertIn(b": connected\nretry: 1000\n\n", received)
            server.stop()
            self.assertEqual(old.recv(4096), b"")


if __name__ == "__main__":
    unittest.main()
