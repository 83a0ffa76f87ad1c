# A client of the stream of events, on a connection of its own; it waits for what it is asked for, and not longer than that takes.
import json
from collections import namedtuple

Event = namedtuple("Event", "name id data")


class Stream:
    def __init__(self, connection, token, last=None, path="/api/events/", headers=None):
        self.connection, self.last_id = connection, last
        sent = {"Accept": "text/event-stream", "Authorization": "Bearer " + token, **(headers or {})}
        if last is not None:
            sent["Last-Event-ID"] = str(last)
        connection.request("GET", path, headers=sent)
        self.response = connection.getresponse()
        if self.response.status != 200:
            raise AssertionError("%d %r" % (self.response.status, self.response.read()))

    def events(self):
        """Until the stream ends; TimeoutError when nothing has come for as long as the connection waits."""
        name = data = None
        while line := self.response.readline().decode():
            field, _, value = line.rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                self.last_id = value
            elif field == "data":
                data = json.loads(value)
            elif line == "\n" and name:
                yield Event(name, self.last_id, data)
                name = data = None

    def next(self, name):
        for event in self.events():
            if event.name == name:
                return event
            if event.name == "change":
                raise AssertionError("not %s but %r" % (name, event))
        raise AssertionError("the stream has ended without " + name)

    def close(self):
        self.response.close()
        self.connection.close()


def listen(server, token, last=None, timeout=60, **more):
    """A stream that is known to have begun."""
    stream = Stream(server.connection(timeout), token, last, **more)
    stream.next("ready")
    return stream
