#!/usr/bin/env python3
# Breaks servers and clusters on purpose while clients write, and prints what became of the writes: ./dev soak [PART...].
import argparse
import platform
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "process"))
import connections  # noqa: E402
import galera  # noqa: E402
import postgres  # noqa: E402
import sqlite_kills  # noqa: E402
import system_calls  # noqa: E402
from processes import run  # noqa: E402
from scenarios import print_table  # noqa: E402

# Each is given a folder and what was asked for, and answers the lines of the table.
PARTS = {
    "galera": lambda folder, given: galera.run(folder, given.rounds),
    "postgres": lambda folder, given: postgres.run(folder, given.rounds),
    "sqlite": lambda folder, given: [sqlite_kills.run(folder, given.kills).line()],
    "calls": lambda folder, given: [tally.line() for tally in system_calls.run_all(folder)],
    "connections": lambda folder, given: connections.run(folder, given.seconds),
}


def main():
    options = argparse.ArgumentParser(prog="./dev soak", description="Breaks servers on purpose while clients write.")
    options.add_argument("part", nargs="*", help=", ".join(PARTS) + "; all unless given")
    options.add_argument("--rounds", type=int, default=3, help="how often each fault happens to a cluster (default 3)")
    options.add_argument("--kills", type=int, default=sqlite_kills.KILLS, help="how often the server on SQLite is killed (default %(default)s)")
    options.add_argument("--seconds", type=int, default=60, help="how long very many clients stay (default %(default)s)")
    given = options.parse_args()
    unknown = set(given.part) - PARTS.keys()
    if unknown:
        options.error("no such part: " + " ".join(sorted(unknown)))
    run("ip", "link", "set", "lo", "up")
    begun, lines, broken = time.monotonic(), [], False
    for part in given.part or PARTS:
        folder = Path(tempfile.mkdtemp(prefix="connectcrm-soak-"))
        folder.chmod(0o755)
        print("%s, in %s" % (part, folder), flush=True)
        try:
            found = PARTS[part](folder, given)
            lines += found
            failed = any(line[-1] == "BROKEN" for line in found)
        except Exception:
            traceback.print_exc()
            lines.append((part + " did not run to its end", "", "", "", "", "", "", "BROKEN"))
            failed = True
        broken |= failed
        if failed:
            print("What it left is in %s" % folder)
        else:
            shutil.rmtree(folder)
    if lines:
        print_table(lines)
    print("\n%s, %.0f s" % (platform.platform(), time.monotonic() - begun))
    return 1 if broken else 0


sys.exit(main())
