"""A client that tells how long an answer was on the wire, for setting things up and for checking bodies; the load comes from wrk."""
import json
import socket


class Answer:
    def __init__(self, head, body):
        self.status = int(head.split(b" ", 2)[1])
        self.headers = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:]]
        self.body = body
        self.size = len(head) + 4 + len(body)

    def json(self):
        return json.loads(self.body)


class Client:
    def __init__(self, port, token=None):
        self.port, self.token, self.connection, self.rest = port, token, None, b""

    def get(self, path):
        return self.send("GET", path)

    def send(self, method, path, body=b"", content_type="application/json", expected=(200, 201, 204)):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        if body:
            head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        message = head.encode() + b"\r\n" + body
        try:
            answer = self.exchange(message)
        except ConnectionError:  # kept alive by us, but not by the server
            self.connection = None
            answer = self.exchange(message)
        if expected and answer.status not in expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body[:500]!r}")
        return answer

    def exchange(self, message):
        if self.connection is None:
            self.connection, self.rest = socket.create_connection(("127.0.0.1", self.port), 120), b""
        self.connection.sendall(message)
        head = self.read_until(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        lengths = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")]
        if lengths:
            body = self.read_bytes(lengths[0])
        elif b"transfer-encoding: chunked" in lines:
            body = b""
            while size := int(self.read_until(b"\r\n"), 16):
                body += self.read_bytes(size)
                self.read_until(b"\r\n")
            self.read_until(b"\r\n")
        else:
            body = b""
        if b"connection: close" in lines:
            self.connection.close()
            self.connection = None
        return Answer(head, body)

    def read_more(self):
        received = self.connection.recv(1 << 16)
        if not received:
            raise ConnectionError("closed by the server")
        self.rest += received

    def read_until(self, end):
        while end not in self.rest:
            self.read_more()
        head, _, self.rest = self.rest.partition(end)
        return head

    def read_bytes(self, count):
        while len(self.rest) < count:
            self.read_more()
        body, self.rest = self.rest[:count], self.rest[count:]
        return body
