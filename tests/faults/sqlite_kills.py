# kill -9 of one server on SQLite, again and again while clients write.
import random
import sqlite3
import time
from types import SimpleNamespace

from app_servers import PORT, SETTINGS, command, make_administrator, sign_in
from proof import Proof
from server import Server, release
from writers import Writers

KILLS = 100
WRITERS = 4


def run(folder, kills=KILLS):
    settings = {**SETTINGS, "PORT": PORT}
    make_administrator(folder, settings)
    server = Server(folder, settings, binary=release())
    token, customer = sign_in(server)
    writers = Writers(WRITERS, PORT, token, customer)
    lost, twice, torn, slowest = set(), set(), set(), 0.0
    try:
        for number in range(kills):
            writers.wait_for(10)
            time.sleep(random.uniform(0.06, 0.18))
            server.kill()
            acknowledged = writers.acknowledged()
            proof = Proof(acknowledged, lambda sql: read(folder, sql))
            lost.update(proof.lost)
            twice.update(proof.duplicated)
            torn.update(proof.wrong)
            for fault in proof.faults()[:10]:
                print("    kill %d: %s" % (number + 1, fault), flush=True)
            command(folder, settings, "verify")
            begun = time.monotonic()
            server = Server(folder, settings, binary=release())
            slowest = max(slowest, time.monotonic() - begun)
            if (number + 1) % 10 == 0:
                print("  %d kills, %d acknowledged" % (number + 1, len(acknowledged)), flush=True)
    finally:
        writers.stop(within=10)
        server.kill()
    last = Proof(writers.acknowledged(), lambda sql: read(folder, sql))
    broken = bool(lost or twice or torn or last.faults() or writers.unfinished())
    line = ("SQLite: kill -9, %d times (pause: the slowest start)" % kills, len(writers.acknowledged()),
            len(lost | set(last.lost)), len(twice | set(last.duplicated)), len(torn | set(last.wrong)), "%.1f" % slowest, "-",
            "BROKEN" if broken else "ok")
    return SimpleNamespace(lines=[line], broken=broken)


def read(folder, sql):
    database = sqlite3.connect("file:%s?mode=ro" % (folder / "data" / "connectcrm.db"), uri=True)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()
