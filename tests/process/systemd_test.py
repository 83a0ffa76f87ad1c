# The service's sandbox: closed as far as it can be, and open enough for what the program does.
import os
import re
import signal
import subprocess
import unittest
from pathlib import Path

import fixture
from databases import scratch
from deb import section
from server import ProcessTest, release

UNIT = Path(__file__).resolve().parent.parent.parent / "packaging" / "systemd" / "connectcrm.service"


def calls_of(filter_set):
    """The system calls of one of systemd's sets, or the one of that name."""
    if not filter_set.startswith("@"):
        return {filter_set}
    listed = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", filter_set], capture_output=True, text=True, check=True)
    found = set()
    for word in re.findall(r"^    (@?[a-z0-9_-]+)$", listed.stdout, re.M):
        found |= calls_of(word) if word.startswith("@") else {word}
    return found


class SystemdTest(ProcessTest):
    def test_exposure(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=15", str(UNIT)],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertLessEqual(float(re.search(r"exposure level for \S+: (\S+)", done.stdout).group(1)), 1.5)

    def test_the_unit_is_understood(self):
        root = self.new_folder()
        (root / "usr/bin").mkdir(parents=True)
        (root / "usr/bin/connectcrm").touch(0o755)
        folder = root / "etc/systemd/system"
        folder.mkdir(parents=True)
        (folder / UNIT.name).write_text(UNIT.read_text())
        for target in ("sysinit", "basic", "shutdown", "network-online"):
            (folder / (target + ".target")).write_text("[Unit]\nDescription=%s\n" % target)
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--root=%s" % root, UNIT.name], capture_output=True, text=True,
                              timeout=60)
        complaints = [line for line in done.stderr.splitlines() if "connectcrm.service:" in line]
        self.assertEqual(complaints, [])

    def test_every_system_call_is_allowed(self):
        allowed = set()
        for key, value in section(UNIT.read_text(), "Service"):
            if key == "SystemCallFilter":
                for name in value.lstrip("~").split():
                    allowed = allowed - calls_of(name) if value.startswith("~") else allowed | calls_of(name)
        allowed |= calls_of("@default")
        for engine in ("sqlite", "mysql", "postgres"):
            with self.subTest(engine):
                self.assertEqual(self.used(engine) - allowed, set())

    def used(self, engine):
        """What a server calls that starts, serves, and ends; no less than a database needs."""
        database, trace = scratch(self, engine, self.new_folder()), self.folder / (engine + ".strace")
        fixture.load(self, database)
        settings = {**fixture.SETTINGS, "DATABASE_URL": database.url}
        server = self.serve(settings, binary=release(), before=["strace", "-f", "-qq", "-o", str(trace)])
        server.log_in("admin", fixture.password("admin"))
        made = server.call("POST", "/api/customers/", token=fixture.token("admin"),
                           json={"name": "New", "email": "new@example.com", "phone": "1", "address": "x"})
        self.assertAnswer(made, 201)
        for path in ("/readyz", "/metrics", "/api/customers/"):
            self.assertAnswer(server.call("GET", path, token=fixture.token("admin")), 200)
        os.kill(int(re.match(r"\d+", trace.read_text()).group()), signal.SIGTERM)
        self.assertEqual(server.process.wait(20), 0)
        server.close()
        calls = set(re.findall(r"^\d+ +([a-z0-9_]+)\(", trace.read_text(), re.M))
        self.assertLessEqual({"accept4", "fdatasync"} if engine == "sqlite" else {"accept4", "sendto"}, calls)
        return calls - {"fchown"}  # SQLite, where it runs as root; the service does not


if __name__ == "__main__":
    unittest.main()
