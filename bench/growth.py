"""./dev bench --growth: how cost grows with rows (10^3 to 10^6), with clients (1 to 1,000) and with cores (1 to all)."""
import json
import os
import resource
import shutil

from customers import customers
from growth_tables import report
from logbook import Others, head, keep, say
from peers import connectcrm
from peers.connectcrm import ConnectCRM
from preparation import Work, choose, fill, kept, write_rows
from processes import every_core, follow

FULL = {
    # The million is measured as long as `connectcrm bench` does by itself, because its figures stand beside the gates.
    "rows": {1_000: 0.4, 10_000: 0.4, 100_000: 0.4, 1_000_000: 1},  # customers: seconds for each form of an action
    "connections": (1, 3, 10, 30, 100, 300, 1_000),
    "seconds": 3,  # for each kind of request and number of connections
    "seconds_on_cores": 2,
}
QUICK = {"rows": {1_000: 0.05, 10_000: 0.05}, "connections": (1, 10, 100, 1_000), "seconds": 1, "seconds_on_cores": 0.2}
INTERACTIONS = 5  # for each customer
CUSTOMERS = 100_000  # where clients and cores are counted
CUSTOMERS_ON_CORES = {True: 10_000, False: CUSTOMERS}  # quick, or not
ON_CORES = ("open a record", "open a list", "create")


def bench(folder, count, cores, *options):
    """What `connectcrm bench` measured with the database of that many customers in `folder`, which it makes if there is none."""
    result = os.path.join(folder, "measured.json")
    size = ["--customers", str(count), "--interactions", str(count * INTERACTIONS)]
    follow([connectcrm.BINARY, "bench", *size, "--keep", folder, "--json", result, *options], cores, lambda line: say("  " + line))
    with open(result, encoding="utf-8") as file:
        return json.load(file)


def sample(folder, count):
    """A copy of the database of that many customers, and what was told when it was filled."""
    say(f"{count:,} customers: a database")
    # Only exports are measured at first, because they write nothing.
    filled = kept(f"Sample{count}", [connectcrm.BINARY], lambda making: bench(making, count, every_core, "--only", "export"))
    own = os.path.join(folder, f"sample-{count}")
    shutil.copytree(filled, own)
    os.sync()  # or the first writes that are measured would wait for it
    with open(os.path.join(own, "measured.json"), encoding="utf-8") as file:
        told = json.load(file)
    return own, {key: told[key] for key in ("fill_seconds", "fill_rows")}


def by_rows(folder, sizes):
    measured = []
    for count, seconds in sizes.items():
        own, filled = sample(folder, count)
        say(f"{count:,} customers: what people do")
        measured.append({**bench(own, count, every_core, "--seconds", str(seconds)), **filled})
        shutil.rmtree(own)
    return measured


def by_connections(folder, counts, seconds, quick):
    say(f"{CUSTOMERS:,} customers on a server, and a check of its answers")
    rows = list(customers(CUSTOMERS))
    rows_file = os.path.join(folder, "rows.ndjson")
    write_rows(rows_file, rows)
    peer = fill(ConnectCRM, folder, rows_file, [connectcrm.__file__, connectcrm.BINARY])
    peer.start()
    work = Work(peer, folder, rows, *choose(rows, quick))
    measured = []
    for count in counts:
        say(f"{count:,} connections")
        measured.append({"connections": count, **{kind: work.measure(kind, seconds, count) for kind in work.files}})
    peer.stop()
    return measured


def by_cores(folder, count, seconds):
    # A load tool takes as much as the server does, and would need cores of its own: so requests are made within the process.
    own, _ = sample(folder, count)
    numbers = [1 << power for power in range(10) if 1 << power < len(every_core)] + [len(every_core)]
    measured = []
    for number in numbers:
        say(f"{number} of {len(every_core)} cores")
        options = ("--seconds", str(seconds), "--threads", str(number))
        runs = [bench(own, count, every_core[:number], *options, "--only", action) for action in ON_CORES]
        measured.append({"cores": number, "customers": count, "results": [form for run in runs for form in run["results"]]})
    shutil.rmtree(own)
    return measured


def main(folder, quick):
    plan = QUICK if quick else FULL
    # A thousand connections, and what is open besides.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    results = head(["--growth", "--quick"] if quick else ["--growth"])
    results["versions"] = {"ConnectCRM": ConnectCRM(folder).version()}
    others = Others()
    results["measured"] = {
        "rows": by_rows(folder, plan["rows"]),
        "connections": by_connections(folder, plan["connections"], plan["seconds"], quick),
        "cores": by_cores(folder, CUSTOMERS_ON_CORES[quick], plan["seconds_on_cores"])}
    results["machine"]["other_programs"] = others.share()
    print("\n" + report(results))
    keep(results, "-growth-quick" if quick else "-growth", report(results))
