# Faults of three servers on a PostgreSQL primary with a synchronous standby.
import time

from app_servers import AppServers
from postgres_pair import PostgresPair
from scenarios import Scenarios

PAUSE = 3
STANDBY_HANGS = 12


def run(folder, rounds):
    pair = PostgresPair(folder)
    apps = None
    try:
        apps = AppServers(pair.processes, pair.url, DATABASE_CONNECT_TIMEOUT=2, DATABASE_STATEMENT_TIMEOUT=5)
        scenarios = Scenarios(pair, apps, PAUSE)
        faults(scenarios, pair, apps, rounds)
        return scenarios
    finally:
        if apps:
            apps.stop()
        pair.stop()


def faults(scenarios, pair, apps, rounds):
    def promote(writers, _):
        pair.kill_primary()
        pair.promote()
        writers.wait_for(200)
        pair.add_standby()

    def restart(writers, _):
        pair.kill_primary()
        pair.start(pair.primary)

    def lose_both(writers, _):
        # Nothing may be acknowledged that the standby lacks, however long it hangs and whatever times out meanwhile.
        pair.hang_standby()
        before = writers.count()
        time.sleep(STANDBY_HANGS)
        if writers.count() > before + len(writers.all):
            raise AssertionError("%d writes were acknowledged without the standby" % (writers.count() - before))
        pair.kill_primary()
        pair.wake_standby()
        pair.promote()
        writers.wait_for(200)
        pair.add_standby()

    def kill_server(writers, number):
        apps.kill(number % 3)
        writers.wait_for(200)
        time.sleep(1)
        apps.restart(number % 3)

    scenarios.run("PostgreSQL: kill -9 of the primary, promotion", promote, rounds)
    scenarios.run("PostgreSQL: kill -9 of the primary, restart", restart, rounds)
    scenarios.run("PostgreSQL: standby hangs, then primary dies", lose_both, rounds, limit=0)
    scenarios.run("PostgreSQL: kill -9 of an app server", kill_server, rounds)
