# The Debian package: built, looked through by lintian, unpacked beside the system, and started as its service would be.
import gzip
import os
import re
import shlex
import subprocess
import unittest
from pathlib import Path

from server import ProcessTest, release

ROOT = Path(__file__).resolve().parent.parent.parent
UNIT = "lib/systemd/system/connectcrm.service"


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, **more)
    if done.returncode != 0:
        raise AssertionError("%s\n%s%s" % (" ".join(map(str, command)), done.stdout[-5000:], done.stderr[-5000:]))
    return done.stdout


def section(unit, name):
    """[(key, value)] of a section of a unit."""
    text = re.search(r"^\[%s\]\n(.*?)(?=^\[|\Z)" % name, unit, re.M | re.S).group(1)
    return re.findall(r"^([A-Za-z]+)=(.*)$", text, re.M)


class PackageTest(ProcessTest):
    @classmethod
    def setUpClass(cls):
        run(ROOT / "dev", "dist", env={**os.environ, "LANG": "C.UTF-8"})
        cls.version = run(release(), "--version").split()[1]
        cls.package, = (ROOT / "build" / "dist").glob("connectcrm_%s-*_*.deb" % cls.version)

    def unpacked(self):
        root = self.new_folder() / "root"
        run("dpkg-deb", "-x", self.package, root)
        return root

    def test_lintian_has_nothing_to_say(self):
        self.assertEqual(run("lintian", "--allow-root", "--fail-on", "error,warning", self.package), "")

    def test_the_version_is_that_of_the_program(self):
        self.assertEqual(run("dpkg-deb", "-f", self.package, "Version").strip().rpartition("-")[0], self.version)
        self.assertIn("project(connectcrm VERSION %s" % self.version, (ROOT / "CMakeLists.txt").read_text())
        changes = gzip.decompress((self.unpacked() / "usr/share/doc/connectcrm/changelog.gz").read_bytes()).decode()
        self.assertIn("## " + self.version, changes)

    def test_what_is_in_it(self):
        root = self.unpacked()
        page = gzip.decompress((root / "usr/share/man/man1/connectcrm.1.gz").read_bytes()).decode()
        self.assertEqual(page, run(release(), "man"))
        for shell, path in (("bash", "bash-completion/completions/connectcrm"), ("zsh", "zsh/vendor-completions/_connectcrm"),
                            ("fish", "fish/vendor_completions.d/connectcrm.fish")):
            self.assertEqual((root / "usr/share" / path).read_text(), run(release(), "completion", shell))
        self.assertIn("/etc/connectcrm/connectcrm.conf", run("dpkg-deb", "-I", self.package, "conffiles"))
        self.assertIn("u connectcrm ", (root / "usr/lib/sysusers.d/connectcrm.conf").read_text())
        examples = {path.name.removesuffix(".gz") for path in (root / "usr/share/doc/connectcrm/examples").iterdir()}
        self.assertLessEqual({"alerts.yml", "dashboard.json", "nginx.conf", "Caddyfile"}, examples)
        self.assertNotIn(str(ROOT).encode(), b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file()))
        files = [(line.split()[:2], line.split()[5]) for line in run("dpkg-deb", "-c", self.package).splitlines()]
        programs = [path for (mode, _), path in files if mode == "-rwxr-xr-x"]
        self.assertEqual({(mode, owner) for (mode, owner), _ in files},
                         {(mode, "root/root") for mode in ("drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--")})
        self.assertEqual(programs, ["./usr/bin/connectcrm"])

    def test_the_service_starts_as_it_is_packed(self):
        root = self.unpacked()
        service = dict(section((root / UNIT).read_text(), "Service"))
        settings = (root / service["EnvironmentFile"].lstrip("/")).read_text()
        environment = dict(re.findall(r"^([A-Z_]+)=(.*)$", settings, re.M))
        state = root / service["WorkingDirectory"].lstrip("/")
        self.assertEqual(service["WorkingDirectory"], "/var/lib/" + service["StateDirectory"])
        self.assertIn(service["WorkingDirectory"] + "/", environment["DATABASE_URL"])
        environment["DATABASE_URL"] = environment["DATABASE_URL"].replace("sqlite:///", "sqlite:///%s" % root)
        state.mkdir(parents=True)
        binary, command, *flags = shlex.split(service["ExecStart"])
        self.assertEqual((binary, command), ("/usr/bin/connectcrm", "serve"))
        server = self.serve(environment, flags, folder=state, binary=root / binary.lstrip("/"))
        self.assertAnswer(server.call("GET", "/readyz"), 200)
        server.stop()
        self.assertIn("/setup/", server.output, "the first administrator finds the address in the journal")
        self.assertEqual(sorted(path.name for path in state.iterdir()), ["connectcrm.db", "secret.key"])
        self.command("verify", "--config", str(root / "etc/connectcrm/connectcrm.conf"), environment=environment, binary=release())


if __name__ == "__main__":
    unittest.main()
