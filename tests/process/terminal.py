# A program on a terminal of its own: what it prints there, what is typed, and whether typing is shown.
import os
import pty
import select
import termios
import time


class Terminal:
    def __init__(self, command, folder, environment):
        self.shown, self.seen = "", 0
        pid, self.master = pty.fork()
        if pid == 0:
            try:
                os.chdir(folder)
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        self.pid = pid

    def read_until(self, text, timeout=30):
        deadline = time.monotonic() + timeout
        while text not in self.shown[self.seen:]:
            if not self._read(deadline):
                raise AssertionError("%r did not appear:\n%s" % (text, self.shown))
        self.seen = self.shown.index(text, self.seen) + len(text)

    def _read(self, deadline):
        ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            part = os.read(self.master, 4096)
        except OSError:  # Linux says EIO when the program has ended
            return False
        self.shown += part.decode(errors="replace")
        return bool(part)

    def is_echoing(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def type(self, line):
        os.write(self.master, line.encode() + b"\n")

    def finish(self, timeout=30):
        """The exit status, after everything was read."""
        deadline = time.monotonic() + timeout
        while self._read(deadline):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)
