# A database that backup and restore can be tried on.
import hashlib

import fixture
from databases import scratch
from server import ProcessTest

NEW = {"name": "Made later", "email": "later@example.com", "phone": "123", "address": "Somewhere 1"}
TABLES = (*fixture.TABLES, "changes", "schema_migrations")


class BackupTest(ProcessTest):
    engine = None  # set by whoever inherits

    def setUp(self):
        super().setUp()
        self.database = scratch(self, self.engine)
        fixture.load(self, self.database)
        self.file = self.folder / ("monday.db" if self.engine == "sqlite" else "monday.sql")

    def run_on(self, database, *arguments, code=0, **environment):
        return self.command(*arguments, environment={**fixture.SETTINGS, "DATABASE_URL": database.url, **environment}, code=code)

    def backup(self, *flags, code=0, **environment):
        return self.run_on(self.database, "backup", str(self.file), *flags, code=code, **environment)

    def restore(self, database, *flags, code=0, file=None, **environment):
        return self.run_on(database, "restore", str(file or self.file), *flags, code=code, **environment)

    def empty(self):
        return scratch(self, self.engine, self.new_folder())

    def rows(self, database):
        return {table: database.query("SELECT * FROM %s ORDER BY 1" % table) for table in TABLES}

    def running(self, database=None):
        return fixture.serve(self, database or self.database)

    def forge(self, file):
        dump, _, seal = file.read_text().rpartition("-- connectcrm backup; ")
        seal = seal.replace("; sha256", " 0999_future; sha256").split("sha256 ")[0]
        file.write_text(dump + "-- connectcrm backup; " + seal + "sha256 " + hashlib.sha256(dump.encode()).hexdigest() + "\n")
