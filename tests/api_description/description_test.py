# The description of the API in the hands of those who read it: linters, a typed client, Postman, and a schema checker
# that is shown the answers of a real server.
import gzip
import json
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent.parent / "node_modules"
TYPES = HERE.parent.parent / "web" / "src" / "api" / "schema.d.ts"
sys.path.insert(0, str(HERE.parent / "process"))
import fixture  # noqa: E402
from databases import scratch  # noqa: E402
from server import ProcessTest  # noqa: E402


class DescriptionTest(ProcessTest):
    def node(self, tool, *arguments, folder=None):
        """One of the programs of node_modules, or one of ours; what it prints is shown when it fails."""
        program = [str(MODULES / ".bin" / "node"), str(HERE / tool)] if tool.endswith(".mjs") else [str(MODULES / ".bin" / tool)]
        path = "%s:/usr/bin:/bin" % (MODULES / ".bin")
        done = subprocess.run([*program, *map(str, arguments)], cwd=folder or self.folder, capture_output=True, text=True,
                              timeout=280, stdin=subprocess.DEVNULL,
                              env={"PATH": path, "HOME": str(self.folder), "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"})
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr)[:6000])
        return done.stdout

    def document(self):
        path = self.folder / "openapi.json"
        path.write_text(self.command("openapi").stdout, encoding="utf-8")
        return path

    def loaded_server(self):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        return fixture.serve(self, database)

    def test_spectral_finds_nothing(self):
        self.node("spectral", "lint", self.document(), "--ruleset", HERE / "spectral.yaml", "--fail-severity", "warn")

    def test_redocly_finds_nothing(self):
        self.node("redocly", "lint", self.document(), "--config", HERE / "redocly.yaml")

    def test_the_web_app_has_the_types_that_are_described(self):
        made = self.node("openapi-typescript", self.document())
        kept = TYPES.read_text(encoding="utf-8").partition("\n")[2]
        self.assertTrue(made == kept, "%s is not what the API says of itself: run ./dev types" % TYPES.name)

    def test_a_typed_client_compiles(self):
        shutil.copy(TYPES, self.folder)
        shutil.copy(HERE / "client.ts", self.folder)
        (self.folder / "node_modules").symlink_to(MODULES)
        self.node("tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler",
                  "client.ts")

    def test_the_command_prints_what_the_server_answers(self):
        served = self.serve().call("GET", "/api/schema/")
        self.assertAnswer(served, 200, json.loads(self.document().read_text(encoding="utf-8")))

    def test_real_answers_are_as_described(self):
        server = self.loaded_server()
        tokens = {name: fixture.token(name) for name in ("admin", "sales", "customer")}
        self.node("answers.mjs", "http://127.0.0.1:%d" % server.port, json.dumps(tokens))

    @unittest.skipUnless(Path("/usr/bin/chromium").exists(), "there is no Chromium")
    def test_the_page_shows_and_tries_every_operation_and_asks_nobody_else(self):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        server = fixture.serve(self, database, ALLOWED_HOSTS="127.0.0.1,crm.example")
        described = server.call("GET", "/api/schema/").json()
        operations = sum(method != "parameters" for path in described["paths"].values() for method in path)
        self.node("page.mjs", "crm.example:%d" % server.port, operations, fixture.token("admin"))

    def test_the_page_allows_nothing_but_its_own_files(self):
        server = self.serve()
        gzipped = {"Accept-Encoding": "deflate, gzip"}
        page = self.assertAnswer(server.call("GET", "/api/docs/", headers=gzipped), 200)
        self.assertIn("default-src 'none'; script-src 'self';", page.header("Content-Security-Policy"))
        html = gzip.decompress(page.body).decode()
        self.assertNotRegex(html, r"<script(?! src)| on\w+=|style=|//")
        self.assertEqual(server.call("GET", "/api/docs/", headers={"If-None-Match": page.header("ETag"), **gzipped}).status, 304)
        self.assertEqual(server.call("POST", "/api/docs/").status, 405)
        for name in re.findall(r'(?:src|href)="([a-z.-]+)"', html) + ["LICENSE.txt"]:
            packed = self.assertAnswer(server.call("GET", "/api/docs/" + name, headers=gzipped), 200)
            self.assertEqual(packed.header("Content-Encoding"), "gzip")
            for refused in (None, "identity", "gzip;q=0, br"):
                whole = self.assertAnswer(server.call("GET", "/api/docs/" + name, headers={"Accept-Encoding": refused}), 200)
                self.assertIsNone(whole.header("Content-Encoding"))
                self.assertEqual(whole.body, gzip.decompress(packed.body))
                self.assertNotEqual(whole.header("ETag"), packed.header("ETag"))

    def test_a_postman_collection_runs(self):
        server = self.loaded_server()
        self.node("collection.mjs", "http://127.0.0.1:%d" % server.port, "admin", fixture.password("admin"))
        server.stop()
        self.assertNotRegex(server.output, r'"?status"?[=:]5\d\d')


if __name__ == "__main__":
    unittest.main()
