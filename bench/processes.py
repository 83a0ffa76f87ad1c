"""Starts programs on chosen processor cores, tells what they used, and ends them with all their children, whatever happens."""
import atexit
import ctypes
import os
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TICKS = os.sysconf("SC_CLK_TCK")
every_core = sorted(os.sched_getaffinity(0))
running = []
_prctl = ctypes.CDLL(None).prctl
DIE_WITH_PARENT = 1


def on(cores):
    def before_the_program():
        os.sched_setaffinity(0, cores)
        _prctl(DIE_WITH_PARENT, signal.SIGKILL)

    return before_the_program


class Running:
    """A program in a session of its own, so that its children are known."""

    def __init__(self, command, log=None, environment=None, folder=None):
        environment = {**os.environ, **(environment or {})}
        # What a program logs goes through a pipe that is read by another program, as under a service manager.
        output = subprocess.PIPE if log is None else open(log, "w", encoding="utf-8")
        self.process = subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=on(every_core))
        self.reader = None
        if log is None:
            self.reader = subprocess.Popen(
                ["tail", "-c", "3000"], stdin=self.process.stdout, stdout=subprocess.PIPE, start_new_session=True, preexec_fn=on(every_core))
            self.process.stdout.close()
        running.append(self)

    def members(self):
        """The process ids of the program and its children."""
        found = []
        for name in os.listdir("/proc"):
            if name.isdigit():
                status = stat(int(name))
                if status and int(status[3]) == self.process.pid and status[0] != "Z":
                    found.append(int(name))
        return found

    def cpu_seconds(self):
        return cpu_seconds(self.members())

    def memory_bytes(self, which="VmHWM"):
        total = 0
        for pid in self.members():
            with open(f"/proc/{pid}/status", encoding="utf-8") as status:
                total += sum(int(line.split()[1]) * 1024 for line in status if line.startswith(which + ":"))
        return total

    def stop(self):
        if self in running:
            running.remove(self)
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.members():
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    pass
            until = time.monotonic() + 10
            while time.monotonic() < until and (self.process.poll() is None or self.members()):
                time.sleep(0.05)
        return self.last_words()

    def last_words(self):
        if not self.reader:
            return ""
        reader, self.reader = self.reader, None
        return reader.communicate()[0].decode(errors="replace")

    def wait_until_answers(self, port, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.process.args[0]} does not answer on port {port}:\n{self.stop()}")


def stat(pid):
    """The fields of /proc/PID/stat from the third on (a name may hold blanks and brackets), or None."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def cpu_seconds(pids):
    return sum(int(status[11]) + int(status[12]) for status in map(stat, pids) if status) / TICKS


def foreign_cpu_seconds():
    """What all cores did for others since the machine started: a measurement beside other work is to say so."""
    with open("/proc/stat", encoding="utf-8") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    ours = sum(program.cpu_seconds() for program in running)
    readers = sum(cpu_seconds([program.reader.pid]) for program in running if program.reader)
    return (user + nice + system + irq + softirq + steal) / TICKS - ours - readers - sum(os.times()[:4])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def run(command, **options):
    """Runs a program to its end and gives what it printed; says what that was if it failed."""
    # Into a file, not a pipe: what a program leaves running may hold a pipe open for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed:
        done = subprocess.run(
            command, preexec_fn=on(every_core), stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT, check=False,
            **options)
        printed.seek(0)
        text = printed.read()
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed with {done.returncode}:\n{text[-3000:]}")
    return text


def follow(command, cores, tell):
    """Runs a program to its end and passes on what it says on standard error meanwhile."""
    with subprocess.Popen(
            command, preexec_fn=on(cores), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as program:
        line = ""
        try:
            for line in program.stderr:
                tell(line.strip())
        except BaseException:
            program.kill()  # or it would be waited for
            raise
    if program.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed with {program.returncode}: {line.strip()}")


def stop_all():
    for program in list(running):
        program.stop()


def stop_on_signals():
    atexit.register(stop_all)
    for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sign, lambda number, _: exit(128 + number))
