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
        for group in ("Server", "Database", "Accounts", "About"):
            self.assertEqual(whole.count("\n%s:\n" % group), 1)
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
        self.assertIn("Try: connectcrm serve --help", self.command("serve", "--nonsense", "1", code=2).stderr)
        self.assertIn("Try: connectcrm --help", self.command("nonsense", code=2).stderr)
        self.assertIn("Usage:", self.command(code=2).stdout)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_version(self):
        text = self.command("version").stdout
        self.assertRegex(text, r"^connectcrm \d+\.\d+\.\d+\n")
        self.assertEqual(self.command("--version").stdout, text.splitlines()[0] + "\n")
        for library in ("OpenSSL", "SQLite", "libpq", "libmariadb"):
            self.assertRegex(text, r"(?m)^%s +\d+\.\d+" % library)

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
        for arguments in (["verify"], ["changepassword", "bob"]):
            done = self.command(*arguments, code=3)
            self.assertIn("sqlite:///data/connectcrm.db", done.stderr)
            self.assertIn("connectcrm migrate", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [], "else a wrong path would look like a database that fits")
        missing = self.command("import-django", "/no/such/file", code=1)
        self.assertIn("/no/such/file", missing.stderr)
        away = {"CONNECTCRM_IMPORT_URL": "mysql://ann:pa55word@127.0.0.1:1/crm"}
        done = self.command("import-django", environment=away, code=1)
        self.assertIn("The database of the original cannot be used.", done.stderr)
        self.assertNotIn("pa55word", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_database_that_cannot_be_used(self):
        (self.folder / "letter.txt").write_text("Dear Ada,\n" * 100)
        for url in ("sqlite:///letter.txt", "mysql://ann:pa55word@127.0.0.1:1/crm", "postgres://ann:pa55word@127.0.0.1:1/crm"):
            for command in ("verify", "migrate"):
                with self.subTest(url=url, command=command):
                    done = self.command(command, environment={"DATABASE_URL": url}, code=1)
                    self.assertIn("The database cannot be used. Check DATABASE_URL", done.stderr)
                    self.assertRegex(done.stderr, r"\n    \S+")
                    self.assertNotIn("pa55word", done.stderr)
        (self.folder / "loop.db").symlink_to("loop.db")
        for arguments in (["verify"], ["restore", "letter.txt"], ["backup", "copy.db"]):
            with self.subTest(arguments):
                done = self.command(*arguments, environment={"DATABASE_URL": "sqlite:///loop.db"}, code=1)
                self.assertNotIn("internal error", done.stderr)
        done = self.command("migrate", environment={"DATABASE_URL": "sqlite:///letter.txt/crm.db"}, code=2)
        self.assertIn("letter.txt: the folder cannot be made", done.stderr)

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
