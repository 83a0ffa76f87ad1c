# Adds a field to customers by the three edits of add_field.patch, in a copy of the sources, and looks for it everywhere.
import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

import fixture
from databases import scratch
from server import ProcessTest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SITE = "https://acme.example/about"
CUSTOMER = {"name": "New", "email": "new@customer.example", "phone": "123", "address": "Somewhere 1"}


class AddFieldTest(ProcessTest):
    def run_in(self, folder, *command, **environment):
        done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, "%s\n%s" % (" ".join(command), done.stdout[-6000:]))
        return done.stdout

    def built(self):
        """The binary of a patched copy. Compilations that the patch does not touch come out of ccache."""
        copy = self.new_folder() / "connectcrm"
        copy.mkdir()
        for name in ("src", "migrations", "cmake"):
            shutil.copytree(ROOT / name, copy / name)
        for name in ("CMakeLists.txt", "CMakePresets.json"):
            shutil.copy(ROOT / name, copy)
        patch = (HERE / "add_field.patch").read_text()
        self.assertEqual(patch.count("diff --git"), 3)
        changed = [line for line in patch.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]
        self.assertEqual(sum(line.startswith("-") for line in changed), 1, "the struct's line is extended")
        self.run_in(copy, "git", "apply", str(HERE / "add_field.patch"), GIT_CEILING_DIRECTORIES=str(copy.parent))
        self.run_in(copy, "cmake", "--preset", "asan", "-DTESTS=OFF", "-DDOCS=OFF", "-DWEB=OFF")
        self.run_in(copy, "cmake", "--build", "build/asan", "-j2", "--target", "connectcrm")
        return str(copy / "build" / "asan" / "connectcrm")

    def test_a_field_in_three_edits(self):
        binary = self.built()
        described = self.command("describe", "customers", binary=binary).stdout
        self.assertRegex(described, r"(?m)^  industry +text, at most 200 characters")
        self.assertRegex(described, r"(?m)^  industry +\$text\(200\)")
        schema = json.loads(described.split("JSON Schema\n", 1)[1])
        self.assertEqual(schema["properties"]["industry"]["type"], "string")
        written = json.loads(self.command("openapi", binary=binary).stdout)["components"]["schemas"]["CustomerCreate"]
        self.assertEqual(written["properties"]["industry"]["maxLength"], 200)
        for engine in ("sqlite", "mysql", "postgres"):
            with self.subTest(engine):
                self.check(binary, engine)

    def check(self, binary, engine):
        database = scratch(self, engine, self.new_folder())
        fixture.load(self, database)  # as the version without the field left it
        settings = {**fixture.SETTINGS, "DATABASE_URL": database.url}
        self.command("migrate", environment=settings, binary=binary)
        server = self.serve(settings, binary=binary)
        token = fixture.token("sales")

        def call(method, path, **request):
            return server.call(method, path, token=token, **request)

        self.assertEqual(self.assertAnswer(call("GET", "/api/customers/1/"), 200).json()["industry"], "")
        made = self.assertAnswer(call("POST", "/api/customers/", json={**CUSTOMER, "industry": " %s " % SITE}), 201).json()
        self.assertEqual(made["industry"], SITE)
        self.assertEqual(self.assertAnswer(call("POST", "/api/customers/", json=CUSTOMER), 201).json()["industry"], "")
        path = "/api/customers/%d/" % made["id"]
        self.assertEqual(call("GET", path).json()["industry"], SITE)
        self.assertIn(SITE, call("GET", "/api/customers/").text)
        self.assertAnswer(call("PATCH", path, json={"industry": "x" * 201}), 400,
                          {"industry": ["Ensure this field has no more than 200 characters."]})
        self.assertEqual(call("PATCH", path, json={"industry": ""}).json()["industry"], "")
        field = self.assertAnswer(call("OPTIONS", "/api/customers/"), 200).json()["actions"]["POST"]["industry"]
        self.assertEqual((field["type"], field["required"], field["max_length"]), ("string", False, 200))

        columns = database.query("SELECT name FROM pragma_table_info('customers')" if engine == "sqlite" else
                                 "SELECT column_name FROM information_schema.columns WHERE table_name = 'customers'")
        self.assertIn(["industry"], columns)
        logged = database.query("SELECT after_values FROM changes WHERE resource = 'customers' ORDER BY sequence DESC LIMIT 3")
        self.assertIn('"industry":"%s"' % SITE, str(logged))
        self.assertIn("everything fits", self.command("verify", environment=settings, binary=binary).stdout)
        server.stop()


if __name__ == "__main__":
    unittest.main()
