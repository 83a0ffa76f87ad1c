# A request of very many rows: in constant memory, and once, however often it is broken off.
import http.client
import json
import re
import threading
import time
import unittest

import fixture
from databases import scratch
from server import ProcessTest, engine_argument, release

ENGINE = engine_argument()
ROWS = {"sqlite": 100_000, "mysql": 5000, "postgres": 5000}[ENGINE]
LINES = {"Content-Type": "application/x-ndjson"}
MOST_GROWTH = 24 * 1024 * 1024  # bytes; 100,000 rows are 45 MB


def rows(count, name="Customer"):
    filler = "A note that is long enough for the rows not to fit into little memory by accident. " * 4
    return b"".join(json.dumps({"external_id": "load-%d" % i, "name": "%s %d" % (name, i), "phone": str(i),
                                "email": "c%d@load.example" % i, "address": filler}).encode() + b"\n"
                    for i in range(count))


class BulkTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.database = scratch(self, ENGINE)
        fixture.load(self, self.database)
        self.token = fixture.token("sales")

    def start(self, **settings):
        return self.serve({**fixture.SETTINGS, "DATABASE_URL": self.database.url, **settings}, binary=release())

    def bulk(self, server, body, query="", **headers):
        return server.call("POST", "/api/customers/bulk/" + query, body=body, timeout=600, token=self.token,
                           headers={**LINES, **headers})

    def loaded(self):
        return int(self.database.value("SELECT COUNT(*) FROM customers WHERE external_id LIKE 'load-%'"))

    def memory(self, server, line):
        with open("/proc/%d/status" % server.process.pid, encoding="ascii") as status:
            return int(re.search(line + r":\s+(\d+) kB", status.read()).group(1)) * 1024

    def forget_peak(self, server):
        with open("/proc/%d/clear_refs" % server.process.pid, "w", encoding="ascii") as clear:
            clear.write("5")

    def expect(self, answer, **counts):
        self.assertAnswer(answer, 200)
        told = answer.json()
        self.assertEqual({name: told[name] for name in counts}, counts)
        self.assertIsNone(told["stopped"])
        return told

    def test_constant_memory(self):
        server = self.start()

        def send(count, name, query):
            body = rows(count, name)
            self.forget_peak(server)
            told = self.expect(self.bulk(server, body, query), refused=0)
            self.assertEqual(len(told["results"]), count)
            return self.memory(server, "VmHWM")

        # Caches of pages and statements are filled by then.
        few = max(send(ROWS // 10, "Few", ""), send(ROWS // 10, "Fewer", "?atomic=false"))
        for name, query in (("Many", "?atomic=false"), ("All", "")):
            self.assertLess(send(ROWS, name, query) - few, MOST_GROWTH, query)
        self.assertEqual(self.loaded(), ROWS)
        self.assertEqual(int(self.database.value("SELECT COUNT(*) FROM customers WHERE name LIKE 'All %'")), ROWS)
        server.stop()
        self.command("verify", environment={**fixture.SETTINGS, "DATABASE_URL": self.database.url}, binary=release(),
                     timeout=600)

    def test_killed_and_sent_again(self):
        body, count = rows(3000), 3000
        for at in (0.1, 0.4, 0.9):
            server = self.start()
            threading.Thread(target=self.until_cut_off, args=(server, body), daemon=True).start()
            time.sleep(at)
            server.kill()
        written = self.loaded()
        self.assertEqual(written % 500, 0, "a batch was torn")
        server = self.start()
        first = self.expect(self.bulk(server, body, "?atomic=false", **{"Idempotency-Key": "load"}), created=count,
                            updated=0, unchanged=0, refused=0)
        self.assertEqual(self.loaded(), count)
        again = self.bulk(server, body, "?atomic=false", **{"Idempotency-Key": "load"})
        self.assertEqual(again.json(), first)
        self.assertEqual(int(self.database.value("SELECT COUNT(*) FROM changes WHERE resource = 'customers'"
                                                 " AND action = 'create'")), count)

    def until_cut_off(self, server, body):
        try:
            self.bulk(server, body, "?atomic=false", **{"Idempotency-Key": "load"})
        except (OSError, http.client.HTTPException):
            pass

    def test_larger_than_the_limit(self):
        server = self.start(MAX_BULK_BYTES=1_000_000)
        self.assertAnswer(self.bulk(server, rows(5000)), 413)
        self.assertEqual(self.loaded(), 0)
        self.expect(self.bulk(server, rows(1000)), created=1000)


if __name__ == "__main__":
    unittest.main()
