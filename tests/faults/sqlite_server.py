# One server on SQLite that is started, killed and looked into.
import sqlite3
import time
from pathlib import Path

from app_servers import SETTINGS, command, make_administrator, sign_in
from server import Server, free_port, release


class SqliteServer:
    def __init__(self, folder, before=(), **settings):
        """`before` is what the server is started by, with its arguments."""
        self.folder, self.before = folder, before
        self.settings = {**SETTINGS, "PORT": free_port(), **settings}
        self.process = None

    def prepare(self):
        """The tables, an administrator signed in, and the customer that is written about."""
        make_administrator(self.folder, self.settings)
        self.start()
        self.token, self.customer = sign_in(self.process)
        return self

    @property
    def port(self):
        return self.settings["PORT"]

    @property
    def data(self):
        """As the server sees it, which may have a disk of its own there."""
        root = "/proc/%d/root" % self.process.process.pid if self.before else ""
        return Path(root + str(self.folder / "data"))

    def start(self):
        """Answers how long it took."""
        begun = time.monotonic()
        self.process = Server(self.folder, self.settings, binary=release(), before=self.before)
        return time.monotonic() - begun

    def kill(self):
        if self.process and not self.process.ended:
            self.process.kill()

    def query(self, sql):
        database = sqlite3.connect("file:%s?mode=ro" % (self.data / "connectcrm.db"), uri=True)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def check(self):
        """Raises when the file is damaged, or a record is not what its log says."""
        damage = self.query("PRAGMA integrity_check") + self.query("PRAGMA foreign_key_check")
        if damage != [("ok",)]:
            raise AssertionError("the database is damaged: %s" % damage)
        command(self.folder, {**self.settings, "DATABASE_URL": "sqlite:///%s" % (self.data / "connectcrm.db")}, "verify")
