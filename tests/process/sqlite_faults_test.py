# kill -9, and a disk that fails, at every point of a write to SQLite: the short form of ./dev soak sqlite.
import sys
import unittest
from pathlib import Path

from server import ProcessTest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
import sqlite_kills  # noqa: E402
import system_calls  # noqa: E402

KILLS = 100
LEAST_POINTS = 8  # a write has more pages in it than go into so many system calls


class SqliteFaultsTest(ProcessTest):
    def check(self, tally):
        print("%s: %d acknowledged, %d lost, %d twice, %d torn, longest %.1f s"
              % (tally.title, tally.acknowledged, len(tally.lost), len(tally.twice), len(tally.torn), tally.longest))
        self.assertEqual(tally.problems, [])

    def test_killed_while_clients_write(self):
        tally = sqlite_kills.run(self.folder, KILLS)
        self.check(tally)
        self.assertGreater(tally.acknowledged, 10 * KILLS)

    def test_killed_at_every_system_call_of_a_write(self):
        tally, points = system_calls.kills(self.folder)
        self.check(tally)
        self.assertGreater(points, LEAST_POINTS)

    def test_every_system_call_of_a_write_fails(self):
        tally, points = system_calls.errors(self.folder)
        self.check(tally)
        self.assertGreater(points, 4 * LEAST_POINTS)


if __name__ == "__main__":
    unittest.main()
