# The files for nginx and Caddy, with the ports and the certificate of a test: who the server believes its clients to be.
import http.client
import os
import ssl
import subprocess
import time
import unittest
from pathlib import Path

import fixture
from databases import scratch
from event_stream import Stream
from server import HOST, ProcessTest, exchange, free_port, required

PROXY = Path(__file__).resolve().parent.parent.parent / "packaging" / "proxy"
NAME = "crm.example.com"
CLIENT = "127.0.0.5"  # where requests to the proxy come from; the proxy itself is 127.0.0.1
NEW = {"name": "Through a proxy", "email": "new@example.com", "phone": "1", "address": "x" * 100_000}


class ProxyTest(ProcessTest):
    def setUp(self):
        super().setUp()
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        self.server = fixture.serve(self, database, PUBLIC_URL="https://" + NAME, TRUSTED_PROXIES=HOST, METRICS_ALLOWED_FROM=HOST,
                                    PORT=free_port())
        self.port, self.plain_port = free_port(), free_port()
        authority = Path(required("TEST_CA_FILE"))
        self.certificate, self.key = authority.with_name("server.pem"), authority.with_name("server.key")
        self.tls = ssl.create_default_context(cafile=str(authority))
        self.tls.check_hostname = False  # the certificate is for localhost

    def filled_in(self, name, replacements):
        text = (PROXY / name).read_text()
        for old, new in replacements.items():
            self.assertIn(old, text)
            text = text.replace(old, str(new))
        return text

    def start(self, *command):
        with open(self.folder / "proxy.log", "wb") as log:
            process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env={"PATH": os.environ["PATH"] + ":/usr/sbin", "HOME": str(self.folder)})
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        for _ in range(600):
            self.assertIsNone(process.poll(), (self.folder / "proxy.log").read_text())
            try:
                return self.call("GET", "/healthz")
            except OSError:
                time.sleep(0.05)
        self.fail((self.folder / "proxy.log").read_text())

    def call(self, method, path, headers=None, **more):
        connection = http.client.HTTPSConnection(HOST, self.port, context=self.tls, timeout=30, source_address=(CLIENT, 0))
        try:
            return exchange(connection, method, path, headers={"Host": NAME, **(headers or {})}, **more)
        finally:
            connection.close()

    def hear(self):
        """A change reaches a listener on the other side of the proxy while both stay connected."""
        connection = http.client.HTTPSConnection(HOST, self.port, context=self.tls, timeout=30, source_address=(CLIENT, 0))
        stream = Stream(connection, fixture.token("customer"), headers={"Host": NAME})
        self.addCleanup(stream.close)
        self.assertEqual(stream.next("ready").data, {"sequence": int(stream.last_id)})
        self.call("PATCH", "/api/interactions/1/", token=fixture.token("admin"), json={"notes": "heard"})
        self.assertEqual(stream.next("change").data["after"], {"notes": "heard"})

    def check(self):
        token = fixture.token("admin")
        self.hear()
        claims = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
        for headers in ({}, claims):
            root = self.assertAnswer(self.call("GET", "/api/", headers, token=token), 200)
            self.assertEqual(root.json()["customers"], "https://%s/api/customers/" % NAME)
            self.assertIsNotNone(root.header("Strict-Transport-Security"))
            self.assertAnswer(self.call("GET", "/metrics", headers), 403)
        made = self.assertAnswer(self.call("POST", "/api/customers/", token=token, json=NEW), 201)
        self.assertEqual(self.call("GET", "/api/customers/%d/" % made.json()["id"], token=token).json()["address"], NEW["address"])
        self.assertAnswer(self.call("GET", "/api/customers", token=token), 301)
        self.assertAnswer(self.server.call("GET", "/metrics"), 200)
        self.server.stop()
        lines = [line for line in self.server.lines if "route=/api" in line]
        self.assertGreater(len(lines), 4)
        for line in lines:
            self.assertIn("client=" + CLIENT, line)

    def test_nginx(self):
        text = self.filled_in("nginx.conf", {
            "127.0.0.1:8000": "%s:%d" % (HOST, self.server.port), "listen 80;": "listen %s:%d;" % (HOST, self.plain_port),
            "listen 443 ": "listen %s:%d " % (HOST, self.port), "    listen [::]:80;\n": "", "    listen [::]:443 ssl http2;\n": "",
            "/etc/letsencrypt/live/crm.example.com/fullchain.pem": self.certificate,
            "/etc/letsencrypt/live/crm.example.com/privkey.pem": self.key})
        paths = "".join("%s_temp_path temp;\n" % kind for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "nginx.conf").write_text(
            "daemon off; master_process off; pid nginx.pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n" % (paths, text))
        self.start("nginx", "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr")
        plain = http.client.HTTPConnection(HOST, self.plain_port, timeout=10)
        moved = exchange(plain, "GET", "/api/", headers={"Host": NAME})
        plain.close()
        self.assertEqual((moved.status, moved.header("Location")), (301, "https://%s/api/" % NAME))
        self.check()

    def test_caddy(self):
        text = self.filled_in("Caddyfile", {
            "127.0.0.1:8000": "%s:%d" % (HOST, self.server.port),
            NAME + " {": "https://%s:%d {\n\tbind %s\n\ttls %s %s" % (NAME, self.port, HOST, self.certificate, self.key)})
        (self.folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_sni %s\n}\n%s" % (NAME, text))
        self.start("caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile")
        self.check()


if __name__ == "__main__":
    unittest.main()
