# Clients that keep a server busy and remember, of every request, when it was sent and how it ended.
import http.client
import itertools
import threading
import time

from server import exchange


class Sent:
    def __init__(self, kind, at):
        self.kind, self.at = kind, at
        self.ended = self.status = self.failure = self.note = self.id = None


class Client(threading.Thread):
    """Repeats `make_request(n)`, which gives (kind, method, path, more), on one connection until it is told to stop."""

    def __init__(self, server, make_request, reconnect=True):
        super().__init__(daemon=True)
        self.server, self.make_request, self.reconnect = server, make_request, reconnect
        self.sent, self.stopping = [], threading.Event()

    def run(self):
        connection = self.server.connection()
        for number in itertools.count():
            if self.stopping.is_set():
                break
            kind, method, path, more = self.make_request(number)
            sent = Sent(kind, time.monotonic())
            self.sent.append(sent)
            try:
                answer = exchange(connection, method, path, **more)
                sent.ended, sent.status, sent.id = time.monotonic(), answer.status, answer.header("X-Request-Id")
                sent.note = more["json"].get("notes") if isinstance(more.get("json"), dict) else None
            except (OSError, http.client.HTTPException) as failure:
                sent.failure = failure
                connection.close()
                if not self.reconnect:
                    break
                connection = self.server.connection()
                time.sleep(0.02)
        connection.close()


class Load:
    def __init__(self, server, makers, reconnect=True):
        self.clients = [Client(server, maker, reconnect) for maker in makers]
        for client in self.clients:
            client.start()

    def stop(self):
        for client in self.clients:
            client.stopping.set()
        for client in self.clients:
            client.join(60)
            if client.is_alive():
                raise AssertionError("a client got no answer within a minute")
        return self.all()

    def all(self):
        return [sent for client in self.clients for sent in list(client.sent)]

    def answered(self):
        return sum(sent.status is not None for sent in self.all())

    def wait_for(self, answers, timeout=30):
        self._wait(lambda: max(0, answers - self.answered()), "%d answers are missing", timeout)

    def wait_for_kinds(self, kinds, timeout=30):
        self._wait(lambda: set(kinds) - {sent.kind for sent in self.all() if sent.status is not None}, "no answer yet to %s", timeout)

    @staticmethod
    def _wait(missing, text, timeout):
        deadline = time.monotonic() + timeout
        while still := missing():
            if time.monotonic() > deadline:
                raise AssertionError(text % still)
            time.sleep(0.01)
