"""What was measured, as ratios, beside the gates and aims; and all of it as text."""
from statistics import median

from logbook import about


def gates(measured):
    """Rows of {what, ratios, gate, aim, higher, unit}. A ratio is taken within each round, where both sides ran one after the other."""
    rounds = measured["rounds"]

    def ratio(kind, figure, other):
        return [round_[kind]["ConnectCRM"][figure] / round_[kind][other][figure] for round_ in rounds if other in round_[kind]]

    def row(what, ratios, gate, aim, higher=True, unit="x"):
        return {"what": what, "ratios": ratios, "gate": gate, "aim": aim, "higher": higher, "unit": unit}

    yield row("GET one, CPU per request, against nginx", ratio("one", "cpu_microseconds", "nginx"), 2.0, 1.5, higher=False)
    yield row("GET one, requests/s, against nginx", ratio("one", "per_second", "nginx"), 0.5, 0.8)
    yield row("GET a page of 50, requests/s, against nginx", ratio("page", "per_second", "nginx"), 0.25, 0.4)
    yield row("durable POST, 64 clients, against the same writes, each a transaction", ratio("post", "per_second", "one write per transaction"), 4, 7)
    for kind, name in (("one", "GET one"), ("page", "GET a page of 50"), ("post", "durable POST")):
        yield row(f"{name}, requests/s, against Django + gunicorn", ratio(kind, "per_second", "Django"), 30, 60)
    logins = measured["logins"]
    yield row(
        "p99 of GET one while 20 logins/s arrive, against none", [turn["with"] / turn["without"] for turn in logins], 2, 1.5, higher=False)
    refused = [median(durations) for durations in measured["refused_sign_ins"].values()]
    yield row("refused sign-ins, between the medians of two reasons", [max(refused) - min(refused)], 5, 1, higher=False, unit=" ms")
    yield row("resident memory, the most there was", [measured["memory_bytes"] / 2**20], 64, 40, higher=False, unit=" MB")
    for engine, turns in measured["engines"].items():
        yield row(f"{engine}: GET one, against the two prepared queries", [turn["served"] / turn["loop"] for turn in turns], 0.5, 0.75)
    yield row("durable POST, against a bare row for each transaction", ratio("post", "per_second", "one row per transaction"), None, None)
    for kind, name in (("one", "GET one"), ("page", "GET a page of 50"), ("post", "durable POST")):
        found = ratio(kind, "per_second", "Directus")
        if found:
            yield row(f"{name}, requests/s, against Directus", found, None, None)


def reached(row, target):
    value = median(row["ratios"])
    return value >= target if row["higher"] else value <= target


def verdict(row):
    if row["gate"] is None:
        return ""
    if not reached(row, row["gate"]):
        return "NOT MET"
    return "met, and the aim" if reached(row, row["aim"]) else "met"


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def limit(row, target):
    return "" if target is None else ("≥ " if row["higher"] else "≤ ") + f"{target:g}{row['unit']}"


def gate_table(measured):
    yield ("work", "measured", "lowest–highest", "gate", "aim", "")
    for row in gates(measured):
        spread = f"{number(min(row['ratios']))}–{number(max(row['ratios']))}" if len(row["ratios"]) > 1 else ""
        yield (
            row["what"], number(median(row["ratios"])) + row["unit"], spread, limit(row, row["gate"]), limit(row, row["aim"]), verdict(row))


def figure_table(measured):
    names = {"one": "GET one", "page": "GET a page of 50", "post": "POST"}
    yield ("work", "by", "requests/s", "lowest–highest", "CPU µs/request", "p50 ms", "p99 ms")
    for kind, name in names.items():
        for peer in measured["rounds"][0][kind]:
            turns = [round_[kind][peer] for round_ in measured["rounds"]]
            rates = [turn["per_second"] for turn in turns]
            others = [
                f"{median(turn[figure] for turn in turns):.1f}" if figure in turns[0] else ""
                for figure in ("cpu_microseconds", "p50_ms", "p99_ms")]
            yield (name, peer, f"{median(rates):,.0f}", f"{min(rates):,.0f}–{max(rates):,.0f}", *others)
    for engine, turns in measured["engines"].items():
        for by, key in (("ConnectCRM", "served"), ("prepared queries", "loop")):
            rates = [turn[key] for turn in turns]
            yield (f"{engine}: GET one", by, f"{median(rates):,.0f}", f"{min(rates):,.0f}–{max(rates):,.0f}", "", "", "")
    for by, key in (("alone", "without"), ("with 20 logins/s", "with")):
        p99 = [turn[key] for turn in measured["logins"]]
        yield ("GET one, 16 clients", by, "", "", "", "", f"{median(p99):.2f}")
    for reason, durations in measured["refused_sign_ins"].items():
        yield ("refused sign-in", reason, "", "", "", f"{median(durations):.1f}", "")


def as_text(table):
    rows = list(table)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def as_markdown(table):
    rows = list(table)
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]])


def report(results):
    return "\n".join([
        *about(results), *results["versions"].values(), *results["left_out"], "",
        as_text(figure_table(results["measured"])), "", as_text(gate_table(results["measured"])), ""])
