"""Makes what is measured: the customers, every peer's database with them, the requests, and the check that all peers answer alike."""
import hashlib
import json
import os
import random
import shutil
import sqlite3

from client import Client
from customers import customers
from load import Wrong, measure, write_requests
from processes import ROOT

FIELDS = ("name", "email", "phone", "address", "user", "id")
PAGE_SIZE = 50
KEPT = os.path.join(ROOT, "build/bench/filled")


def write_rows(file, rows):
    with open(file, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def kept(name, made_by, make):
    """A folder that `make` fills; it is kept from run to run while the files that make it stay the same."""
    digest = hashlib.sha256()
    for file in made_by:
        with open(file, "rb") as content:
            digest.update(hashlib.sha256(content.read()).digest())
    folder = os.path.join(KEPT, f"{name}-{digest.hexdigest()[:16]}")
    if not os.path.exists(folder):
        for other in os.listdir(KEPT) if os.path.isdir(KEPT) else ():
            if other.startswith(name + "-"):
                shutil.rmtree(os.path.join(KEPT, other))
        os.makedirs(folder + ".part")
        make(folder + ".part")
        os.rename(folder + ".part", folder)
    return folder


def fill(peer_class, folder, rows_file, made_by):
    """A peer with its database in `folder`."""
    filled = kept(peer_class.__name__, (rows_file, *made_by), lambda making: peer_class(making).fill(rows_file))
    own = os.path.join(folder, peer_class.__name__)
    shutil.copytree(filled, own)
    return peer_class(own)


class FixedReplies:
    """What is asked of nginx: the same reply over and over, for each kind of work."""

    def __init__(self, nginx, folder, kinds):
        self.peer, client = nginx, Client(nginx.port)
        self.files = {kind: os.path.join(folder, f"nginx-{kind}.txt") for kind in kinds}
        self.sizes = {kind: client.get("/" + kind).size for kind in kinds}
        for kind, file in self.files.items():
            write_requests(file, [("GET", "/" + kind, "")])

    def measure(self, kind, seconds, connections):
        size = self.sizes[kind]
        return measure(self.peer.port, self.files[kind], "-" * 200, seconds, connections, self.peer.program, size, size)


class Work:
    """The three things asked of a peer, as files of requests, with the sizes that the answers have on the wire."""

    def __init__(self, peer, folder, rows, ones, page_count, new_rows):
        self.peer, self.sizes, self.samples = peer, {}, {}
        self.files = {kind: os.path.join(folder, f"{type(peer).__name__}-{kind}.txt") for kind in ("one", "page", "post")}
        client = Client(peer.port, peer.token())
        write_requests(self.files["one"], [("GET", peer.one(number), "") for number in ones])
        self.sizes["one"] = [self.check_one(client, rows, number) for number in ones]

        paths = []
        for number, (path, records) in enumerate(peer.pages(client, PAGE_SIZE, page_count)):
            paths.append(path)
            first = number * PAGE_SIZE
            self.same(path, [expected(rows, first + at + 1) for at in range(PAGE_SIZE)], records)
        write_requests(self.files["page"], [("GET", path, "") for path in paths])
        answers = [client.get(path) for path in paths]
        self.sizes["page"] = [answer.size for answer in answers]
        self.samples["page"] = answers[len(answers) // 2]

        write_requests(self.files["post"], [("POST", peer.creating, json.dumps(row, ensure_ascii=False)) for row in new_rows])
        self.sizes["post"] = []
        for row in new_rows[:20]:
            answer = client.send("POST", peer.creating, row)
            record = peer.record(answer)
            self.same(peer.creating, {**row, "user": None, "id": record["id"]}, record)
            self.sizes["post"].append(answer.size)

    def check_one(self, client, rows, number):
        answer = client.get(self.peer.one(number))
        self.same(self.peer.one(number), expected(rows, number), self.peer.record(answer))
        self.samples["one"] = answer
        return answer.size

    def same(self, path, wanted, got):
        chosen = [pick(record) for record in got] if isinstance(got, list) else pick(got)
        if chosen != wanted:
            raise Wrong(f"{self.peer.name} {path}: {chosen} instead of {wanted}")

    def measure(self, kind, seconds, connections):
        sizes = self.sizes[kind]
        before = self.counts() if kind == "post" else {}
        token = self.peer.token()
        result = measure(
            self.peer.port, self.files[kind], token, max(seconds, self.peer.shortest_run), connections, self.peer.program,
            sum(sizes) / len(sizes), max(sizes))
        # Answered after what was under way when the load ended, so that nobody else is measured beside it.
        Client(self.peer.port, token).get(self.peer.one(1))
        if kind == "post":
            for statement, count in self.counts().items():
                surplus = count - before[statement] - result["requests"]
                if not 0 <= surplus <= connections:
                    raise Wrong(f"{self.peer.name}: {result['requests']} writes were answered, but {statement} grew by {surplus} more")
        return result

    def counts(self):
        with sqlite3.connect(f"file:{self.peer.database}?mode=ro", uri=True, timeout=30) as database:
            return {statement: database.execute(statement).fetchone()[0] for statement in self.peer.count_statements}


def expected(rows, number):
    return {**rows[number - 1], "user": None, "id": number}


def pick(record):
    return {field: record[field] for field in FIELDS}


def choose(rows, quick):
    """The ids that are read, how many pages, and the rows that are written: the same for every peer."""
    picked = random.Random(7)
    ones = [picked.randrange(1, len(rows) + 1) for _ in range(300 if quick else 1000)]
    return ones, 20 if quick else 100, list(customers(200, seed=2))
