# The commands of Procfile and heroku.yml, run as such a platform runs them, against a real PostgreSQL.
import re
import signal
import unittest
from pathlib import Path

import fixture
from databases import scratch
from server import ProcessTest, StartFailed, free_port, sanitized

ROOT = Path(__file__).resolve().parent.parent.parent
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


class ProcfileTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.database = scratch(self, "postgres")
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "connectcrm").symlink_to(sanitized())
        self.environment = {"PATH": "%s/bin:/usr/bin:/bin" % self.folder, "DYNO": "web.1", "PORT": free_port(),
                            "CONNECTCRM_SECRET_KEY": fixture.SECRET, "DATABASE_URL": self.database.url}

    def release(self):
        return self.command("-c", PROCFILE["release"], binary="/bin/sh", environment=self.environment, code=None)

    def web(self, **environment):
        return self.serve({**self.environment, **environment}, binary="unused", before=["/bin/sh", "-c", "exec " + PROCFILE["web"]])

    def test_release_then_web(self):
        with self.assertRaises(StartFailed) as caught:
            self.web()
        self.assertEqual(caught.exception.code, 3)
        self.assertIn("connectcrm migrate", caught.exception.errors)
        for _ in range(2):  # every release runs it
            self.assertEqual(self.release().returncode, 0)
        server = self.web(PUBLIC_URL="https://crm.example.com", TRUSTED_PROXIES="127.0.0.0/8")
        self.assertEqual(server.port, self.environment["PORT"])
        server.host = "127.0.0.2"  # it listens on every address
        through_router = {"Host": "crm.example.com", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
        answer = self.assertAnswer(server.call("GET", "/api/", headers=through_router), 401)
        self.assertIsNotNone(answer.header("Strict-Transport-Security"))
        server.wait_until_it_says("client=203.0.113.7")
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(10), 0)
        server.close()

    def test_without_a_database_nothing_starts(self):
        del self.environment["DATABASE_URL"]
        done = self.release()
        self.assertEqual(done.returncode, 2)
        self.assertIn("heroku addons:create", done.stderr)

    def test_heroku_yml_says_the_same(self):
        text = (ROOT / "heroku.yml").read_text()
        self.assertEqual(re.search(r"^run:\n  web: (.*)$", text, re.M).group(1), PROCFILE["web"])
        self.assertEqual(re.search(r"^release:\n  image: web\n  command:\n    - (.*)$", text, re.M).group(1), PROCFILE["release"])
        image = re.search(r"^build:\n  docker:\n    web: (.*)$", text, re.M).group(1)
        self.assertTrue((ROOT / image).exists())


if __name__ == "__main__":
    unittest.main()
