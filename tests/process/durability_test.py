# What a start says of a database server that would lose acknowledged writes: durability_test.py mysql|postgres.
import time
import unittest

import fixture
from databases import scratch
from own_engines import OwnEngines, stop_signal
from server import ProcessTest, engine_argument, release

# Options of the server, and what is warned of with them.
SAFE = {"mysql": ["--innodb-flush-log-at-trx-commit=1"],
        "postgres": ["-c", "fsync=on", "-c", "full_page_writes=on"]}
UNSAFE = {"mysql": [(["--innodb-flush-log-at-trx-commit=0"], ["innodb_flush_log_at_trx_commit=0"]),
                    (["--log-bin=binary", "--server-id=1", "--sync-binlog=0"], ["sync_binlog=0"])],
          "postgres": [(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"],
                        ["fsync=off", "full_page_writes=off", "synchronous_commit=off"])]}


class DurabilityTest(ProcessTest):
    def warnings(self, database):
        server = self.serve({**fixture.SETTINGS, "DATABASE_URL": database.url}, binary=release())
        server.stop()
        verified = self.command("verify", environment={**fixture.SETTINGS, "DATABASE_URL": database.url}, binary=release())
        logged = [line for line in server.lines if " durability " in line]
        self.assertEqual(len(logged), verified.stderr.count("warning: "))
        return logged

    def test_each_setting(self):
        engines = OwnEngines(self.addCleanup)
        database = scratch(self, engine, at=engines.url(engine))
        fixture.load(self, database)
        command, user, group = engines.stop(engine, stop_signal(engine))
        for number, (options, expected) in enumerate([([], []), *UNSAFE[engine]]):
            if number:
                engines.stop(engine, stop_signal(engine))
            changed = [word.encode() for word in SAFE[engine] + options]
            engines.start(engine, (command + changed, user, group))
            self.wait_until_it_answers(database)
            warnings = self.warnings(database)
            self.assertEqual(len(warnings), len(expected), warnings)
            for text in expected:
                self.assertEqual(sum(text in line and "set it to" in line for line in warnings), 1, (text, warnings))

    def wait_until_it_answers(self, database):
        for _ in range(100):
            try:
                return database.query("SELECT 1")
            except RuntimeError:
                time.sleep(0.1)
        self.fail("the database server does not answer")


if __name__ == "__main__":
    engine = engine_argument()
    unittest.main()
