"""Inserts one customer per transaction for some seconds, as durably as SQLite can: one_row_per_transaction.py FILE SECONDS; prints rows/s.

The table has no index and nothing is logged: this is the most a server could do that commits every write by itself."""
import sqlite3
import sys
import time

file, seconds = sys.argv[1], float(sys.argv[2])
database = sqlite3.connect(file, isolation_level=None)
assert database.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name, email, phone, address)")
row = ("Demir Software SpA", "office1@timber.example", "+351 799642630", "Lindenweg 54, 22302 Zürich")
written, begin = 0, time.monotonic()
while time.monotonic() < begin + seconds:
    database.execute("INSERT INTO customers (name, email, phone, address) VALUES (?, ?, ?, ?)", row)
    written += 1
print(written / (time.monotonic() - begin))
