# Runs one fault under load, proves what became of the acknowledged writes, and keeps the lines of the table.
import time

from app_servers import PORT, AppServers
from proof import Proof
from writers import Writers

HEAD = ("scenario", "acknowledged", "lost", "twice", "torn", "pause s", "limit s", "verdict")
COUNT = 6
REST = 0.03  # between two writes of a client: a node that comes back must apply faster than more is written


class Scenarios:
    def __init__(self, cluster, apps, limit):
        self.cluster, self.apps, self.limit = cluster, apps, limit
        self.acknowledged, self.lines = [], []

    def run(self, title, fault, rounds=1, limit=None):
        """`fault(writers, round)` is given clients that write, and returns when everything is up again; limit 0: none."""
        limit = self.limit if limit is None else limit
        count, pause, problems = 0, 0.0, []
        for number in range(rounds):
            print("  %s, %d of %d" % (title, number + 1, rounds), flush=True)
            writers = Writers(COUNT, PORT, self.apps.token, self.apps.customer, rest=REST)
            try:
                writers.wait_for(100)
                time.sleep(1)
                fault(writers, number)
                self.apps.wait_until_ready()
                writers.wait_for(100)
            finally:
                writers.stop()
            self.acknowledged += writers.acknowledged()
            count += len(writers.acknowledged())
            pause = max(pause, writers.longest_pause())
            print("    %d acknowledged, longest pause %.1f s; answers %s" %
                  (len(writers.acknowledged()), writers.longest_pause(), dict(writers.answers())), flush=True)
            problems += ["never acknowledged: " + key for key in writers.unfinished()]
        # All that was ever acknowledged, because a later fault may lose an earlier write.
        proof = Proof(self.acknowledged, self.cluster.tables)
        self.apps.verify()
        problems += proof.faults()
        for problem in problems[:20]:
            print("    " + problem, flush=True)
        verdict = "BROKEN" if problems else "too slow" if limit and pause > limit else "ok"
        self.lines.append((title, count, len(proof.lost), len(proof.duplicated), len(proof.wrong), "%.1f" % pause,
                           str(limit or "-"), verdict))


def run_on(cluster, faults, limit, rounds):
    """`faults` of a cluster with three servers before it, all of which is stopped in the end."""
    apps = None
    try:
        apps = AppServers(cluster.processes, cluster.url, DATABASE_CONNECT_TIMEOUT=2, DATABASE_STATEMENT_TIMEOUT=5)
        scenarios = Scenarios(cluster, apps, limit)
        faults(scenarios, cluster, apps, rounds)
        return scenarios.lines
    finally:
        if apps:
            apps.stop()
        cluster.stop()


def kill_server(apps):
    def fault(writers, number):
        apps.kill(number % 3)
        writers.wait_for(200)
        time.sleep(1)
        apps.restart(number % 3)
    return fault


def print_table(lines):
    table = [HEAD, *lines]
    widths = [max(len(str(line[i])) for line in table) for i in range(len(HEAD))]
    print()
    for line in table:
        print("  ".join(str(cell).rjust(width) if i in range(1, 7) else str(cell).ljust(width)
                        for i, (cell, width) in enumerate(zip(line, widths))).rstrip())
