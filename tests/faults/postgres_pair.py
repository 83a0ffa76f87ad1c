# A PostgreSQL primary with one synchronous standby, on 127.0.0.2 and .3; needs a network namespace of its own.
import os
import shutil
import signal
from pathlib import Path

from processes import Processes, rows, run, wait_until

SERVERS = (1, 2)
ACCOUNT = {"user": "postgres", "group": "postgres", "extra_groups": []}
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
CONFIGURATION = """
port = 5432
wal_level = replica
wal_keep_size = 256MB
synchronous_commit = on
shared_buffers = 64MB
max_connections = 100
wal_retrieve_retry_interval = 500ms
"""
# Given at the start, so that a copy of the files does not bring the other's along.
PLACE = "listen_addresses={address}", "unix_socket_directories={folder}/s{server}"


def address(server):
    return "127.0.0.%d" % (server + 1)


def name(server):
    return "postgres%d" % server


class PostgresPair:
    url = "postgres://crm:secret@%s/crm?sslmode=disable" % ",".join(address(server) for server in SERVERS)

    def __init__(self, folder):
        self.folder, self.processes, self.primary = folder, Processes(folder), 1
        shutil.chown(folder, "postgres")
        for server in SERVERS:
            (folder / ("s%d" % server)).mkdir()
            shutil.chown(folder / ("s%d" % server), "postgres")
        run(PROGRAMS / "initdb", "-D", self.files(1), "-A", "trust", "-U", "postgres", **ACCOUNT)
        with open(self.files(1) / "postgresql.conf", "a") as configuration:
            configuration.write(CONFIGURATION)
        with open(self.files(1) / "pg_hba.conf", "a") as access:
            access.write("host all all 127.0.0.0/8 trust\nhost replication all 127.0.0.0/8 trust\n")
        self.start(1)
        self.query("CREATE ROLE crm LOGIN PASSWORD 'secret'", database="postgres")
        self.query("CREATE DATABASE crm OWNER crm", database="postgres")
        self.add_standby()

    @property
    def standby(self):
        return 3 - self.primary

    def files(self, server):
        return self.folder / ("p%d" % server)

    def start(self, server):
        options = [word for setting in PLACE
                   for word in ("-c", setting.format(address=address(server), folder=self.folder, server=server))]
        self.processes.start(name(server), [PROGRAMS / "postgres", "-D", self.files(server), *options], **ACCOUNT)
        wait_until("PostgreSQL %d answers" % server, lambda: self.answers(server))

    def answers(self, server):
        try:
            return bool(self.query("SELECT 1", server, "postgres"))
        except RuntimeError:
            return False

    def query(self, sql, server=None, database="crm"):
        return rows(run(PROGRAMS / "psql", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h",
                        self.folder / ("s%d" % (server or self.primary)), "-U", "postgres", "-c", sql, database))

    tables = query

    def add_standby(self):
        """A new copy of the primary as the standby that every commit waits for."""
        shutil.rmtree(self.files(self.standby), ignore_errors=True)
        run(PROGRAMS / "pg_basebackup", "-h", address(self.primary), "-U", "postgres", "-D", self.files(self.standby), "-R",
            "-X", "stream", "-c", "fast", **ACCOUNT)
        self.start(self.standby)
        self.wait_for_replication("streaming")
        self.query("ALTER SYSTEM SET synchronous_standby_names = '*'", database="postgres")
        self.query("SELECT pg_reload_conf()", database="postgres")
        self.wait_for_replication("sync")

    def wait_for_replication(self, word):
        sql = "SELECT state, sync_state FROM pg_stat_replication"
        wait_until("the standby is " + word, lambda: any(word in row for row in self.query(sql, database="postgres")))

    def kill_primary(self):
        self.processes.kill(name(self.primary))

    def promote(self):
        """The standby's copy was made before the primary waited for it, so that it waits for nobody when it takes over."""
        self.primary = self.standby
        run(PROGRAMS / "pg_ctl", "-D", self.files(self.primary), "-w", "promote", **ACCOUNT)

    def hang_standby(self):
        self.signal_standby(signal.SIGSTOP)

    def wake_standby(self):
        self.signal_standby(signal.SIGCONT)

    def signal_standby(self, with_signal):
        pid = self.processes.pid(name(self.standby))
        children = Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()
        for process in (pid, *map(int, children)):
            os.kill(process, with_signal)

    def stop(self):
        self.processes.stop_all()
