# Clients that give every POST its own Idempotency-Key and repeat it until it is acknowledged, and remember what was.
import collections
import http.client
import threading
import time
import uuid

from proof import MARK
from server import HOST, exchange


def write(connection, token, customer, key):
    """One POST; the note of the interaction that it makes is its key, or begins with it."""
    body = {"customer": customer, "interaction_type": "Call", "notes": key, "next_action": MARK}
    return exchange(connection, "POST", "/api/interactions/", json=body, token=token, headers={"Idempotency-Key": key[:36]})


class Writer(threading.Thread):
    def __init__(self, port, token, customer, answer_within, rest):
        super().__init__(daemon=True)
        self.port, self.token, self.customer = port, token, customer
        self.answer_within, self.rest = answer_within, rest
        self.acknowledged = []  # (when, key, id)
        self.answers = collections.Counter()
        self.stopping, self.giving_up = threading.Event(), threading.Event()
        self.unfinished = None

    def run(self):
        connection = self.connect()
        while not self.stopping.is_set():
            key = self.unfinished = str(uuid.uuid4())
            while self.unfinished and not self.giving_up.is_set():
                try:
                    answer = write(connection, self.token, self.customer, key)
                except (OSError, http.client.HTTPException) as failure:
                    self.answers[type(failure).__name__] += 1
                    connection.close()
                    connection = self.connect()
                    time.sleep(0.05)
                    continue
                if answer.status == 201:
                    self.acknowledged.append((time.monotonic(), key, answer.json()["id"]))
                    self.answers["replayed" if answer.header("Idempotency-Replayed") else "201"] += 1
                    self.unfinished = None
                    time.sleep(self.rest)
                else:
                    self.answers[str(answer.status)] += 1
                    if answer.status not in (409, 502, 503, 504, 507):
                        print("    an answer that a client does not expect: %r" % answer, flush=True)
                    time.sleep(0.1)
        connection.close()

    def connect(self):
        return http.client.HTTPConnection(HOST, self.port, timeout=self.answer_within)


class Writers:
    def __init__(self, count, port, token, customer, answer_within=5, rest=0.0):
        self.begun = time.monotonic()
        self.all = [Writer(port, token, customer, answer_within, rest) for _ in range(count)]
        for writer in self.all:
            writer.start()

    def count(self):
        return sum(len(writer.acknowledged) for writer in self.all)

    def wait_for(self, more, timeout=120):
        """Until `more` further writes were acknowledged."""
        wanted, deadline = self.count() + more, time.monotonic() + timeout
        while self.count() < wanted:
            if time.monotonic() > deadline:
                raise AssertionError("no %d writes within %d s; answers: %s" % (more, timeout, dict(self.answers())))
            time.sleep(0.02)

    def stop(self, within=60):
        """Every write that was begun is repeated until it is acknowledged; what is not by then is counted as unfinished."""
        for writer in self.all:
            writer.stopping.set()
        deadline = time.monotonic() + within
        for writer in self.all:
            writer.join(max(0, deadline - time.monotonic()))
            writer.giving_up.set()
        for writer in self.all:
            writer.join(writer.answer_within + 1)

    def acknowledged(self):
        return sorted(entry for writer in self.all for entry in list(writer.acknowledged))

    def unfinished(self):
        return [writer.unfinished for writer in self.all if writer.unfinished]

    def answers(self):
        return sum((writer.answers for writer in self.all), collections.Counter())

    def longest_pause(self):
        times = [self.begun] + [at for at, _, _ in self.acknowledged()]
        return max(after - before for before, after in zip(times, times[1:])) if len(times) > 1 else float("inf")
