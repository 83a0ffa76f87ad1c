# The alert rules and the dashboard: right by themselves, and about what a running server really tells Prometheus.
import json
import re
import subprocess
import time
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

import exposition
import fixture
from databases import scratch
from server import HOST, ProcessTest, free_port

MONITORING = Path(__file__).resolve().parent.parent.parent / "packaging" / "monitoring"
RULES, RULES_TEST = (MONITORING / name for name in ("alerts.yml", "alerts_test.yml"))
BY_PROMETHEUS = {"up"}, {"job", "instance", "le"}  # metrics and labels of its own making


def dashboard_expressions():
    panels = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
    return [target["expr"].replace("$__rate_interval", "30s").replace("$instance", ".*") for p in panels for target in p["targets"]]


def alert_expressions():
    blocks = re.findall(r"^ +expr: (\|\n(?: {10}.*\n)+|.*\n)", RULES.read_text(), re.M)
    return [block.removeprefix("|\n") for block in blocks]


def names_in(expression):
    """Metrics, and {label: values compared with} of an expression."""
    labels = re.findall(r'([a-z_]+) *(?:=|!=|=~|!~) *"([^"]*)"', expression)
    plain = re.sub(r"\{[^}]*\}|\[[^]]*\]|\b(by|without) *\([^)]*\)", " ", expression)
    words = re.findall(r"\b[a-z_]+\b(?! *\()", plain)
    return set(words) - {"or", "and", "unless", "bool"}, labels


class MonitoringTest(ProcessTest):
    def promtool(self, *arguments):
        done = subprocess.run(["promtool", *arguments], cwd=MONITORING, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def busy_server(self):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        server = fixture.serve(self, database)
        self.ask(server)
        return server

    def ask(self, server):
        for path in ("/readyz", "/api/customers/", "/api/customers/1/", "/api/customers/99999/"):
            server.call("GET", path, token=fixture.token("admin"))
        server.call("POST", "/api/token/", json={"username": "nobody", "password": "wrong"})

    def test_rules(self):
        self.promtool("check", "rules", RULES.name)
        self.promtool("test", "rules", RULES_TEST.name)
        alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
        self.assertEqual(len(alerts), len(alert_expressions()))
        text = RULES_TEST.read_text()
        for alert in alerts:
            self.assertIn("alertname: %s, exp_alerts: []" % alert, text, "has a case in which it is quiet")
            self.assertIn("alertname: %s\n        exp_alerts:\n          - " % alert, text, "and one in which it is raised")

    def test_every_name_exists(self):
        server = self.busy_server()
        samples, types = exposition.parse(server.call("GET", "/metrics").text)
        metrics = set(types) | {name for name, _ in samples} | BY_PROMETHEUS[0]
        labels = {label for _, pairs in samples for label, _ in pairs} | BY_PROMETHEUS[1]
        routes = {dict(pairs)["route"] for _, pairs in samples if "route" in dict(pairs)}
        expressions = dashboard_expressions() + alert_expressions()
        self.assertGreater(len(expressions), 15)
        for expression in expressions:
            with self.subTest(expression):
                used, compared = names_in(expression)
                self.assertTrue(used)
                self.assertLessEqual(used, metrics)
                for label, value in compared:
                    self.assertIn(label, labels)
                    if label == "route":
                        self.assertIn(value, routes)
        for name in types:
            self.assertIn(name, "".join(expressions), "the server tells it, and nobody looks at it")

    def test_a_prometheus_shows_it(self):
        server, port = self.busy_server(), free_port()
        (self.folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%s]\nscrape_configs: [{job_name: connectcrm, "
            "static_configs: [{targets: ['%s:%d']}]}]\n" % (RULES, HOST, server.port))
        with open(self.folder / "prometheus.log", "wb") as log:
            prometheus = subprocess.Popen(
                ["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb", "--web.listen-address=%s:%d" % (HOST, port)],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.kill)

        def ask_prometheus(what, **parameters):
            query = urllib.parse.urlencode(parameters)
            with urllib.request.urlopen("http://%s:%d/api/v1/%s?%s" % (HOST, port, what, query), timeout=10) as answer:
                return json.load(answer)["data"]

        missing, deadline = dashboard_expressions(), time.monotonic() + 60
        while missing and time.monotonic() < deadline:
            self.ask(server)
            time.sleep(0.5)
            try:
                missing = [e for e in missing if not any(r["value"][1] != "NaN" for r in ask_prometheus("query", query=e)["result"])]
            except OSError:
                self.assertIsNone(prometheus.poll(), (self.folder / "prometheus.log").read_text())
        self.assertEqual(missing, [])
        rules = ask_prometheus("rules")["groups"][0]["rules"]
        self.assertEqual({rule["name"]: rule["health"] for rule in rules if rule["health"] != "ok"}, {})
        self.assertEqual([rule["name"] for rule in rules if rule["state"] == "firing"], [])


if __name__ == "__main__":
    unittest.main()
