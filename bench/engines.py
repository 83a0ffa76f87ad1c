"""GET of one customer on MariaDB and PostgreSQL, beside the same two prepared queries by their C clients in a loop."""
import os
import re
import subprocess
import tempfile
import time
from urllib.parse import urlparse

from client import Client
from load import measure, write_requests
from peers.connectcrm import ConnectCRM
from processes import ROOT, run

ENGINES_SH = os.path.join(ROOT, "tests/support/engines.sh")
CONNECTIONS = 8  # the default of DATABASE_POOL
LABELS = {"mysql": "MariaDB", "postgres": "PostgreSQL"}


class Engines:
    """Both servers, on the cores of what is measured, and a filled ConnectCRM on each."""

    def __init__(self, folder, rows_file, row_count):
        self.folder, self.row_count = os.path.join(tempfile.gettempdir(), f"connectcrm-bench.{os.getpid()}"), row_count
        self.program = os.path.join(folder, "prepared_queries")
        flags = run(["pkg-config", "--cflags", "--libs", "libpq", "libmariadb"]).split()
        run(["cc", "-O2", "-o", self.program, os.path.join(ROOT, "bench/prepared_queries.c"), *flags, "-lpthread"])
        self.peers = {}
        self.rows_file, self.requests = rows_file, os.path.join(folder, "engines-one.txt")

    def __enter__(self):
        try:
            run([ENGINES_SH, "start", self.folder])
            self.prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def prepare(self):
        with open(os.path.join(self.folder, "env"), encoding="utf-8") as file:
            environment = dict(re.findall(r"^export (\w+)=(.*)$", file.read(), re.MULTILINE))
        step = 7919  # prime, so that the ids are spread and none comes twice
        ids = [1 + number * step % self.row_count for number in range(2000)]
        write_requests(self.requests, [("GET", f"/api/customers/{number}/", "") for number in ids])
        for engine in LABELS:
            url = environment[f"TEST_{engine.upper()}_URL"] + ("?tls=off" if engine == "mysql" else "?sslmode=disable")
            peer = self.peers[engine] = ConnectCRM(self.folder, url)
            peer.fill(self.rows_file)
            peer.start()

    def measure(self, engine, seconds):
        peer = self.peers[engine]
        client = Client(peer.port, peer.token())
        user = client.get("/api/me/").json()["id"]
        sizes = [client.get(f"/api/customers/{number}/").size for number in range(1, self.row_count, self.row_count // 50)]
        served = measure(peer.port, self.requests, peer.token(), seconds, 64, peer.program, sum(sizes) / len(sizes), max(sizes))
        at = urlparse(peer.url)
        loop = run(
            [self.program, engine, at.hostname, str(at.port), at.username, at.password, at.path[1:], str(CONNECTIONS), str(seconds),
             str(user), str(self.row_count)])
        return {"served": served["per_second"], "cpu_microseconds": served["cpu_microseconds"], "loop": float(loop)}

    def __exit__(self, *_):
        for peer in self.peers.values():
            if hasattr(peer, "program"):
                peer.stop()
        subprocess.run([ENGINES_SH, "stop", self.folder], check=False, stderr=subprocess.DEVNULL)
        time.sleep(0.2)
