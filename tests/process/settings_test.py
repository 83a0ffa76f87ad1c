# Where settings come from, what stops a start, and what each setting of the HTTP side does.
import re
import socket
import unittest

import exposition
import fixture
from databases import scratch
from server import HOST, ProcessTest, StartFailed, exchange, free_port

USAGE = 2


class SourcesTest(ProcessTest):
    def config(self, *flags, environment=None, code=0):
        return self.command("config", *flags, environment=environment, code=code)

    def file(self, text, name="connectcrm.conf"):
        (self.folder / name).write_text(text)
        return name

    def value(self, output, name):
        found = re.search(r"^#?%s=(.*?)\s+# (.*)$" % name, output, re.M)
        self.assertTrue(found, output)
        return found.group(1), found.group(2)

    def test_flags_then_environment_then_file(self):
        file = self.file("# mine\nPORT=1001\n\nIDLE_TIMEOUT = 41  # seconds\nLOG_FORMAT=\"json\"\n")
        sources = {"flag": "--port=1004", "prefixed": {"CONNECTCRM_PORT": 1003}, "plain": {"PORT": 1002}}
        both = {**sources["plain"], **sources["prefixed"]}
        for flags, environment, port, where in (
                (["--config", file, sources["flag"]], both, "1004", "--port"),
                (["--config", file], both, "1003", "environment variable CONNECTCRM_PORT"),
                (["--config", file], sources["plain"], "1002", "environment variable PORT"),
                (["--config", file], {}, "1001", "connectcrm.conf:2"),
                (["--config", file], {"PORT": ""}, "1001", "connectcrm.conf:2"),
                ([], {"CONNECTCRM_CONFIG": file}, "1001", "connectcrm.conf:2"),
                ([], {}, "8000", "default")):
            with self.subTest(where=where):
                output = self.config(*flags, environment=environment).stdout
                self.assertEqual(self.value(output, "PORT"), (port, where))
        output = self.config("--config", file).stdout
        self.assertEqual(self.value(output, "IDLE_TIMEOUT")[0], "41")
        self.assertEqual(self.value(output, "LOG_FORMAT")[0], "json")

    def test_the_server_listens_where_it_is_told(self):
        port, other = free_port(), free_port()
        server = self.serve({"PORT": other}, ["--port", str(port), "--host", "127.0.0.3"], host="127.0.0.3")
        self.assertEqual(server.port, port)
        server.wait_until_it_says("address=http://127.0.0.3:%d " % port)
        for path in ("/", "/setup/"):
            self.assertNotEqual(server.call("GET", path).status, 400, "the printed address must work")
        server.stop()
        with self.assertRaises(StartFailed) as caught:
            self.serve({"HOST": "no such host"})
        self.assertEqual(caught.exception.code, USAGE)

    def test_a_port_in_use(self):
        with socket.socket() as taken:
            taken.bind((HOST, 0))
            taken.listen()
            with self.assertRaises(StartFailed) as caught:
                self.serve({"PORT": taken.getsockname()[1]})
        self.assertEqual(caught.exception.code, 1)
        self.assertIn("--port", caught.exception.errors)

    def refused(self, *words, flags=(), environment=None):
        for command in ("config", "serve", "migrate"):
            done = self.command(command, *flags, environment=environment, code=USAGE, timeout=20)
            for word in words:
                self.assertIn(word, done.stderr)
        self.assertFalse((self.folder / "data").exists())

    def test_unknown_settings(self):
        self.refused("connectcrm.conf:2", "PROT", "PORT=", flags=["--config", self.file("HOST=127.0.0.1\nPROT=1\n")])
        self.refused("CONNECTCRM_PROT", "PORT=", environment={"CONNECTCRM_PROT": "1"})
        self.refused("CONNECTCRM_XYZZY_PLUGH", environment={"CONNECTCRM_XYZZY_PLUGH": "1"})
        self.refused("--prot", flags=["--prot", "1"])
        self.refused("no-such-file.conf", "CONNECTCRM_CONFIG", flags=["--config", "no-such-file.conf"])
        self.refused(". is a folder", "/etc/connectcrm/connectcrm.conf", flags=["--config", "."])

    def test_malformed_values(self):
        for name, wrong in (("PORT", "http"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "80 80"), ("LOG_FORMAT", "xml"),
                            ("LOGIN_THROTTLE", "maybe"), ("IDLE_TIMEOUT", "1m"), ("MAX_BODY_BYTES", "10MB"),
                            ("CORS_ALLOWED_ORIGINS", "app.example.com"), ("CORS_ALLOWED_ORIGINS", "https://a.example/path"),
                            ("TRUSTED_PROXIES", "10.0.0.0/33"), ("TRUSTED_PROXIES", "proxy"), ("ALLOWED_HOSTS", "http://a"),
                            ("PUBLIC_URL", "crm.example.com"), ("DATABASE_URL", "oracle://x"), ("DATABASE_URL", "sqlite://x"),
                            ("ACCESS_TOKEN_LIFETIME", "0"), ("REFRESH_ROTATION", "2"), ("HOST", "300.1.1.1")):
            with self.subTest(name=name, wrong=wrong):
                done = self.config(environment={name: wrong}, code=USAGE)
                self.assertIn(name, done.stderr)
                self.assertRegex(done.stderr, r"Write for example:\n +%s=" % name)
        file = self.file("PORT=1\nPORT=2\nnonsense\nLOG_LEVEL=loud\nHOST=\"127.0.0.1\n")
        done = self.config("--config", file, code=USAGE)
        for line in (2, 3, 4, 5):
            self.assertIn("connectcrm.conf:%d" % line, done.stderr, "all mistakes are listed at once")

    def test_config_masks_secrets_and_can_be_read_again(self):
        secrets = ["s3cret-signing-key-0123456789abcdefghij", "old-signing-key-9876543210-zyxwvutsrq", "db-pa55word"]
        environment = {"DJANGO_SECRET_KEY": secrets[0], "CONNECTCRM_OLD_SECRET_KEYS": secrets[1], "LOG_LEVEL": "warning",
                       "DATABASE_URL": "mysql://crm:%s@db1,db2:3307/crm?tls=require" % secrets[2]}
        output = self.config(environment=environment).stdout
        for secret in secrets:
            self.assertNotIn(secret, output)
        self.assertIn("db1", output)
        again = self.config("--config", self.file(output)).stdout
        self.assertEqual(self.value(again, "LOG_LEVEL")[0], "warning")
        without_source = re.compile(r"\s+# .*$", re.M)
        own = self.config().stdout
        self.assertEqual(without_source.sub("", self.config("--config", self.file(own)).stdout), without_source.sub("", own))


