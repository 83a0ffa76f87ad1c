# The Debian package installed by dpkg, started as its service would be, upgraded, removed and purged.
import os
import re
import shlex
import shutil
import tempfile
import unittest
from pathlib import Path

import root_tree
from deb import built, run, section
from server import ProcessTest, required

UNIT = "lib/systemd/system/connectcrm.service"
WANTED = "etc/systemd/system/multi-user.target.wants/connectcrm.service"
SETTINGS = "etc/connectcrm/connectcrm.conf"
DATA = "var/lib/connectcrm"
PASSWORD = "correct horse battery staple"


class InstallTest(ProcessTest):
    @classmethod
    def setUpClass(cls):
        cls.package = Path(required("CONNECTCRM_PACKAGE"))
        folder = Path(tempfile.mkdtemp(prefix="connectcrm-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.system = root_tree.RootTree(folder / "root", run("dpkg-deb", "-f", cls.package, "Depends"))

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clear)
        self.system.dpkg("-i", self.package)
        self.uid, self.gid = map(int, self.system.account("connectcrm")[2:4])

    def clear(self):
        """Makes the system new for the next test."""
        self.system.dpkg("--force-all", "-P", "connectcrm")
        shutil.rmtree(self.system / DATA, ignore_errors=True)
        self.system.reset_accounts()

    def state(self):
        return self.system.run("dpkg-query", "-W", "-f", "${Status}", "connectcrm")

    def permissions(self, path):
        found = (self.system / path).stat()
        return "%04o" % (found.st_mode & 0o7777), found.st_uid, found.st_gid

    def data(self):
        return {path.name: path.read_bytes() for path in (self.system / DATA).iterdir()}

    def traces(self):
        """Paths that name the package, except in dpkg's own records."""
        paths = [path.relative_to(self.system.folder) for path in self.system.folder.rglob("*connectcrm*")]
        return sorted(str(path) for path in paths if not path.is_relative_to("var/lib/dpkg"))

    def newer(self, number):
        """The package in a version in which the file of settings is another."""
        tree = self.new_folder() / "tree"
        run("dpkg-deb", "-R", self.package, tree)
        control = tree / "DEBIAN/control"
        control.write_text(re.sub(r"^(Version: .*)", r"\1+%d" % number, control.read_text(), flags=re.M))
        with open(tree / SETTINGS, "a") as settings:
            settings.write("# New in version %d\n" % number)
        run("dpkg-deb", "-Znone", "-b", tree, tree.parent)
        package, = tree.parent.glob("*.deb")
        return package

    def start(self):
        """As systemd reads the unit; the sandbox has its own tests."""
        service = dict(section((self.system / UNIT).read_text(), "Service"))
        folder, user, group = service["WorkingDirectory"], service["User"], service["Group"]
        self.assertEqual(folder, "/var/lib/" + service["StateDirectory"])
        self.system.run("install", "-d", "-m", service["StateDirectoryMode"], "-o", user, "-g", group, folder)
        environment = dict([service["Environment"].split("=", 1)])
        self.assertEqual(environment, {"CONNECTCRM_CONFIG": "/" + SETTINGS})
        binary, *command = shlex.split(service["ExecStart"])
        self.assertEqual(command, ["serve"])
        before = ["chroot", "--userspec=%s:%s" % (user, group), self.system.folder,
                  "/bin/sh", "-c", 'umask %s && cd %s && exec "$@"' % (service["UMask"], folder), "sh"]
        return self.serve({**environment, "HOME": folder}, folder="/", binary=binary, before=before)

    def connectcrm(self, *command, **environment):
        """As the documentation has commands run beside the service."""
        return self.system.run("connectcrm", "--config", "/" + SETTINGS, *command, account="connectcrm:connectcrm",
                               environment=environment)

    def test_installed_it_is_ready_to_start(self):
        self.assertEqual(self.state(), "install ok installed")
        self.assertEqual(self.system.dpkg("--audit", "connectcrm"), "")
        self.assertEqual(self.system.account("connectcrm")[5:], ["/var/lib/connectcrm", "/usr/sbin/nologin"])
        self.assertTrue(0 < self.uid < 1000 and 0 < self.gid < 1000, (self.uid, self.gid))
        self.assertRegex((self.system / "etc/shadow").read_text(), r"(?m)^connectcrm:!")
        self.assertEqual(self.permissions(SETTINGS), ("0640", 0, self.gid))
        self.assertEqual(os.readlink(self.system / WANTED), "/" + UNIT)
        self.assertTrue((self.system / UNIT).is_file())

    def test_the_service_starts_as_its_unit_says(self):
        server = self.start()
        self.assertAnswer(server.call("GET", "/readyz"), 200)
        self.connectcrm("createsuperuser", "--noinput", CONNECTCRM_SUPERUSER_USERNAME="ada",
                        CONNECTCRM_SUPERUSER_EMAIL="ada@crm.example", CONNECTCRM_SUPERUSER_PASSWORD=PASSWORD)
        server.log_in("ada", PASSWORD)
        self.connectcrm("verify")
        server.stop()
        self.assertIn("/setup/", server.output, "the first administrator finds the address in the journal")
        self.assertEqual(self.permissions(DATA), ("0700", self.uid, self.gid))
        self.assertEqual({name: self.permissions(Path(DATA, name)) for name in self.data()},
                         {name: ("0600", self.uid, self.gid) for name in ("connectcrm.db", "secret.key")})

    def test_an_upgrade_keeps_what_the_admin_set(self):
        self.system.dpkg("-i", self.newer(2))
        self.assertIn("New in version 2", (self.system / SETTINGS).read_text())
        self.assertEqual(self.permissions(SETTINGS), ("0640", 0, self.gid), "a new file takes them over")

        settings = (self.system / SETTINGS).read_text() + "PUBLIC_URL=https://crm.example.com\n"
        (self.system / SETTINGS).write_text(settings)
        (self.system / SETTINGS).chmod(0o600)
        os.chown(self.system / SETTINGS, 0, 0)
        self.system.run("systemctl", "disable", "connectcrm.service")
        for package in (self.newer(2), self.newer(3)):
            self.system.dpkg("--force-confold", "-i", package)
            self.assertEqual(self.state(), "install ok installed")
            self.assertEqual((self.system / SETTINGS).read_text(), settings)
            self.assertEqual(self.permissions(SETTINGS), ("0600", 0, 0))
            self.assertFalse(os.path.lexists(self.system / WANTED), "disabled it stays")

    def test_removed_it_comes_back_as_it_was_and_a_purge_keeps_the_data(self):
        self.start().stop()
        with open(self.system / SETTINGS, "a") as settings:
            settings.write("TRUSTED_PROXIES=127.0.0.1\n")
        settings, data = (self.system / SETTINGS).read_text(), self.data()

        self.system.dpkg("-r", "connectcrm")
        self.assertEqual(self.state(), "deinstall ok config-files")
        self.assertFalse((self.system / "usr/bin/connectcrm").exists() or (self.system / UNIT).exists())
        self.assertEqual(self.data(), data)
        self.system.dpkg("-i", self.package)
        self.assertEqual((self.system / SETTINGS).read_text(), settings)
        self.assertEqual(self.permissions(SETTINGS), ("0640", 0, self.gid))
        self.start().stop()
        self.assertEqual(self.data()["secret.key"], data["secret.key"])

        data = self.data()
        said = self.system.dpkg("-P", "connectcrm")
        self.assertIn("kept in /var/lib/connectcrm", said)
        self.assertEqual(self.data(), data)
        self.assertEqual(self.permissions(DATA), ("0700", self.uid, self.gid))
        self.assertEqual(int(self.system.account("connectcrm")[2]), self.uid, "the data is nobody else's")
        self.assertEqual(self.traces(), [DATA, DATA + "/connectcrm.db"])

    def test_a_purge_of_what_has_no_data_leaves_nothing(self):
        self.system.run("install", "-d", "/" + DATA)
        self.assertNotIn("kept", self.system.dpkg("-P", "connectcrm"))
        self.assertEqual(self.traces(), [])


if __name__ == "__main__":
    if "CONNECTCRM_PACKAGE" not in os.environ:
        os.environ["CONNECTCRM_PACKAGE"] = str(built())  # before it is root's turn, to whom the build does not belong
    root_tree.become_root()
    unittest.main()
