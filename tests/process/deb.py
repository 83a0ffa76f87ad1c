# The Debian package of ./dev dist, for the tests that look into it and install it.
import os
import re
import subprocess
from pathlib import Path

from server import release

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command, input="", env=None):
    words = [str(word) for word in command]
    done = subprocess.run(words, input=input, env=env, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise AssertionError("%s\n%s%s" % (" ".join(words), done.stdout[-5000:], done.stderr[-5000:]))
    return done.stdout


def section(unit, name):
    """[(key, value)] of a section of a unit."""
    text = re.search(r"^\[%s\]\n(.*?)(?=^\[|\Z)" % name, unit, re.M | re.S).group(1)
    return re.findall(r"^([A-Za-z]+)=(.*)$", text, re.M)


def version():
    return run(release(), "--version").split()[1]


def found():
    return sorted((ROOT / "build" / "dist").glob("connectcrm_%s-*_*.deb" % version()))


def build():
    run(ROOT / "dev", "dist", env={**os.environ, "LANG": "C.UTF-8"})
    package, = found()
    return package


def built():
    """The package, packed again only if something that goes into it is younger."""
    sources = [Path(release()), ROOT / "CHANGELOG.md", *(ROOT / "packaging").rglob("*")]
    youngest = max(path.stat().st_mtime for path in sources)
    fresh = [path for path in found() if path.stat().st_mtime > youngest]
    return fresh[0] if len(fresh) == 1 else build()
