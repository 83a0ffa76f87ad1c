"""./dev bench --web: the web app in Chromium, with 100,000 customers on the server, beside its gates."""
import json
import os
from statistics import median

from gates import as_text
from growth import CUSTOMERS, sample
from growth_tables import verdict
from logbook import Others, about, head, keep, say
from peers.connectcrm import BINARY, PASSWORD, ConnectCRM
from processes import ROOT, every_core, follow, free_port, run

NODE = os.path.join(ROOT, "node_modules/.bin/node")
SALESPERSON = "sales4"  # the first one that `connectcrm bench` makes
LEAST_PERFORMANCE = {"desktop": 90, "mobile": 80}


def started(folder):
    """A server with the sample database, in which the salesperson may sign in."""
    own, _ = sample(folder, CUSTOMERS)
    crm = ConnectCRM(folder, "sqlite:///" + os.path.join(own, "connectcrm-bench.db"))
    run([BINARY, "changepassword", SALESPERSON], env={**os.environ, **crm.environment, "CONNECTCRM_SUPERUSER_PASSWORD": PASSWORD})
    crm.start()
    return crm


def in_browser(crm, folder, quick):
    result = os.path.join(folder, "web.json")
    command = [
        NODE, os.path.join(ROOT, "bench/web/measure.mjs"), f"http://127.0.0.1:{crm.port}", SALESPERSON, str(free_port()), result]
    follow(command + (["--quick"] if quick else []), every_core, lambda line: say("  " + line))
    return read(result)


def read(file):
    with open(file, encoding="utf-8") as content:
        return json.load(content)


def gates(measured):
    """Rows of (what, figures, gate, unit); the worst of the figures counts. Marks are to be high, all else low."""
    pages = measured["pages"]
    for device, least in LEAST_PERFORMANCE.items():
        yield (
            f"Lighthouse, {device}: performance of {len(pages) // 2} pages", [
                median(page["performance"]) for page in pages if page["device"] == device], least, "")
    for mark in ("accessibility", "best_practices"):
        yield (f"Lighthouse: {mark.replace('_', ' ')} of them", [page[mark] for page in pages], 100, "")
    for cache, times in measured["first_rows"].items():
        yield (f"first rows of {CUSTOMERS:,} customers, {cache.removesuffix('_ms')} cache", times, 1000, " ms")
    scrolling = measured["scrolling"]
    through = f"scrolling through {scrolling['rows']:,} rows"
    yield (f"{through}: tasks of the main thread of 50 ms or more", scrolling["tasks_ms"] or [0], 100, " ms")
    yield (f"{through}: rows in the page, the most there were", [scrolling["rows_in_page"]], 100, "")
    yield ("first load, as gzip", [measured["sizes"]["first_load"] / 1024], 320, " KiB")
    yield ("largest part that is loaded later, as gzip", [measured["sizes"]["largest_chunk"] / 1024], 130, " KiB")


def gate_table(measured):
    yield ("web app", "worst", "median", "of", "gate", "")
    for what, figures, gate, unit in gates(measured):
        higher = what.startswith("Lighthouse")
        worst = (min if higher else max)(figures)
        several = len(figures) > 1
        yield (
            what, f"{worst:,.0f}{unit}", f"{median(figures):,.0f}{unit}" if several else "", str(len(figures)) if several else "",
            f"{'≥' if higher else '≤'} {gate:,}{unit}", verdict(worst >= gate if higher else worst <= gate))


def page_table(measured):
    yield (
        "page", "on", "performance", "accessibility", "best practices", "first paint ms", "largest paint ms", "blocked ms", "shift",
        "found")
    for page in measured["pages"]:
        marks = page["performance"]
        yield (
            page["page"], page["device"], f"{median(marks):.0f}" + (f" ({min(marks)}–{max(marks)})" if len(marks) > 1 else ""),
            str(page["accessibility"]), str(page["best_practices"]), f"{page['fcp_ms']:,.0f}", f"{page['lcp_ms']:,.0f}",
            f"{page['blocked_ms']:,.0f}", f"{page['shift']:.2f}", "; ".join(page["found"]))


def scrolling_sentence(measured):
    of = measured["scrolling"]
    return (
        f"Scrolling took {of['seconds']:.0f} s and {of['frames']:,} frames; {len(of['tasks_ms'])} tasks of the main thread took 50 ms or "
        f"more (PerformanceObserver, longtask).")


def slowdown_sentence(measured):
    return (
        f"Lighthouse's index of this machine is {measured['index']:,}: on the phone everything takes {measured['slowdown']} times as "
        f"long, by its table for calibrating (4 times would be for a machine of 1,750).")


def report(results):
    measured = results["measured"]
    return "\n\n".join([
        "\n".join(about(results) + list(results["versions"].values())), as_text(gate_table(measured)), scrolling_sentence(measured),
        slowdown_sentence(measured), as_text(page_table(measured))]) + "\n"


def main(folder, quick):
    results = head(["--web", "--quick"] if quick else ["--web"])
    others = Others()
    crm = started(folder)
    measured = in_browser(crm, folder, quick)
    crm.stop()
    measured["sizes"] = read(os.path.join(ROOT, "web/dist/sizes.json"))
    results["versions"] = {
        "ConnectCRM": crm.version(), "Chromium": f"Chromium {measured.pop('chromium')}",
        "Lighthouse": f"Lighthouse {read(os.path.join(ROOT, 'node_modules/lighthouse/package.json'))['version']}"}
    results["machine"]["other_programs"] = others.share()
    results["measured"] = measured
    print("\n" + report(results))
    keep(results, "-web-quick" if quick else "-web", report(results))
