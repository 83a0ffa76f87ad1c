# The table of requests in tests/corpora/requests.txt, and answers as they come over a socket.
import codecs
import re
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "corpora" / "requests.txt"
BODY = '{"token":"x"}'
SHORT = {
    "<get>": "GET / HTTP/1.1\r\nHost: h\r\n",
    "<verify>": "POST /api/token/verify/ HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n",  # 401 for BODY, else 400
    "<body>": BODY,
    "<smuggled>": "GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: smuggled\r\n\r\n",
}
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class Case:
    def __init__(self, line):
        expected, self.section, self.title, written = line.split(" | ", 3)
        statuses, self.then = expected.split()
        self.statuses = [int(status) for status in statuses.split(",")]
        self.smuggles = "<smuggled>" in written
        self.parts = [as_sent(part) for part in written.split("<pause>")]

    def __repr__(self):
        return "%s (RFC %s): %.200r" % (self.title, self.section, b"".join(self.parts))


def as_sent(written):
    text = codecs.decode(written.encode(), "unicode_escape")
    text = re.sub(r"<([^<>]*)\*(\d+)>", lambda found: found.group(1) * int(found.group(2)), text)
    for short, long in SHORT.items():
        text = text.replace(short, long)
    return text.encode("latin-1")


def cases():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [Case(line) for line in lines if line and not line.startswith("#")]


def statuses(received):
    return [int(status) for status in STATUS.findall(received)]
