# Every limit that docs/api.md names, at one below, itself, and one above: taken, taken, and refused as it says there.
import json
import re
import unittest
from pathlib import Path

import fixture
from databases import scratch
from server import ProcessTest, read_all
from wire import statuses

MANUAL = Path(__file__).resolve().parent.parent.parent / "docs" / "api.md"
# So that bodies at the limits of the settings stay short; what is documented is compared with the defaults.
SETTINGS = {"MAX_BODY_BYTES": 3_000_000, "MAX_BULK_BYTES": 3_500_000}
CUSTOMER = {"name": "Acme", "email": "a@b.example", "phone": "1", "address": "x"}
FORM, JSON, LINES = "application/x-www-form-urlencoded", "application/json", "application/x-ndjson"


def head(method="GET", target="/", fields=""):
    return ("%s %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%s\r\n" % (method, target, fields)).encode()


def padded(size):
    """A head of so many bytes."""
    return head(fields="A: %s\r\n" % ("x" * (size - len(head(fields="A: \r\n")))))


def parts(sizes):
    fields = "".join('--b\r\nContent-Disposition: form-data; name="%04d"\r\n\r\n%s\r\n' % (n, "x" * size) for n, size in enumerate(sizes))
    return fields + "--b--\r\n"


def token(size):
    """A good access token of so many bytes; Base64 cannot have every length, so the header helps."""
    claims = {"token_type": "access", "exp": 4_000_000_000, "jti": "a", "user_id": fixture.USERS["admin"]["id"], "pad": ""}
    for extra in range(4):
        header = {"kid": "k" * extra}
        for pad in range(size * 3 // 4 - 300, size * 3 // 4):
            made = fixture.crmlib.make_jwt({**claims, "pad": "p" * pad}, fixture.SECRET, header=header)
            if len(made) == size:
                return made
            if len(made) > size:
                break
    raise AssertionError("no token of %d bytes" % size)


class LimitsTest(ProcessTest):
    def setUp(self):
        super().setUp()
        database = scratch(self, "sqlite")
        fixture.load(self, database)
        self.server = fixture.serve(self, database, ALLOWED_HOSTS="*", **SETTINGS)
        self.token = fixture.token("admin")

    def raw(self, request):
        with self.server.socket(60) as s:
            try:
                s.sendall(request)
            except OSError:
                pass  # refused before everything was sent
            received = read_all(s)
        return statuses(received)[0], received.decode("latin-1")

    def send(self, method, target, body="", kind=None, more="", who=None):
        fields = "Content-Type: %s\r\nContent-Length: %d\r\n" % (kind, len(body)) if kind else ""
        fields += "Authorization: Bearer %s\r\n" % (who or self.token)
        return self.raw(head(method, target, fields + more) + body.encode())

    def get(self, parameters):
        return self.send("GET", "/api/customers/?" + parameters)

    def post(self, body, kind=JSON, path="/api/customers/", **more):
        return self.send("POST", path, body, kind, **more)

    def bulk(self, body, kind=JSON, path="/api/customers/bulk/", **more):
        return self.post(body, kind, path, **more)

    def chunk_line(self, size):
        begun = head("POST", "/", "Transfer-Encoding: chunked\r\n")
        return self.raw(begun + b"1;" + b"a" * (size - 2) + b"\r\nx\r\n0\r\n\r\n")

    def request_id(self, size):
        given = "i" * size
        _, received = self.raw(head(fields="X-Request-Id: %s\r\n" % given))
        return (200 if re.search("X-Request-Id: %s\r\n" % given, received) else 0), received

    def password(self, size):
        # Of somebody who is not there, so that the password is not changed.
        body = {"username": "limits%d" % size, "email": "l%d@b.example" % size, "role": "sales", "password": ("four words nobody guesses " * 200)[:size]}
        return self.post(json.dumps(body), path="/api/users/")

    def multipart(self, sizes):
        return self.post(parts(sizes), "multipart/form-data; boundary=b")

    # name in the manual: what is sent for a size; what the answer to one that fits is; what the refusal says.
    def table(self):
        longest_row = '"%s"'
        return {
            "method, bytes": (lambda n: self.raw(head("M" * n)), 405, "malformed"),
            "target (path and query), bytes": (lambda n: self.raw(head(target="/?" + "x" * (n - 2))), 200, "too long"),
            "head (request line and header fields), bytes": (lambda n: self.raw(padded(n)), 200, "too long"),
            "header fields": (lambda n: self.raw(head(fields="A: b\r\n" * (n - 2))), 200, "Too many"),
            "body, bytes": (lambda n: self.post("x" * n, "text/plain"), 415, "larger than 3000000 bytes"),
            "body of a bulk request, bytes": (lambda n: self.bulk("\n" * n, LINES), 200, "larger than 3500000 bytes"),
            "body of a bulk request without valid credentials, bytes":
                (lambda n: self.bulk("x" * n, LINES, who="nobody"), 401, "needs credentials"),
            "row of a bulk request, bytes": (lambda n: self.bulk("[%s]" % (longest_row % ("x" * (n - 2)))), 400, "is larger than"),
            "rows of a bulk request": (lambda n: self.bulk("{}\n" * n, LINES), 400, "At most 100000 rows"),
            "rows of a bulk request for users": (lambda n: self.bulk("{}\n" * n, LINES, "/api/users/bulk/"), 400, "At most 100 rows"),
            "line that begins a chunk, bytes": (self.chunk_line, 200, "malformed"),
            "JSON: levels": (lambda n: self.post('{"name":' + "[" * (n - 1) + "]" * (n - 1) + "}"), 400, "levels of nesting"),
            "JSON: values": (lambda n: self.post('{"name":[%s1]}' % ("1," * (n - 3))), 400, "More than 1000000 values"),
            "parameters of a query": (lambda n: self.get("a=&" * n), 400, "<h1>Bad Request (400)"),
            "fields of a form": (lambda n: self.post("a=&" * n, FORM), 400, "<h1>Bad Request (400)"),
            "parts of a multipart form": (lambda n: self.multipart([1] * n), 400, "<h1>Bad Request (400)"),
            "fields of a multipart form together, bytes": (lambda n: self.multipart([n - 4]), 400, "<h1>Bad Request (400)"),
            "`page_size`": (lambda n: self.get("page_size=%d" % n), 200, "A whole number from 1 to 1000"),
            "fields of `ordering`": (lambda n: self.get("ordering=" + ",".join(("name", "email", "updated_at", "id")[:n])), 200, "At most 3"),
            "values of `__in`": (lambda n: self.get("id__in=" + ",".join(["1"] * n)), 200, "At most 200 values"),
            "`search`, bytes": (lambda n: self.get("search=" + "a" * n), 200, "At most 200 bytes"),
            "access or refresh token, bytes": (lambda n: self.send("GET", "/api/customers/1/", who=token(n)), 200, "not valid"),
            "`Idempotency-Key`, characters":
                (lambda n: self.post(json.dumps({**CUSTOMER, "email": "k%d@b.example" % n}), more="Idempotency-Key: %s\r\n" % ("k" * n)),
                 201, "printable ASCII"),
            "`X-Request-Id`, characters": (self.request_id, 200, ""),
            "password, bytes": (self.password, 201, "too long"),
            "`days` of `/api/customers/quiet/`":
                (lambda n: self.send("GET", "/api/customers/quiet/?days=%d" % n), 200, "A whole number from 1 to 3650"),
            "`page_size` of `/api/customers/quiet/`":
                (lambda n: self.send("GET", "/api/customers/quiet/?page_size=%d" % n), 200, "A whole number from 1 to 50"),
        }

    def documented(self):
        section = MANUAL.read_text(encoding="utf-8").split("\n## Limits\n")[1].split("\n## ")[0]
        found = {}
        for name, most, beyond in re.findall(r"(?m)^\| (.+?) \| ([\d,]+) \| (.+) \|$", section):
            name, _, setting = name.partition(": `")
            found[name if setting else name] = (int(most.replace(",", "")), beyond, setting.rstrip("`"))
        return found

    def test_each_at_its_edge(self):
        documented, table = self.documented(), self.table()
        defaults = dict(re.findall(r"(?m)^#?(MAX_\w+)=(\d+)", self.command("config").stdout))
        # Keys are made, streams held open, pages filled, stages renamed and what is left out is left out, in the tests of those.
        others = {"API keys of a user", "event streams of a user", "event streams", "page, bytes of its records",
                  "data of an event, bytes", "opportunities in a stage that is renamed",
                  "customers that `/api/customers/quiet/` looks at", "texts in `/api/pipeline/` that are no stages"}
        self.assertEqual(documented.keys() - others, table.keys())
        for name, (most, beyond, setting) in documented.items():
            if name not in table:
                continue
            if setting:
                self.assertEqual(most, int(defaults[setting]), name)
                most = SETTINGS.get(setting, most)
            send, fits, says = table[name]
            for size in (most - 1, most, most + 1):
                with self.subTest(name, size=size):
                    status, answer = send(size)
                    if size <= most:
                        self.assertEqual(status, fits, answer[:600])
                        if says:
                            self.assertNotIn(says, answer[:600])
                    else:
                        self.assertEqual(status, int(beyond) if beyond.isdigit() else 0, answer[:600])
                        self.assertIn(says, answer)
        self.server.stop()
        self.assertNotRegex(self.server.output, r"status=5\d\d")


if __name__ == "__main__":
    unittest.main()
