# What the log says, and above all what it must never say.
import json
import re
import unittest

import fixture
from databases import scratch
from server import ProcessTest, free_port

MARKER = "zq-body-marker-7781"
NEW_PASSWORD = "wholly-new-pass-4"


class LogTest(ProcessTest):
    def session(self, server):
        """Logins, refusals and writes of every kind; answers all that must not be in the log."""
        sensitive = [MARKER, NEW_PASSWORD, fixture.SECRET]
        call = server.call
        for name in ("admin", "sales"):
            tokens = server.log_in(name, fixture.password(name))
            sensitive += [fixture.password(name), *tokens.values()]
        admin = fixture.token("admin")
        sensitive.append(admin)
        call("POST", "/api/token/", json={"username": "admin", "password": MARKER + "-wrong"})
        call("POST", "/api/token/", json={"username": MARKER + "-nobody", "password": "x"})
        call("POST", "/api/token/", body=('{"password": "%s' % MARKER).encode(), headers={"Content-Type": "application/json"})
        call("POST", "/api/token/refresh/", json={"refresh": tokens["refresh"]})
        call("POST", "/api/token/verify/", json={"token": tokens["access"]})
        call("POST", "/api/token/refresh/", json={"refresh": MARKER})
        call("GET", "/api/customers/?" + MARKER, token=admin)
        call("GET", "/api/customers/" + MARKER + "/", token=admin)
        call("GET", "/" + MARKER, token=admin)
        call("GET", "/api/", token=MARKER)
        call("GET", "/", headers={"X-Forwarded-For": MARKER, "User-Agent": MARKER, "Cookie": "refresh=" + MARKER})
        customer = call("POST", "/api/customers/", token=admin, json={
            "name": MARKER, "email": MARKER + "@x.test", "phone": "1", "address": MARKER}).json()
        call("PATCH", "/api/customers/%d/" % customer["id"], token=admin, json={"name": MARKER + "\n2026-01-01 forged"})
        call("POST", "/api/users/", token=admin, json={"username": "u.log", "role": "sales", "password": NEW_PASSWORD})
        call("PATCH", "/api/users/3/", token=admin, json={"password": NEW_PASSWORD})
        me = call("POST", "/api/me/password/", token=admin, json={
            "current_password": fixture.password("admin"), "new_password": NEW_PASSWORD + "-and-more"})
        self.assertAnswer(me, 200)
        fresh = me.json()
        sensitive += fresh.values()
        call("DELETE", "/api/customers/%d/" % customer["id"], token=fresh["access"])
        call("POST", "/api/token/logout/", json={"refresh": fresh["refresh"]})
        cookie = call("POST", "/api/token/", headers={"X-Refresh-Cookie": "1"}, json={
            "username": "admin", "password": NEW_PASSWORD + "-and-more"})
        sensitive.append(re.search(r"refresh=([^;]+)", cookie.header("Set-Cookie")).group(1))
        return sensitive

    def served(self, *flags):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        return self.serve({**fixture.SETTINGS, "DATABASE_URL": database.url, "LOG_LEVEL": "debug"}, flags)

    def check_secrets(self, server, sensitive):
        for text in sensitive:
            # Neither the whole nor, of a token, its claims or signature.
            for part in (text, *text.split(".")[1:]):
                self.assertNotIn(part, server.output + server.errors)

    def test_json(self):
        server = self.served("--log-format", "json")
        sensitive = self.session(server)
        kept = server.call("GET", "/api/customers/1/", token=fixture.token("sales2"), headers={"X-Request-Id": "Trace-42_x.y"})
        self.assertAnswer(kept, 200)
        self.assertEqual(kept.header("X-Request-Id"), "Trace-42_x.y")
        for hostile in ("a b", "x" * 200, 'a"b', "ü".encode().decode("latin-1")):
            self.assertNotEqual(server.call("GET", "/", headers={"X-Request-Id": hostile}).header("X-Request-Id"), hostile)
        server.stop()

        events = [json.loads(line) for line in server.lines if line.strip()]
        for event in events:
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
            self.assertIn(event["level"], ("debug", "info", "warning", "error"))
        requests = [event for event in events if event["event"] == "request"]
        for event in requests:
            for member, kind in (("id", str), ("method", str), ("route", str), ("status", int), ("duration_ms", (int, float)),
                                 ("user", int)):
                self.assertIsInstance(event[member], kind, event)
        (traced,) = [event for event in requests if event["id"] == "Trace-42_x.y"]
        self.assertEqual((traced["method"], traced["route"], traced["status"], traced["user"]),
                         ("GET", "/api/customers/{id}/", 200, fixture.USERS["sales2"]["id"]))
        self.assertEqual(len({event["id"] for event in requests}), len(requests))
        self.assertEqual([e for e in requests if e["status"] >= 500], [])
        self.assertTrue({"started", "stopping", "stopped"} <= {event["event"] for event in events})
        self.check_secrets(server, sensitive)

    def test_text(self):
        server = self.served()
        sensitive = self.session(server)
        server.stop()
        for line in server.lines:
            if line.strip():
                self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\S+ (debug|info|warning|error) \S+( [^ =\n]+=(\"(?:[^\"\\\n]|\\.)*\"|[^ \"\n]*))*\n$")
        self.assertRegex(server.output, r" info request id=\S+ method=POST route=/api/token/ status=200 duration_ms=\S+ user=2 ")
        self.check_secrets(server, sensitive)

    def test_level(self):
        server = self.serve({"LOG_LEVEL": "warning", "PORT": free_port()})
        server.call("GET", "/")
        server.stop()
        self.assertNotIn("request", server.output)


if __name__ == "__main__":
    unittest.main()