class RunningTest(ProcessTest):
    def test_hosts(self):
        server = self.serve({"ALLOWED_HOSTS": "127.0.0.1,.example.com", "PUBLIC_URL": "https://crm.public.test/",
                             "PORT": free_port()})
        for host, status in (("127.0.0.1", 200), ("127.0.0.1:99", 200), ("example.com", 200), ("a.b.EXAMPLE.com:8080", 200),
                             ("crm.public.test", 200), ("badexample.com", 400), ("localhost", 400), ("", 400), ("[::1]", 400),
                             ("example.com.evil.test", 400), ("evil.test", 400)):
            with self.subTest(host):
                self.assertAnswer(server.call("GET", "/", headers={"Host": host}), status)
        server.stop()
        any_host = self.serve({"ALLOWED_HOSTS": "*"}, folder=self.new_folder())
        self.assertAnswer(any_host.call("GET", "/", headers={"Host": "evil.test"}), 200)
        any_host.wait_until_it_says("ALLOWED_HOSTS is *")

    def clients(self, server, *forwarded):
        connection = server.connection()  # what is said of the requests of one connection is said in their order
        for value in forwarded:
            exchange(connection, "GET", "/", headers={"X-Forwarded-For": value})
        connection.close()
        server.stop()
        return re.findall(r"route=/ .*client=(\S+)", server.output)

    def test_proxies(self):
        sent = ["203.0.113.7", "1.2.3.4, 203.0.113.7", "203.0.113.7, 10.0.0.9", "2001:db8::1", "not an address", "6.6.6.6, junk"]
        self.assertEqual(self.clients(self.serve(), *sent), [HOST] * len(sent), "nobody is believed unless named")
        trusting = self.serve({"TRUSTED_PROXIES": "127.0.0.0/8,10.0.0.0/8"}, folder=self.new_folder())
        self.assertEqual(self.clients(trusting, *sent),
                         ["203.0.113.7", "203.0.113.7", "203.0.113.7", "2001:db8::1", HOST, HOST])

    def test_scheme_behind_a_proxy(self):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        for proxies, scheme in (("", "http"), ("127.0.0.1", "https")):
            server = fixture.serve(self, database, TRUSTED_PROXIES=proxies)
            root = server.call("GET", "/api/", token=fixture.token("sales"), headers={"X-Forwarded-Proto": "https"})
            self.assertEqual(root.json()["customers"], "%s://127.0.0.1:%d/api/customers/" % (scheme, server.port))
            self.assertEqual(root.header("Strict-Transport-Security") is not None, scheme == "https")
            server.stop()

    def origins(self, server, origin, status=401):
        answer = self.assertAnswer(server.call("GET", "/api/", headers={"Origin": origin}), status)
        return answer.header("Access-Control-Allow-Origin"), answer.header("Access-Control-Allow-Credentials")

    def preflight(self, server, path="/nowhere"):
        return self.assertAnswer(server.call("OPTIONS", path, headers={
            "Origin": "https://app.test", "Access-Control-Request-Method": "DELETE"}), 200)

    def test_other_origins(self):
        closed = self.serve()
        self.assertEqual(self.origins(closed, "https://app.test"), (None, None))
        self.assertIsNone(self.preflight(closed).header("Access-Control-Allow-Origin"))
        closed.stop()
        named = self.serve({"CORS_ALLOWED_ORIGINS": "https://app.test,http://localhost:3000"})
        self.assertEqual(self.origins(named, "https://app.test"), ("https://app.test", "true"))
        for origin in ("https://app.test.evil.test", "http://app.test", "null", "https://app.test:444"):
            self.assertEqual(self.origins(named, origin), (None, None))
        answer = self.preflight(named)
        self.assertEqual(answer.header("Access-Control-Allow-Methods"), "DELETE, GET, OPTIONS, PATCH, POST, PUT")
        self.assertEqual(answer.body, b"")
        self.assertIn("origin", answer.header("Vary").lower())
        named.stop()
        anyone = self.serve({"CORS_ALLOWED_ORIGINS": "*"})
        self.assertEqual(self.origins(anyone, "https://app.test"), ("*", None))
        anyone.wait_until_it_says("CORS_ALLOWED_ORIGINS is *")

    def test_limits_are_settings(self):
        server = self.serve({"MAX_BODY_BYTES": 2048, "MAX_HEADER_BYTES": 1024, "METRICS_ALLOWED_FROM": "10.0.0.0/8"})
        form = {"token": "x", "password": "p" * 3000}
        self.assertAnswer(server.call("POST", "/setup/", form=form), 413)
        self.assertAnswer(server.call("GET", "/", headers={"X-Filler": "x" * 1100}), 431)
        self.assertAnswer(server.call("GET", "/metrics"), 403)

    def test_health_and_metrics(self):
        server = self.serve()
        for path in ("/healthz", "/readyz"):
            self.assertAnswer(server.call("GET", path), 200)
            self.assertEqual(self.assertAnswer(server.call("HEAD", path), 200).body, b"")
        for path in ("/", "/nope", "/api/customers/1/", "/api/customers/2/"):
            server.call("GET", path)
        answer = self.assertAnswer(server.call("GET", "/metrics"), 200)
        self.assertIn("version=0.0.4", answer.header("Content-Type"))
        samples, types = exposition.parse(answer.text)
        self.assertEqual(types["http_requests_total"], "counter")
        self.assertEqual(types["http_request_duration_seconds"], "histogram")
        by_route = {dict(labels)["route"]: value for (name, labels), value in samples.items()
                    if name == "http_requests_total" and value}
        self.assertEqual(by_route["/api/customers/{id}/"], 2)
        self.assertNotIn("/nope", by_route)
        for name in ("process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"):
            self.assertGreater(samples[name, ()], 0)
        later, _ = exposition.parse(server.call("GET", "/metrics").text)
        for key, value in samples.items():
            if key[0].endswith(("_total", "_count", "_bucket")):
                self.assertGreaterEqual(later[key], value, key)


if __name__ == "__main__":
    unittest.main()
