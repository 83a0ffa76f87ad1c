# createsuperuser and changepassword: from a terminal, from standard input, from the environment.
import os
import signal
import time
import unittest

from databases import scratch
from server import ProcessTest, environment_of, sanitized
from terminal import Terminal

PASSWORD = "correct-horse-battery"
OTHER = "another-long-secret-7"


class AccountsTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.command("migrate")
        self.database = scratch(self, "sqlite")

    def users(self):
        return [row[0] for row in self.database.query("SELECT username FROM users ORDER BY id")]

    def terminal(self, *arguments):
        return Terminal([sanitized(), *arguments], self.folder, environment_of(self.folder, {}))

    def answer(self, terminal, question, line, secret=False):
        terminal.read_until(question)
        deadline = time.monotonic() + 5
        while terminal.is_echoing() == secret and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(terminal.is_echoing(), not secret, question)
        terminal.type(line)

    def test_from_standard_input(self):
        done = self.command("createsuperuser", "--username", "ann", "--email", "ann@crm.example", input=PASSWORD + "\n")
        self.assertIn("ann", done.stdout)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        row = self.database.query("SELECT username, email, role, is_active, is_staff, is_superuser FROM users")
        self.assertEqual(row, [["ann", "ann@crm.example", "admin", "1", "1", "1"]])
        logged = self.database.query("SELECT action, resource, actor, after_values FROM changes WHERE resource = 'users'")
        self.assertEqual(logged[0][:3], ["create", "users", "command line"])
        self.assertNotIn("argon2", logged[0][3])

        server = self.serve()
        access = server.log_in("ann", PASSWORD)["access"]
        for path in ("/api/users/", "/api/customers/", "/api/opportunities/", "/api/interactions/"):
            self.assertAnswer(server.call("GET", path, token=access), 200)
        made = server.call("POST", "/api/users/", token=access, json={"username": "bob", "role": "sales"})
        self.assertAnswer(made, 201)

    def test_from_the_environment(self):
        for prefix, name in (("CONNECTCRM_SUPERUSER_", "carl"), ("DJANGO_SUPERUSER_", "dora")):
            given = {prefix + "USERNAME": name, prefix + "EMAIL": name + "@crm.example", prefix + "PASSWORD": PASSWORD}
            self.command("createsuperuser", "--noinput", environment=given)
        self.assertEqual(self.users(), ["carl", "dora"])
        missing = self.command("createsuperuser", "--noinput", "--username", "eve", code=2)
        self.assertIn("CONNECTCRM_SUPERUSER_PASSWORD", missing.stderr)
        self.command("createsuperuser", "--noinput", environment={"CONNECTCRM_SUPERUSER_PASSWORD": PASSWORD}, code=2)

    def test_refusals(self):
        for password, reason in (("short", "12 characters"), ("password1234", "common"), ("123456789012345", "numeric"),
                                 ("annabel-smith", "similar"), ("", "blank"), ("   ", "blank")):
            with self.subTest(password):
                done = self.command("createsuperuser", "--username", "annabel-smith", input=password + "\n", code=1)
                self.assertIn(reason, done.stderr)
        for username, email in (("a b", ""), ("x" * 151, ""), ("ann", "nonsense"), ("a\x07", "")):
            with self.subTest(username=username, email=email):
                self.command("createsuperuser", "--username", username, "--email", email, input=PASSWORD + "\n", code=1)
        self.assertIn("CONNECTCRM_SUPERUSER_PASSWORD", self.command("createsuperuser", "--username", "ann", input="", code=1).stderr)
        self.assertEqual(self.users(), [])
        self.command("createsuperuser", "--username", "ann", input=PASSWORD + "\n")
        taken = self.command("createsuperuser", "--username", "ANN", input=PASSWORD + "\n", code=1)
        self.assertIn("A user with that username already exists.", taken.stderr)
        self.assertEqual(self.users(), ["ann"])

    def test_at_a_terminal(self):
        terminal = self.terminal("createsuperuser")
        self.answer(terminal, "User name: ", "not a name")
        self.answer(terminal, "E-mail", "")
        terminal.read_until("Enter a valid username")
        self.answer(terminal, "User name: ", "ann")
        self.answer(terminal, "Password: ", "password1234", secret=True)
        self.answer(terminal, "Password again: ", "password1234", secret=True)
        terminal.read_until("common")
        self.answer(terminal, "Password: ", PASSWORD, secret=True)
        self.answer(terminal, "Password again: ", PASSWORD, secret=True)
        self.assertEqual(terminal.finish(), 0, terminal.shown)
        self.assertNotIn(PASSWORD, terminal.shown)
        self.assertNotIn("password1234", terminal.shown)
        self.assertEqual(self.users(), ["ann"])

    def test_the_echo_comes_back_after_an_interrupt(self):
        terminal = self.terminal("createsuperuser", "--username", "ann", "--email", "ann@crm.example")
        terminal.read_until("Password: ")
        deadline = time.monotonic() + 5
        while terminal.is_echoing() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(terminal.pid, signal.SIGINT)
        while not terminal.is_echoing() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertTrue(terminal.is_echoing())
        self.assertEqual(terminal.finish(), -signal.SIGINT)
        self.assertEqual(self.users(), [])

    def test_changepassword(self):
        self.command("createsuperuser", "--username", "ann", input=PASSWORD + "\n")
        server = self.serve()
        before = server.log_in("ann", PASSWORD)
        for weak, reason in (("short", "12 characters"), ("", "blank")):
            self.assertIn(reason, self.command("changepassword", "ann", input=weak + "\n", code=1).stderr)
        self.assertAnswer(server.call("GET", "/api/users/", token=before["access"]), 200)
        self.assertIn("no user nobody in sqlite:///data/connectcrm.db",
                      self.command("changepassword", "nobody", input=OTHER + "\n", code=1).stderr)
        self.assertIn("CONNECTCRM_SUPERUSER_PASSWORD", self.command("changepassword", "ann", code=1).stderr)

        terminal = self.terminal("changepassword", "ANN")
        self.answer(terminal, "Password: ", OTHER, secret=True)
        self.answer(terminal, "Password again: ", OTHER, secret=True)
        self.assertEqual(terminal.finish(), 0, terminal.shown)
        self.assertNotIn(OTHER, terminal.shown)

        self.assertAnswer(server.call("GET", "/api/users/", token=before["access"]), 401)
        self.assertAnswer(server.call("POST", "/api/token/refresh/", json={"refresh": before["refresh"]}), 401)
        self.assertAnswer(server.call("POST", "/api/token/", json={"username": "ann", "password": PASSWORD}), 401)
        server.log_in("ann", OTHER)
        self.command("changepassword", "ann", environment={"CONNECTCRM_SUPERUSER_PASSWORD": PASSWORD})
        server.log_in("ann", PASSWORD)
        server.stop()
        self.command("verify")


if __name__ == "__main__":
    unittest.main()
