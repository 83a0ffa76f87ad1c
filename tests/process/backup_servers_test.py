# backup and restore by the servers' own programs: where they are missing, fail, or would tell the password.
import os
import shutil
import unittest
from urllib.parse import quote, urlsplit, urlunsplit

from backups import BackupTest
from server import engine_argument, required

PROGRAMS = {"mysql": ("mariadb-dump", "mariadb", "mariadb-client"), "postgres": ("pg_dump", "psql", "postgresql-client")}


class BackupsTest(BackupTest):
    def test_a_missing_program_is_named_with_its_package(self):
        dump, load, package = PROGRAMS[self.engine]
        self.assertIn(package, self.backup(code=1, PATH="/nowhere").stderr)
        self.assertFalse(self.file.exists())
        self.backup()
        other = self.empty()
        done = self.restore(other, code=1, PATH="/nowhere")
        self.assertIn(load + " is not installed", done.stderr)
        self.assertIn("apt-get install " + package, done.stderr)

    def watched(self, seen, look):
        """PATH with programs that look at how they were started, and then become the real ones."""
        folder = self.new_folder()
        for program in PROGRAMS[self.engine][:2]:
            script = folder / program
            script.write_text('#!/bin/sh\n%s >>%s\nexec %s "$@"\n' % (look, seen, shutil.which(program)))
            script.chmod(0o755)
        return "%s:%s" % (folder, os.environ["PATH"])

    def test_the_password_shows_nowhere(self):
        seen = self.folder / "seen"
        path = self.watched(seen, 'printf "%s\\n" "$0" "$@"')
        output = self.backup(PATH=path)
        output = output.stdout + output.stderr + self.restore(self.empty(), PATH=path).stdout
        password = urlsplit(self.database.url).password
        self.assertGreater(len(seen.read_text().splitlines()), 5)
        self.assertNotIn(password, seen.read_text() + output)
        self.assertNotIn(password, self.file.read_text())

    def test_a_dump_that_lost_rows_or_its_end_does_not_count(self):
        folder = self.new_folder()
        dump = folder / PROGRAMS[self.engine][0]
        row = "/Acme/d" if self.engine == "postgres" else "s/^(3,.*$//"
        for edit in (row, "/ompleted on/d; /dump complete$/d"):
            dump.write_text("#!/bin/sh\n%s \"$@\" | sed -e '%s'\n" % (shutil.which(dump.name), edit))
            dump.chmod(0o755)
            done = self.backup(code=1, PATH="%s:%s" % (folder, os.environ["PATH"]))
            self.assertRegex(done.stderr, "The dump (has|is not whole)")
            self.assertEqual(list(self.folder.glob("monday*")), [])
        dump.write_text("#!/bin/sh\necho some reason >&2\nexit 3\n")
        self.assertIn("some reason", self.backup(code=1, PATH="%s:%s" % (folder, os.environ["PATH"])).stderr)

    def test_tls_is_verified(self):
        url = urlsplit(self.database.url)
        for host, authority, code in (("127.0.0.1", "TEST_CA_FILE", 0), ("127.0.0.1", "TEST_WRONG_CA_FILE", 1)):
            verified = self.database.url.replace(url.hostname, host) + "?tls=verify&ca=" + quote(required(authority))
            done = self.command("backup", str(self.file), "--force", environment={"DATABASE_URL": verified}, code=code)
            self.assertNotIn(url.password, done.stdout + done.stderr)
        seen, verified = self.folder / "seen", self.database.url + "?tls=verify&ca=" + quote(required("TEST_CA_FILE"))
        self.command("backup", str(self.file), "--force",
                     environment={"DATABASE_URL": verified, "PATH": self.watched(seen, '{ echo "$@"; env; }')})
        for word in {"mysql": ("--ssl-verify-server-cert", "--ssl-ca=" + required("TEST_CA_FILE")),
                     "postgres": ("PGSSLMODE=verify-full", "PGSSLROOTCERT=" + required("TEST_CA_FILE"))}[self.engine]:
            self.assertIn(word, seen.read_text())

    def test_the_first_host_that_answers(self):
        url = urlsplit(self.database.url)
        several = urlunsplit(url._replace(netloc=url.netloc.replace("@", "@127.0.0.1:1,")))
        self.command("backup", str(self.file), environment={"DATABASE_URL": several})

    def test_a_failed_restore(self):
        """The client program ends in the middle of the file."""
        self.backup()
        folder, load = self.new_folder(), PROGRAMS[self.engine][1]
        other = self.empty()
        self.restore(other)
        before = self.rows(other)
        (folder / load).write_text("#!/bin/sh\necho no more disk >&2\nexit 1\n")
        (folder / load).chmod(0o755)
        done = self.restore(other, "--force", code=1, PATH="%s:%s" % (folder, os.environ["PATH"]))
        self.assertIn("no more disk", done.stderr)
        kept = done.stdout.split("What was there is now in ")[1].splitlines()[0]
        if self.engine == "postgres":
            self.assertIn("as it was", done.stderr)
            self.assertEqual(self.rows(other), before)
        else:
            self.assertIn("--force", done.stderr)
            self.restore(other, "--force", file=kept)
            self.assertEqual(self.rows(other), before)

    def test_tables_of_others_are_left_alone(self):
        self.database.execute("CREATE TABLE of_somebody_else (id INTEGER)")
        self.database.execute("INSERT INTO of_somebody_else VALUES (42)")
        self.backup()
        self.assertNotIn("of_somebody_else", self.file.read_text())
        self.restore(self.database, "--force")
        self.assertEqual(self.database.value("SELECT id FROM of_somebody_else"), "42")


if __name__ == "__main__":
    BackupsTest.engine = engine_argument()
    unittest.main()
