"""Writes customers to SQLite, each in a transaction of its own, as durably as can be: transactions.py row|write FILE SECONDS; prints rows/s.

`row`: one row of a table without an index. `write`: in a database of ConnectCRM all that a POST writes there, which is the row with its
indexes, the words by which it is found, and the entry of the log of changes."""
import collections
import itertools
import sqlite3
import sys
import time

kind, file, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
database = sqlite3.connect(file, isolation_level=None)
assert database.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
database.execute("PRAGMA synchronous=FULL")
TEMPLATES = 200  # as many different customers as are sent to the servers


def insert(table):
    """The statement for a whole row."""
    marks = ", ".join("?" for _ in database.execute(f"PRAGMA table_info({table})"))
    return f"INSERT INTO {table} VALUES ({marks})"


def single_rows():
    database.execute("CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name, email, phone, address)")
    row = ("Demir Software SpA", "office1@timber.example", "+351 799642630", "Lindenweg 54, 22302 Zürich")
    while True:
        database.execute("INSERT INTO customers (name, email, phone, address) VALUES (?, ?, ?, ?)", row)
        yield


def whole_writes():
    words = collections.defaultdict(list)
    for word, number in database.execute("SELECT term, doc FROM customers_words_entries"):
        if number <= TEMPLATES:
            words[number].append(word)
    written = []
    for customer in database.execute("SELECT * FROM customers WHERE id <= ?", (TEMPLATES,)).fetchall():
        logged = database.execute("SELECT * FROM changes WHERE resource = 'customers' AND record_id = ?", customer[:1])
        record_at = [column[0] for column in logged.description].index("record_id")
        written.append((customer[1:], words[customer[0]], logged.fetchone()[1:], record_at - 1))
    add_customer, add_change = map(insert, ("customers", "changes"))
    for customer, its_words, change, record_at in itertools.cycle(written):
        database.execute("BEGIN IMMEDIATE")
        number = database.execute(add_customer, (None, *customer)).lastrowid
        database.execute("INSERT INTO customers_words (rowid, words) VALUES (?, ?)", (number, " ".join(its_words)))
        database.execute(add_change, (None, *change[:record_at], number, *change[record_at + 1 :]))
        database.execute("COMMIT")
        yield


writes = {"row": single_rows, "write": whole_writes}[kind]()
next(writes)
written, begin = 0, time.monotonic()
for _ in writes:
    written += 1
    if time.monotonic() >= begin + seconds:
        break
print(written / (time.monotonic() - begin))
