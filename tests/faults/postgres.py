# Faults of three servers on a PostgreSQL primary with a synchronous standby.
import time

from postgres_pair import PostgresPair
from scenarios import kill_server, run_on

PAUSE = 3
STANDBY_HANGS = 12


def run(folder, rounds):
    return run_on(PostgresPair(folder), faults, PAUSE, rounds)


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

    scenarios.run("PostgreSQL: kill -9 of the primary, promotion", promote, rounds)
    scenarios.run("PostgreSQL: kill -9 of the primary, restart", restart, rounds)
    scenarios.run("PostgreSQL: standby hangs, then primary dies", lose_both, rounds, limit=0)
    scenarios.run("PostgreSQL: kill -9 of an app server", kill_server(apps), rounds)
