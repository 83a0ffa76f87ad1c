# The Dockerfile, step by step without Docker: it builds in a clean tree, names every library, and starts as nobody special.
import json
import os
import re
import shlex
import shutil
import subprocess
import unittest
from pathlib import Path, PurePath

from server import ProcessTest, free_port, release

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = {"libc6", "libcrypt1", "libgcc-s1", "libstdc++6"}  # in every Debian image


def stages():
    """[[(instruction, arguments)]] for each FROM."""
    found = []
    for line in (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines():
        if line and not line.startswith("#"):
            instruction, arguments = line.split(" ", 1)
            if instruction == "FROM":
                found.append([])
            found[-1].append((instruction, arguments))
    return found


def only(stage, wanted):
    return [arguments for instruction, arguments in stage if instruction == wanted]


def ignored(path):
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    parents = [path, *path.parents]
    return any(PurePath(parent).match(pattern) if "**" in pattern else re.fullmatch(pattern.replace("*", "[^/]*"), str(parent))
               for pattern in patterns for parent in parents)


class ImageTest(ProcessTest):
    def run_in(self, folder, *command, **environment):
        done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, "%s\n%s" % (" ".join(command), done.stdout[-6000:]))
        return done.stdout

    def clean_tree(self):
        """What `COPY . .` copies from a fresh checkout."""
        tree = self.new_folder() / "src"
        listed = self.run_in(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        for name in filter(None, listed.split("\0")):
            if not ignored(PurePath(name)) and (ROOT / name).exists():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, tree / name)
        return tree

    def test_it_builds_in_a_clean_tree(self):
        build, final = stages()
        tree = self.clean_tree()
        self.assertFalse((tree / ".git").exists())
        self.assertIn(". .", only(build, "COPY"))
        for command in only(build, "RUN"):
            # Compilations that were made before come out of ccache.
            self.run_in(tree, "sh", "-ec", command, CMAKE_BUILD_PARALLEL_LEVEL="2")
        for arguments in only(final, "COPY"):
            *sources, _ = [word for word in arguments.split() if not word.startswith("--")]
            for source in sources:
                self.assertTrue((tree / source.removeprefix("/src/")).exists(), source)
        built = tree / "build" / "release" / "connectcrm"
        self.assertEqual(self.command("version", binary=built).stdout, self.command("version", binary=release()).stdout)

    def test_every_library_is_installed(self):
        needed = re.findall(r"NEEDED +(\S+)", self.run_in(ROOT, "objdump", "-p", release()))
        paths = dict(re.findall(r"(\S+) => (\S+)", self.run_in(ROOT, "ldd", release())))
        packages = set()
        for library in needed:
            if library in paths:
                owner = subprocess.run(["dpkg", "-S", str(Path(paths[library]).resolve())], capture_output=True, text=True)
                if owner.returncode != 0:  # /lib is a link to /usr/lib, and dpkg knows the former
                    owner = subprocess.run(["dpkg", "-S", str(Path(paths[library]).resolve()).removeprefix("/usr")],
                                           capture_output=True, text=True)
                packages.add(owner.stdout.split(":")[0])
        text = (ROOT / "packaging" / "apt-packages.txt").read_text()
        listed = set(re.search(r"^\[run\]\n((?:[a-z].*\n)*)", text, re.M).group(1).split())
        self.assertGreater(len(packages), 8)
        self.assertEqual(packages - BASE, listed - {"ca-certificates"})
        self.assertIn("install-packages.sh run", " ".join(only(stages()[1], "RUN")))

    def test_it_runs_without_rights_and_tells_its_health(self):
        final = stages()[1]
        user, group = map(int, only(final, "USER")[0].split(":"))
        self.assertNotIn(0, (user, group))
        environment = dict(word.split("=", 1) for arguments in only(final, "ENV") for word in shlex.split(arguments))
        volume, = only(final, "VOLUME")
        self.assertEqual(only(final, "WORKDIR"), [volume])
        self.assertEqual(environment["DATABASE_URL"], "sqlite:///%s/connectcrm.db" % volume)
        folder = self.new_folder()
        environment.update(DATABASE_URL="sqlite:///%s/connectcrm.db" % folder, PORT=free_port())
        binary = self.new_folder() / "connectcrm"
        shutil.copy(release(), binary)
        binary.parent.chmod(0o755)
        before = []
        if os.getuid() == 0:
            os.chown(folder, user, group)
            before = ["setpriv", "--reuid=%d" % user, "--regid=%d" % group, "--clear-groups"]
        program, *arguments = json.loads(only(final, "CMD")[0])
        self.assertEqual((program, arguments), ("connectcrm", ["serve"]))
        server = self.serve(environment, folder=folder, binary=binary, before=before)

        options, command = only(final, "HEALTHCHECK")[0].split("CMD")
        script = ROOT / "packaging" / Path(json.loads(command)[0]).name

        def health(**settings):
            return subprocess.run([str(script)], env={"PATH": os.environ["PATH"], **settings}, capture_output=True, timeout=30).returncode

        port = str(server.port)
        self.assertEqual(health(PORT=port), 0)
        server.stop()
        self.assertEqual(health(PORT=port), 1)
        elsewhere = self.serve({"ALLOWED_HOSTS": "crm.example.com", "PORT": port}, folder=self.new_folder())
        self.assertEqual(health(PORT=port), 0)
        elsewhere.stop()


if __name__ == "__main__":
    unittest.main()
