# Clients that keep a server busy and remember, of every request, when it was sent and how it ended.
import http.client
import itertools
import threading
import time

from server import exchange


class Sent:
    def __init__(self, kind, at):
        self.kind, self.at, self.status, self.failure, self.note = kind, at, None, None, None


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
                sent.status = answer.status
                sent.note = (more.get("json") or {}).get("notes")
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
        deadline = time.monotonic() + timeout
        while self.answered() < answers:
            if time.monotonic() > deadline:
                raise AssertionError("only %d answers" % self.answered())
            time.sleep(0.01)
