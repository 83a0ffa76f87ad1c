# The commands besides serve: what they print, what they change, and their exit status.
import re
import shutil
import subprocess
import unittest

import fixture
from databases import scratch
from server import ProcessTest, environment_of, sanitized

COMMANDS = ("serve", "migrate", "createsuperuser", "changepassword", "import-django", "describe", "openapi", "verify", "version",
            "config", "completion", "man", "backup", "restore", "bench")


class CommandsTest(ProcessTest):
    def test_help(self):
        whole = self.command("--help").stdout
        for name in COMMANDS:
            self.assertRegex(whole, r"(?m)^  %s\b.* {2,}\S" % re.escape(name))
            page = self.command(name, "--help").stdout
            self.assertEqual(self.command(name, "-h").stdout, page)
            self.assertIn("Usage: connectcrm " + name, page)
            self.assertLessEqual(max(map(len, page.splitlines())), 80, name)
        for code in range(5):
            self.assertRegex(whole, r"(?m)^ +%d  \S" % code)
        serve = self.command("serve", "--help").stdout
        for word in ("--port", "DJANGO_SECRET_KEY", "--database-url", "--login-throttle", "Default: 8000"):
            self.assertIn(word, serve)
        self.assertNotIn("--connectcrm-secret-key", serve, "others can read a command line")
        self.assertEqual(self.command("runserver", "--help").stdout, serve)

    def test_what_is_no_command(self):
        for arguments in (["nonsense"], ["serve", "surplus"], ["migrate", "--nonsense"], ["describe", "nonsense"],
                          ["import-django"], ["changepassword"], ["backup"], ["restore", "a", "b"], ["completion", "tcsh"], ["--port"]):
            with self.subTest(arguments):
                done = self.command(*arguments, code=2, timeout=20)
                self.assertTrue(done.stderr.startswith("connectcrm: "), done.stderr)
        self.assertIn("Usage:", self.command(code=2).stdout)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_version(self):
        text = self.command("version").stdout
        self.assertRegex(text, r"^connectcrm \d+\.\d+\.\d+\n")
        self.assertEqual(self.command("--version").stdout, text.splitlines()[0] + "\n")

    def test_migrate(self):
        pending = self.command("migrate", "--check", code=3).stdout
        self.assertIn("0001_crm", pending)
        plan = self.command("migrate", "--plan").stdout
        self.assertIn("CREATE TABLE customers", plan)
        self.assertNotIn("$text", plan)
        self.assertEqual(list(self.folder.iterdir()), [], "neither changes anything")
        self.command("migrate")
        self.assertIn("Nothing is pending", self.command("migrate", "--check").stdout)
        self.assertIn("Nothing was pending", self.command("migrate").stdout)
        self.assertNotIn("CREATE", self.command("migrate", "--plan").stdout)

    def test_migrate_on_servers(self):
        for engine in ("mysql", "postgres"):
            with self.subTest(engine):
                database = scratch(self, engine)
                environment = {"DATABASE_URL": database.url}
                self.assertIn("0001_crm", self.command("migrate", "--check", environment=environment, code=3).stdout)
                self.command("migrate", environment=environment)
                self.command("migrate", "--check", environment=environment)
                done = self.command("verify", environment=environment)
                self.assertNotIn(database.url.split(":")[2].split("@")[0], done.stdout + done.stderr)

    def test_describe(self):
        self.assertEqual([line.split()[0] for line in self.command("describe").stdout.splitlines()],
                         ["interactions", "users", "customers", "opportunities", "stages"])
        for name, words in (("customers", ("/api/customers/{id}/", "DELETE", "name", "$text(100)", "SELECT", '"title": "Name"')),
                            ("interactions", ("customer", ":user", "sales", "read-only"))):
            text = self.command("describe", name).stdout
            for word in words:
                self.assertIn(word, text)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_verify(self):
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        environment = {"DATABASE_URL": database.url}
        clean = self.command("verify", environment=environment).stdout
        self.assertIn("everything fits", clean)
        untouched = self.folder / "untouched.db"
        shutil.copy(database.path, untouched)
        for sql, sentence in (
                ("UPDATE customers SET name = 'Other' WHERE id = 1", 'customers 1: has another "name" than the log says.'),
                ("DELETE FROM interactions WHERE id = 2", "interactions 2: is gone, but the log has no entry of its deletion."),
                ("UPDATE users SET version = 7 WHERE id = 3", "users 3: has version 7, the log says 1."),
                ("UPDATE users SET role = 'admin' WHERE id = 5", 'users 5: has another "role" than the log says.'),
                ("DELETE FROM changes WHERE resource = 'customers' AND record_id = 2", "customers 2: has no entry in the log."),
                ("UPDATE changes SET after_values = '{' WHERE resource = 'customers' AND record_id = 1", "is not readable"),
                ("ALTER TABLE customers DROP COLUMN phone", "customers.phone is missing.")):
            with self.subTest(sql):
                shutil.copy(untouched, database.path)
                database.execute(sql)
                done = self.command("verify", environment=environment, code=None)
                self.assertIn(sentence, done.stdout + done.stderr)
                self.assertEqual(done.returncode, 4, done.stdout + done.stderr)

    def test_commands_do_not_make_what_is_missing(self):
        done = self.command("verify", code=3)
        self.assertIn("connectcrm migrate", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [], "else a wrong path would look like a database that fits")
        missing = self.command("import-django", "/no/such/file", code=1)
        self.assertIn("/no/such/file", missing.stderr)

    def test_completion(self):
        script = self.folder / "completion"
        for shell in ("bash", "zsh", "fish"):
            text = self.command("completion", shell).stdout
            for name in COMMANDS:
                self.assertIn(name, text)
        script.write_text(self.command("completion", "bash").stdout)
        subprocess.run(["bash", "-n", str(script)], check=True)

        def complete(*words):
            code = ('source "$0"; complete -p connectcrm >/dev/null || exit 1; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                    '_connectcrm; printf "%s\\n" "${COMPREPLY[@]}"')
            done = subprocess.run(["bash", "-c", code, str(script), "connectcrm", *words], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return set(done.stdout.split())

        self.assertEqual(complete(""), set(COMMANDS))
        self.assertEqual(complete("mig"), {"migrate"})
        self.assertLessEqual({"--check", "--plan"}, complete("migrate", "--"))
        self.assertEqual(complete("serve", "--log-format", ""), {"text", "json"})
        self.assertEqual(complete("describe", "cu"), {"customers"})
        self.assertIn("--database-url", complete("serve", "--data"))

    def test_manual(self):
        page = self.command("man").stdout
        for word in ("import-django", "DATABASE_URL", "EXIT STATUS", "secret.key"):
            self.assertIn(word, page)
        (self.folder / "connectcrm.1").write_text(page)
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(self.folder / "connectcrm.1")], capture_output=True, text=True)
        self.assertEqual(lint.stdout + lint.stderr, "")
        self.assertEqual(lint.returncode, 0)

    def test_a_full_disk_or_closed_pipe_is_noticed(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([sanitized(), "describe", "users"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                  env=environment_of(self.folder, {}))
        self.assertEqual(done.returncode, 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
