# strace, which ends a running program at its n-th system call of a kind, or makes that call fail.
import subprocess
import tempfile
import time
from pathlib import Path


def options(call, number, what):
    """`what` is signal=KILL or error=EIO; `number` may be N, or N+ for all from there. Each thread counts for itself."""
    return ["-e", "trace=" + call, "-e", "inject=%s:%s:when=%s" % (call, what, number)]


class Injection:
    """While it lasts, calls of the process are counted from 1."""

    def __init__(self, pid, call, number, what):
        self.trace = tempfile.NamedTemporaryFile("r", prefix="connectcrm-trace-")
        self.strace = subprocess.Popen(["strace", "-f", "-qq", "-o", self.trace.name, *options(call, number, what), "-p", str(pid)],
                                       stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while not self._watches(pid):
            if self.strace.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("strace does not watch the server: " + self.strace.communicate()[1])
            time.sleep(0.002)

    def _watches(self, pid):
        mine = "TracerPid:\t%d\n" % self.strace.pid
        return all(mine in (task / "status").read_text() for task in Path("/proc/%d/task" % pid).iterdir())

    def end(self):
        """Lets go of the process; answers whether anything was injected."""
        self.strace.terminate()
        try:
            self.strace.communicate(timeout=1)
        except subprocess.TimeoutExpired:  # it may wait for good for the last thread of a killed process
            self.strace.kill()
            self.strace.communicate()
        trace = self.trace.read()
        self.trace.close()
        return "(INJECTED)" in trace or "killed by SIGKILL" in trace
