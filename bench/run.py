#!/usr/bin/python3
"""Compares ConnectCRM with its peers in one run, prints the table and keeps it in bench/results/; --quick for a first impression."""
import argparse
import os
import shutil
import sys

import growth
import processes
import web_app
from customers import customers
from engines import LABELS, Engines
from gates import report
from load import Wrong, measure
from logbook import Others, head, keep, say
from logins import Logins, refused
from peers import connectcrm
from peers.connectcrm import ConnectCRM
from peers.directus.peer import Directus
from peers.django.peer import Django
from peers.nginx import Nginx
from preparation import FixedReplies, Work, choose, fill, write_rows
from processes import ROOT, run

HERE = os.path.join(ROOT, "bench")
CLIENTS = 64
CUSTOMERS = 100_000
CUSTOMERS_ON_SERVERS = 20_000
ALONE = {"row": "one row per transaction", "write": "one write per transaction"}  # transactions.py


def with_directus(results):
    """The class, if Directus can be installed."""
    try:
        Directus("").install()
        return [Directus]
    except RuntimeError as error:
        results["left_out"].append(f"Directus is left out: {str(error).splitlines()[-1]}")
        say(results["left_out"][-1])
        return []


def start_peers(folder, classes, rows, quick):
    """Every peer, started and checked against the rows, as {name: Work}, with nginx, which repeats ConnectCRM's answers."""
    rows_file = os.path.join(folder, "rows.ndjson")
    write_rows(rows_file, rows)
    ones, page_count, new_rows = choose(rows, quick)
    works = {}
    for peer_class in classes:
        source = sys.modules[peer_class.__module__].__file__
        say(f"{peer_class.name}: data, start, and a check of {len(ones)} customers and {page_count} pages")
        made_by = [source] + ([connectcrm.BINARY] if peer_class is ConnectCRM else [])
        peer = fill(peer_class, folder, rows_file, made_by)
        if peer_class is ConnectCRM:
            shutil.copy(peer.database, alone("write", folder))
        peer.start()
        works[peer_class.__name__] = Work(peer, folder, rows, ones, page_count, new_rows)
    nginx = Nginx(folder)
    nginx.start({f"/{kind}": answer for kind, answer in works["ConnectCRM"].samples.items()})
    works["nginx"] = FixedReplies(nginx, folder, works["ConnectCRM"].samples)
    return works


def alone(kind, folder, seconds=None):
    """Writes without a server, one after the other; without `seconds` the file that they go to."""
    file = os.path.join(folder, f"alone-{kind}.db")
    if seconds is None:
        return file
    return {"per_second": float(run([sys.executable, os.path.join(HERE, "transactions.py"), kind, file, str(seconds)]))}


def compare(works, folder, rounds, seconds):
    """The rounds. Within one, everybody does the same work one after the other, in turned order in every second round."""
    measured = []
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        measured.append({})
        for kind in ("one", "page", "post"):
            runs = {
                name: lambda work=work: work.measure(kind, seconds, CLIENTS) for name, work in works.items() if kind in work.files}
            if kind == "post":
                runs |= {ALONE[what]: lambda what=what: alone(what, folder, seconds) for what in ALONE}
            found = {name: runs[name]() for name in (list(runs) if number % 2 == 0 else reversed(runs))}
            measured[-1][kind] = {name: found[name] for name in runs}
    return measured


def with_logins(work, rounds, seconds):
    """p99 in milliseconds of GET one, without and with logins."""
    peer, turns = work.peer, []
    for number in range(rounds):
        turn = {}
        for kind in ("without", "with") if number % 2 == 0 else ("with", "without"):
            arguments = (peer.port, work.files["one"], peer.token(), seconds, 16, peer.program)
            if kind == "without":
                turn[kind] = measure(*arguments)["p99_ms"]
                continue
            with Logins(peer, 20) as logins:
                turn[kind] = measure(*arguments)["p99_ms"]
            turn["logins"] = len(logins.durations)
            if logins.failed or turn["logins"] < 18 * seconds:
                raise Wrong(f"of 20 logins/s for {seconds} s {turn['logins']} were answered, {logins.failed} failed")
        turns.append(turn)
    return turns


def on_servers(folder, rows, rounds, seconds):
    rows_file = os.path.join(folder, "fewer-rows.ndjson")
    write_rows(rows_file, rows[:CUSTOMERS_ON_SERVERS])
    say(f"MariaDB and PostgreSQL: start, and {CUSTOMERS_ON_SERVERS} customers")
    with Engines(folder, rows_file, CUSTOMERS_ON_SERVERS) as engines:
        say("MariaDB and PostgreSQL: GET one, and the two prepared queries")
        return {LABELS[engine]: [engines.measure(engine, seconds) for _ in range(rounds)] for engine in LABELS}


def compare_with_peers(folder, quick):
    rounds, seconds = (2, 1) if quick else (5, 4)
    results = {**head(["--quick"] if quick else []), "left_out": []}
    rows = list(customers(CUSTOMERS))
    works = start_peers(folder, [ConnectCRM, Django, *with_directus(results)], rows, quick)
    results["versions"] = {name: work.peer.version() for name, work in works.items()}
    crm = works["ConnectCRM"]
    others = Others()
    measured = {"rounds": compare(works, folder, rounds, seconds)}
    results["machine"]["other_programs"] = others.share()
    memory = crm.peer.program.memory_bytes()
    say("GET one while 20 logins arrive every second")
    measured["logins"] = with_logins(crm, rounds, seconds)
    say("Sign-ins that are refused")
    measured["refused_sign_ins"] = refused(crm.peer, 10 if quick else 25)
    measured["memory_bytes"] = max(memory, crm.peer.program.memory_bytes())
    processes.stop_all()
    measured["engines"] = on_servers(folder, rows, rounds, seconds)
    results["measured"] = measured
    print("\n" + report(results))
    keep(results, "-quick" if quick else "", report(results))


def main():
    arguments = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="less of everything, for a first impression")
    instead = arguments.add_mutually_exclusive_group()
    instead.add_argument("--growth", action="store_true", help="instead, measure how cost grows with rows, with clients and with cores")
    instead.add_argument("--web", action="store_true", help="instead, measure the web app in a browser")
    chosen = arguments.parse_args()
    what = growth.main if chosen.growth else web_app.main if chosen.web else compare_with_peers
    processes.stop_on_signals()
    folder = os.path.join(ROOT, "build/bench/run")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        what(folder, chosen.quick)
    finally:
        processes.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


main()
