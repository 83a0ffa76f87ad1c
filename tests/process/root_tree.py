# A Debian of its own in a folder, made of this machine's files, so that dpkg can install and run scripts without harm.
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from deb import run

DPKG = Path("/var/lib/dpkg")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
               "DEBIAN_FRONTEND": "noninteractive"}
LEFT_OUT = re.compile("/usr/share/(doc|info|lintian|locale|man)/")


def become_root():
    """Starts this program again by sudo if need be, since only root can chroot and give files away."""
    if os.geteuid() == 0:
        return
    if subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL).returncode != 0:
        sys.exit("Only root can install a package: run this as root, or where sudo asks for no password (sudo -v).")
    kept = ["%s=%s" % item for item in os.environ.items() if item[0].startswith(("CONNECTCRM_", "PYTHON", "TMPDIR"))]
    os.execvp("sudo", ["sudo", "-n", "env", *kept, sys.executable, *sys.argv])


def names(relation):
    """[[name, alternative...]] of a Depends."""
    return [re.findall(r"(?:^|\|)\s*([a-z0-9.+-]+)", group) for group in relation.split(",") if group.strip()]


class Installed:
    """The packages of this machine."""

    def __init__(self):
        self.paragraphs, self.fields, self.providers = {}, {}, {}
        architecture = run("dpkg", "--print-architecture").strip()
        for paragraph in (DPKG / "status").read_text().split("\n\n"):
            fields = dict(re.findall(r"^(\S+): *(.*)$", paragraph, re.M))
            if fields.get("Status", "").endswith(" ok installed") and fields["Architecture"] in ("all", architecture):
                name = fields["Package"]
                self.paragraphs[name], self.fields[name] = paragraph.strip("\n") + "\n", fields
                for provided, in names(fields.get("Provides", "")):
                    self.providers.setdefault(provided, name)

    def needed_for(self, relation):
        """The essential packages and what a Depends asks for, with what they need; versions are for dpkg to look at."""
        found = set()
        relations = [relation, *(name for name, fields in self.fields.items() if fields.get("Essential") == "yes")]
        while relations:
            for alternatives in names(relations.pop()):
                known = [name if name in self.fields else self.providers.get(name) for name in alternatives]
                name = next(filter(None, known), None)
                if name is None:
                    raise AssertionError("not installed: %s; packaging/install-packages.sh test does it" % alternatives)
                if name not in found:
                    found.add(name)
                    relations += [self.fields[name].get(field, "") for field in ("Depends", "Pre-Depends")]
        return sorted(found)


def files(packages):
    """What is theirs, without a symbolic link on the way: /lib/x is /usr/lib/x."""
    folders, found = {}, set()
    for line in run("dpkg-query", "-L", *packages).splitlines():
        folder, _, name = line.rpartition("/")
        if line.startswith("/") and name not in ("", ".") and not LEFT_OUT.match(line):
            if folder not in folders:
                folders[folder] = os.path.realpath(folder or "/").rstrip("/")
            path = folders[folder] + "/" + name
            if os.path.lexists(path):
                found.add(path)
    return sorted(found)


class RootTree:
    """The essential packages and what `relation`, a Depends, asks for. Nothing is mounted, and nothing runs in it."""

    def __init__(self, folder, relation):
        self.folder = folder
        installed = Installed()
        packages = installed.needed_for(relation)
        os.umask(0o022)
        folder.mkdir()
        self._copy(files(packages))
        self._fill_in()
        self._tell_dpkg(packages, installed)
        self.run("ldconfig")

    def _copy(self, paths):
        archive = self.folder.parent / "files.tar"
        run("tar", "-C", "/", "-cf", archive, "--no-recursion", "--no-unquote", "--verbatim-files-from",
            "--files-from=-", input="".join(path[1:] + "\n" for path in paths))
        run("tar", "-C", self.folder, "-xpf", archive)
        archive.unlink()

    def _fill_in(self):
        """What is in no package."""
        self.reset_accounts()
        for path, mode in (("tmp", 0o1777), ("dev", 0o755)):
            (self / path).mkdir(exist_ok=True)
            (self / path).chmod(mode)
        null = self / "dev/null"
        try:
            os.mknod(null, stat.S_IFCHR, os.makedev(1, 3))
        except PermissionError:  # in some containers; a file will do
            null.touch()
        null.chmod(0o666)

    def _tell_dpkg(self, packages, installed):
        for name in ("info", "updates", "triggers"):
            (self / DPKG / name).mkdir(parents=True, exist_ok=True)
        for name in packages:
            for path in [*(DPKG / "info").glob(name + ".list"), *(DPKG / "info").glob(name + ":*.list")]:
                (self / path).write_text(path.read_text())
        (self / DPKG / "info/format").write_text((DPKG / "info/format").read_text())
        (self / DPKG / "status").write_text("\n".join(installed.paragraphs[name] for name in packages))

    def reset_accounts(self):
        for name in ("passwd", "group"):
            shutil.copy(self / "usr/share/base-passwd" / (name + ".master"), self / "etc" / name)
        for name in ("shadow", "gshadow"):
            (self / "etc" / name).unlink(missing_ok=True)

    def __truediv__(self, path):
        """What that system has at a path."""
        return self.folder / str(path).lstrip("/")

    def run(self, *command, account="root:root", environment=None):
        return run("chroot", "--userspec=" + account, self.folder, *command, env={**ENVIRONMENT, **(environment or {})})

    def dpkg(self, *arguments):
        """With a log of its own, as the settings of dpkg name this machine's."""
        return run("dpkg", "--root=%s" % self.folder, "--log=%s" % (self / "var/log/dpkg.log"), "--force-unsafe-io",
                   *arguments, env=ENVIRONMENT)

    def account(self, name):
        """Its line of /etc/passwd."""
        return re.search("^%s:.*$" % name, (self / "etc/passwd").read_text(), re.M).group().split(":")
