"""Sign-ins: at a steady rate for as long as a measurement lasts, and refused ones, whose time must not tell why."""
import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor

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


AT_ONCE = 4  # sign-ins for each reason


def refused(peer, rounds):
    """Milliseconds of refused sign-ins for each reason, some at once; a refusal takes half a second, and up to 20 ms more at random."""
    left = "left-" + secrets.token_hex(4)
    admin = Client(peer.port, peer.token(peer.admin))
    admin.send("POST", "/api/users/", {
        "username": left, "email": left + "@example.com", "password": peer.password, "role": "sales", "is_active": False})
    reasons = {"unknown name": ("nobody-here", "wrong"), "wrong password": (peer.user, "wrong"), "deactivated": (left, peer.password)}

    def milliseconds(reason):
        username, password = reasons[reason]
        begin = time.monotonic()
        Client(peer.port).send("POST", "/api/token/", {"username": username, "password": password}, expected=(401,))
        return reason, 1000 * (time.monotonic() - begin)

    durations = {reason: [] for reason in reasons}
    with ThreadPoolExecutor(AT_ONCE * len(reasons)) as threads:
        for _ in range(rounds):
            turn = list(reasons) * AT_ONCE
            for reason, duration in threads.map(milliseconds, random.sample(turn, len(turn))):
                durations[reason].append(duration)
    return durations
