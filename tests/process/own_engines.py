# A second pair of database servers, for tests that stop one.
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "support" / "engines.sh"


class OwnEngines:
    def __init__(self, add_cleanup):
        self.folder = Path(tempfile.mkdtemp(prefix="connectcrm-")) / "engines"
        add_cleanup(shutil.rmtree, self.folder.parent, ignore_errors=True)
        self.folder.parent.chmod(0o755)  # the servers may run as another account
        subprocess.run([str(SCRIPT), "start", str(self.folder)], check=True, timeout=120, stdout=subprocess.DEVNULL)
        add_cleanup(self.stop_all)
        lines = (self.folder / "env").read_text().splitlines()
        self.variables = dict(line.removeprefix("export ").split("=", 1) for line in lines)

    def stop_all(self):
        subprocess.run([str(SCRIPT), "stop", str(self.folder)], check=True, timeout=60)

    def url(self, engine):
        return self.variables["TEST_%s_URL" % engine.upper()]

    def pid(self, engine):
        return int((self.folder / (engine + ".pid")).read_text())

    def processes(self, engine):
        """The server's own and those that it has started."""
        pid = self.pid(engine)
        return [pid, *map(int, Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split())]

    def stop(self, engine, with_signal):
        """Ends the server; answers how to start it again."""
        pid = self.pid(engine)
        process = Path("/proc/%d" % pid)
        owner = process.stat()
        arguments = (process / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        again = (arguments, owner.st_uid, owner.st_gid)
        os.kill(pid, with_signal)
        deadline = time.monotonic() + 30
        while is_running(process):
            if time.monotonic() > deadline:
                raise AssertionError("the database server does not end")
            time.sleep(0.05)
        return again

    def start(self, engine, again):
        """Tries for a while: PostgreSQL refuses as long as a child of a killed server is still there."""
        command, user, group = again
        account = {"user": user, "group": group, "extra_groups": []} if os.getuid() == 0 else {}
        for _ in range(40):
            with open(self.folder / (engine + "-again.log"), "ab") as log:
                process = subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account)
            (self.folder / (engine + ".pid")).write_text(str(process.pid))
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                # Reaped when it ends; else it would seem to live on.
                threading.Thread(target=process.wait, daemon=True).start()
                return
        raise AssertionError((self.folder / (engine + "-again.log")).read_text()[-3000:])


def is_running(process):
    try:
        return process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def stop_signal(engine):
    return signal.SIGTERM if engine == "mysql" else signal.SIGINT  # PostgreSQL: without waiting for its clients
