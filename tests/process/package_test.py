# The Debian package: built, looked through by lintian, and unpacked beside the system.
import gzip
import unittest

import deb
from deb import ROOT, run
from server import ProcessTest, release


class PackageTest(ProcessTest):
    @classmethod
    def setUpClass(cls):
        cls.version, cls.package = deb.version(), deb.build()

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


if __name__ == "__main__":
    unittest.main()
