"""Signs in at a steady rate for as long as a measurement lasts, and counts what was answered."""
import threading
import time

from client import Client


class Logins:
    def __init__(self, peer, per_second):
        self.peer, self.period = peer, 1 / per_second
        self.durations, self.failed, self.threads = [], 0, []
        self.ended = threading.Event()

    def __enter__(self):
        self.clock = threading.Thread(target=self.tick)
        self.clock.start()
        return self

    def tick(self):
        due = time.monotonic()
        while not self.ended.wait(max(0, due - time.monotonic())):
            self.threads.append(threading.Thread(target=self.sign_in))
            self.threads[-1].start()
            due += self.period

    def sign_in(self):
        begin = time.monotonic()
        try:
            self.peer.token()
            self.durations.append(time.monotonic() - begin)
        except (OSError, RuntimeError):
            self.failed += 1

    def __exit__(self, *_):
        self.ended.set()
        self.clock.join()
        for thread in self.threads:
            thread.join()
