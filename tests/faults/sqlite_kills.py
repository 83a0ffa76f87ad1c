# kill -9 of one server on SQLite, again and again while clients write.
import random
import time

from proof import Tally
from sqlite_server import SqliteServer
from writers import Writers

KILLS = 1000
WRITERS = 4


def run(folder, kills=KILLS):
    tally = Tally("SQLite: kill -9, %d times (pause: the slowest start)" % kills)
    server = SqliteServer(folder).prepare()
    writers = Writers(WRITERS, server.port, server.token, server.customer)
    try:
        for number in range(kills):
            writers.wait_for(10)
            time.sleep(random.uniform(0.06, 0.18))
            server.kill()
            # The whole table is long to read in the end, so that not every kill is followed by it.
            if number < 50 or number % 10 == 0:
                tally.prove(writers.acknowledged(), server.query)
                server.check()
            tally.took(server.start())
            if (number + 1) % 50 == 0:
                print("  %d kills, %d acknowledged" % (number + 1, writers.count()), flush=True)
        writers.stop(within=10)
    finally:
        writers.stop(within=0)
        server.kill()
    for key in writers.unfinished():
        tally.complain("never acknowledged: " + key)
    tally.prove(writers.acknowledged(), server.query)
    server.check()
    return tally
