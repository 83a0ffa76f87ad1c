"""What bench/growth.py measured, as tables."""
from statistics import median

from gates import as_text
from logbook import about

KINDS = {"one": "GET one", "page": "GET a page of 50", "post": "POST"}
# Of the actions whose growth with cores is measured the forms that are shown: (action, name) and what it is called.
ON_CORES = {
    ("open a record", "interaction"): "open a record", ("open a list", "customers"): "open a list", ("create", "customer"): "create"}
NOT_TRIED = float("inf")
ANY = "any of these"  # the form of an action that stands for it: now one of its forms, now another


def actions(size):
    """{action: its forms} of one size; "page 20" and "page 20,000" are the same form."""
    found = {}
    for form in size["results"]:
        found.setdefault(form["operation"], []).append(form)
    return found


def figures(forms, key):
    """Of all forms of an action. With others nothing was tried that took too long alone."""
    return [NOT_TRIED if form[key] is None else form[key] for form in forms]


def milliseconds(value):
    return "not tried" if value == NOT_TRIED else f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def verdict(met, otherwise="NOT MET"):
    return "met" if met else otherwise


def judged(forms):
    """Those whose gates are those of the action."""
    return [form for form in forms if form["name"] == ANY] or forms


def of_action(forms):
    """p50 and p95 alone, and p95 with others, of any of its forms; p95 of the slowest form where there are several."""
    alone, crowd = figures(forms, "p95_ms"), figures(forms, "crowd_p95_ms")
    several = len(forms) > 1
    return (
        *[milliseconds(median(figures(judged(forms), key))) for key in ("p50_ms", "p95_ms")], milliseconds(max(alone)) if several else "",
        milliseconds(median(figures(judged(forms), "crowd_p95_ms"))), milliseconds(max(crowd)) if several else "")


def rows_table(sizes):
    clients = sizes[0]["clients"]
    yield ("milliseconds", "customers", "p50", "p95", "slowest form", f"p95 of {clients} clients", "slowest form")
    for action in actions(sizes[0]):
        for size in sizes:
            yield (action, f"{size['customers']:,}", *of_action(actions(size)[action]))


def million_table(size):
    yield ("action", "forms", "p50 ms", "p95 ms", "slowest form", f"p95 of {size['clients']} clients", "slowest form", "gates")
    for action, forms in actions(size).items():
        met = all(form["met"] for form in judged(forms))
        yield (action, str(sum(form["name"] != ANY for form in forms)), *of_action(forms), verdict(met))


def missed_table(size):
    """The forms that by themselves are over a gate, the slowest first; nothing if none is."""
    forms = [form for form in size["results"] if not form["met"]]
    if forms:
        yield ("over by themselves", "p50 ms", "p95 ms", f"p95 of {size['clients']} clients", "times the first page")
    for form in sorted(forms, key=lambda form: -max(figures([form], "p95_ms") + figures([form], "crowd_p95_ms"))):
        times = [milliseconds(value) for value in figures([form], "p50_ms") + figures([form], "p95_ms") + figures([form], "crowd_p95_ms")]
        ratio = form["first_page_ratio"]
        yield (f"{form['operation']}: {form['name']}", *times, "" if ratio is None else f"{ratio:.2f}")


def million_sentence(size):
    """What is measured from outside, and the deepest pages."""
    ratios = [form["first_page_ratio"] for form in size["results"] if form["first_page_ratio"]]
    exports = [
        f"export of {export['name']} {export['rows_per_core_second']:,.0f} rows/s for each core in {export['peak_mib']:.0f} MiB "
        f"({verdict(export['met'])})" for export in size["exports"]]
    return (
        f"{size['customers']:,} customers, {size['interactions']:,} interactions: filled in {size['fill_seconds']:.0f} s "
        f"({size['fill_rows'] / size['fill_seconds']:,.0f} rows/s; {size['database_bytes'] / 2**30:.1f} GiB); "
        f"{'; '.join(exports)}; deepest pages {min(ratios):.2f} to {max(ratios):.2f} times the first; "
        f"cold start {size['cold_start_ms']:.0f} ms ({verdict(size['cold_start_met'])}).")


def connections_table(points):
    yield ("clients", *[f"{name}, {figure}" for name in KINDS.values() for figure in ("requests/s", "p50 ms", "p99 ms")])
    for point in points:
        cells = [f"{point[kind]['per_second']:,.0f} {point[kind]['p50_ms']:.2f} {point[kind]['p99_ms']:.2f}".split() for kind in KINDS]
        yield (f"{point['connections']:,}", *[cell for three in cells for cell in three])


def shown_on_cores(point):
    """{what it is called: times per second} of a number of cores."""
    return {
        ON_CORES[form["operation"], form["name"]]: form["crowd_per_second"]
        for form in point["results"] if (form["operation"], form["name"]) in ON_CORES}


def cores_table(points):
    first = shown_on_cores(points[0])
    yield ("cores", *[f"{name}, times/s" for name in first])
    for point in points:
        shown = shown_on_cores(point)
        yield (f"{point['cores']}", *[f"{shown[name]:,.0f} ({shown[name] / first[name]:.2f}x)" for name in first])


def report(results):
    measured = results["measured"]
    largest = measured["rows"][-1]
    tables = [
        rows_table(measured["rows"]), million_table(largest), missed_table(largest), connections_table(measured["connections"]),
        cores_table(measured["cores"])]
    return "\n\n".join(["\n".join(about(results) + list(results["versions"].values())), million_sentence(largest)] + [
        as_text(table) for table in map(list, tables) if table]) + "\n"
