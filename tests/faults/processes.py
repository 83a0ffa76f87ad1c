# Starts the programs of a cluster, each with its output in a file, and ends all of them.
import os
import signal
import subprocess
import time
from pathlib import Path


class Processes:
    def __init__(self, folder):
        self.folder, self.running = Path(folder), {}

    def start(self, name, command, **more):
        with open(self.folder / (name + ".out"), "ab") as out:
            self.running[name] = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out,
                                                  stderr=subprocess.STDOUT, cwd=self.folder, **more)

    def pid(self, name):
        return self.running[name].pid

    def alive(self, name):
        return name in self.running and self.running[name].poll() is None

    def kill(self, name):
        """kill -9 of the process and its children, as when the machine goes away."""
        process = self.running[name]
        process.send_signal(signal.SIGSTOP)
        children = Path("/proc/%d/task/%d/children" % (process.pid, process.pid)).read_text().split()
        process.kill()
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait()

    def stop(self, name, with_signal=signal.SIGTERM, within=30):
        process = self.running.pop(name)
        if process.poll() is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.send_signal(with_signal)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self):
        for name in reversed(list(self.running)):
            self.stop(name, signal.SIGKILL)


def run(*command, timeout=120, **more):
    """The output of a command that must succeed."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=timeout, **more)
    if done.returncode != 0:
        raise RuntimeError("%s\n%s%s" % (" ".join(map(str, command)), done.stdout, done.stderr))
    return done.stdout


def wait_until(what, condition, timeout=60):
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("not within %d s: %s" % (timeout, what))
        time.sleep(0.05)


def rows(output):
    return [tuple(line.split("\t")) for line in output.splitlines()]
