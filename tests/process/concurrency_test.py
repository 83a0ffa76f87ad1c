# Everything at once on each engine, also under ThreadSanitizer: every answer is one that the request can have, each has one
# line in the log, and what is stored fits together.
import collections
import json
import time
import unittest
import uuid

import fixture
from databases import scratch
from load import Load
from server import SLOWER, ProcessTest, engine_argument

ENGINE = engine_argument()
ANSWERS = 1500


def call(kind, method, path, token=None, **more):
    return lambda number: (kind, method, path, {"token": token, **{name: value(number) if callable(value) else value
                                                                   for name, value in more.items()}})


def in_turn(*makers):
    return lambda number: makers[number % len(makers)](number // len(makers))


def note(_):
    return {"customer": 1, "interaction_type": "Call", "notes": "at once %s" % uuid.uuid4(), "next_action": "none"}


class ConcurrencyTest(ProcessTest):
    def test_everything_at_once(self):
        database = scratch(self, ENGINE)
        fixture.load(self, database)
        server = fixture.serve(self, database, LOG_FORMAT="json")
        admin, sales = fixture.token("admin"), fixture.token("sales")
        possible = {**dict.fromkeys(("record", "list", "search", "export", "feed", "metrics"), {200}),
                    "ready": {200, 503},  # a database that two cores leave waiting for two seconds is not ready
                    "create": {201}, "edit": {200}, "stale": {412}, "refused": {400}, "forbidden": {403},
                    "same key": {201, 409}, "bulk": {200}, "login": {200}}
        read = in_turn(call("record", "GET", "/api/customers/1/", sales),
                       call("list", "GET", "/api/interactions/?page_size=20&ordering=-date", sales),
                       call("search", "GET", "/api/customers/?search=a&page=1", admin),
                       call("export", "GET", "/api/interactions/", admin, headers={"Accept": "text/csv"}),
                       call("feed", "GET", "/api/changes/", admin),
                       call("metrics", "GET", "/metrics"),
                       call("ready", "GET", "/readyz"))
        write = in_turn(call("create", "POST", "/api/interactions/", sales, json=note),
                        call("edit", "PATCH", "/api/customers/1/", sales, json=lambda n: {"phone": str(n)}),
                        call("stale", "PATCH", "/api/customers/1/", sales, json={"phone": "0"}, headers={"If-Match": '"0"'}),
                        call("refused", "POST", "/api/customers/", sales, json={"name": ""}),
                        call("forbidden", "DELETE", "/api/users/1/", sales))
        same = call("same key", "POST", "/api/interactions/", sales, headers=lambda n: {"Idempotency-Key": "key-%d" % n},
                    json=lambda n: {**note(n), "notes": "at once, with key %d" % n})
        bulk = call("bulk", "POST", "/api/interactions/bulk/", sales, json=lambda n: [note(n) for _ in range(5)])
        login = call("login", "POST", "/api/token/", json={"username": "sales", "password": fixture.password("sales")})
        load = Load(server, [read, read, write, write, write, same, same, bulk, login])
        load.wait_for(ANSWERS, timeout=150 * SLOWER)
        load.wait_for_kinds(possible, timeout=150 * SLOWER)
        sent = load.stop()
        server.stop()

        for request in sent:
            self.assertIsNone(request.failure, request.kind)
            self.assertIn(request.status, possible[request.kind], request.kind)

        lines = collections.Counter(event["id"] for event in map(json.loads, filter(str.strip, server.lines))
                                    if event["event"] == "request")
        for request in sent:
            self.assertEqual(lines[request.id], 1, "lines of the log for a request: " + request.kind)

        created = collections.Counter(dict.fromkeys(
            (request.note for request in sent if request.kind in ("create", "same key") and request.status == 201), 1))
        stored = {notes: int(count) for notes, count in database.query(
            "SELECT notes, COUNT(*) FROM interactions WHERE notes LIKE 'at once%' GROUP BY notes")}
        for text in created:
            self.assertEqual(stored[text], 1, "a write that was acknowledged: " + text)
        self.assertIn("everything fits", self.command("verify", environment={"DATABASE_URL": database.url}).stdout)

    def test_a_change_of_who_may_counts_for_all_that_is_asked_after_it(self):
        """However many requests of the same user wait together, none is answered by what was so before it was sent."""
        database = scratch(self, ENGINE)
        fixture.load(self, database)
        server = fixture.serve(self, database)
        admin, user = fixture.token("admin"), fixture.USERS["sales"]["id"]
        load = Load(server, [call("read", "GET", "/api/customers/1/", fixture.token("sales"))] * 24)
        changes = []
        for active in [False, True] * 4:
            load.wait_for(load.answered() + 150, timeout=60)
            begun = time.monotonic()
            self.assertAnswer(server.call("PATCH", "/api/users/%d/" % user, token=admin, json={"is_active": active}), 200)
            changes.append((begun, time.monotonic(), 200 if active else 401))
        load.wait_for(load.answered() + 150, timeout=60)
        seen = collections.Counter()
        for request in load.stop():
            self.assertIsNone(request.failure)
            before = [status for _, done, status in changes if done < request.at]
            if not any(begun <= request.ended and request.at <= done for begun, done, _ in changes):
                self.assertEqual(request.status, before[-1] if before else 200)
                seen[request.status] += 1
        self.assertGreater(min(seen[200], seen[401]), 200, seen)


if __name__ == "__main__":
    unittest.main()
