#!/usr/bin/python3
"""Draws the newest full result of ./dev bench --growth, or the one that is named, into docs/plots/ or another folder."""
import argparse
import io
import json
import math
import os
import re
from statistics import median

import matplotlib

from matplotlib import pyplot
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from growth_tables import KINDS, NOT_TRIED, actions, figures, shown_on_cores
from logbook import newest
from processes import ROOT

FOLDER = os.path.join(ROOT, "docs/plots")
BLUE, ORANGE, GREEN, INK, FAINT = "#1f5fa8", "#c2500a", "#2f7d4f", "#333333", "#d9d9d9"
GATE_MS, GATE_ROWS = 50, 200_000
matplotlib.use("svg")
matplotlib.rcParams.update({
    # The same figures make the same file, so that a change of it means something.
    "svg.hashsalt": "connectcrm", "savefig.bbox": "tight", "svg.fonttype": "none", "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana"], "font.size": 8, "axes.titlesize": 8.5,
    "axes.titleweight": "bold", "axes.titlelocation": "left", "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": "#999999",
    "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
    "axes.grid.axis": "y", "xtick.bottom": False, "ytick.left": False,
    "grid.color": FAINT, "grid.linewidth": 0.5, "axes.axisbelow": True, "lines.linewidth": 1.6, "lines.markersize": 3.2,
    "lines.marker": "o", "figure.constrained_layout.use": True})


def short(value, _=None):
    """1,000 as 1k."""
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


def logarithmic(axis, ticks):
    """A logarithmic axis with these ticks, written out."""
    axis._set_axes_scale("log")
    axis.set_major_locator(FixedLocator(list(ticks)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(short))
    axis.set_minor_formatter(NullFormatter())


def powers(values, base=10):
    """The powers around the values, so that all stand between the first and the last."""
    values = [value for value in values if 0 < value < NOT_TRIED]
    first, last = (math.log(value, base) for value in (min(values), max(values)))
    return [base ** power for power in range(math.floor(first + 1e-9), math.ceil(last - 1e-9) + 1)]


def save(figure, folder, name):
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), facecolor="white")
    pyplot.close(figure)
    file = os.path.join(folder, name + ".svg")
    text = drawn.getvalue()
    # Neither indentation nor a ten-thousandth of a point is seen.
    for much, little in ((r"\s*\n\s*", "\n"), (r"(\.\d\d)\d+", r"\1"), (r' transform="rotate\(-0 [^"]*"', ""), (r'<g id="\w+"', "<g")):
        text = re.sub(much, little, text)
    with open(file, "w", encoding="utf-8") as out:
        out.write(text)
    print(f"{os.path.relpath(file)}: {os.path.getsize(file) / 1024:.0f} KiB")


def by_rows(sizes, folder):
    """A field for each action: p95 alone and with others, of the form in the middle (line) and of the slowest (edge of the shade)."""
    counts = [size["customers"] for size in sizes]
    names = list(actions(sizes[0]))
    figure, fields = pyplot.subplots(3, 4, figsize=(8.6, 5.6), sharex=True)
    figure.set_constrained_layout_pads(wspace=0.05)
    series = {"alone": ("p95_ms", BLUE), f"{sizes[0]['clients']} clients at once": ("crowd_p95_ms", ORANGE)}
    found = {
        (name, key): [figures(actions(size)[name], key) for size in sizes] for name in names for key, _ in series.values()}
    ticks = powers([value for forms in found.values() for all_of in forms for value in all_of])
    for name, field in zip(names, fields.flat):
        field.set_title(name)
        for label, (key, color) in series.items():
            # What was not tried with others, as it took too long alone, stands at the upper end.
            line, edge = ([min(value, ticks[-1]) for value in map(of, found[name, key])] for of in (median, max))
            field.fill_between(counts, line, edge, color=color, alpha=0.16, linewidth=0)
            field.plot(counts, line, color=color, label=label)
        field.axhline(GATE_MS, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), marker="", label=f"gate, {GATE_MS} ms")
        logarithmic(field.yaxis, ticks)
        field.set_ylim(ticks[0], ticks[-1])
    field = fields.flat[len(names)]
    field.set_title("export, rows/s per core")
    for number, color in enumerate((GREEN, INK)):
        field.plot(
            counts, [size["exports"][number]["rows_per_core_second"] for size in sizes], color=color, label=sizes[0]["exports"][number]["name"])
    field.axhline(GATE_ROWS, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), marker="")
    rates = powers([GATE_ROWS] + [export["rows_per_core_second"] for size in sizes for export in size["exports"]])
    logarithmic(field.yaxis, rates)
    field.set_ylim(rates[0], rates[-1])
    field.yaxis.tick_right()
    field.tick_params(right=False)
    field.legend(frameon=False, fontsize=7)
    for field in fields.flat:
        logarithmic(field.xaxis, counts)
    for field in fields.flat[: len(names)]:
        field.tick_params(labelleft=field in fields[:, 0])
    for field in fields[:, 0]:
        field.set_ylabel("p95, ms")
    figure.supxlabel("customers, with 5 interactions each", fontsize=8)
    handles, _ = fields[0, 0].get_legend_handles_labels()
    handles.append(Patch(color="#777777", alpha=0.25, linewidth=0, label="from the form in the middle to the slowest"))
    figure.legend(handles=handles, frameon=False, ncol=4, loc="lower center", bbox_to_anchor=(0.5, 1))
    save(figure, folder, "rows")


def name_at_end(field, counts, values, name, color):
    field.plot(counts, values, color=color)
    field.annotate(name, (counts[-1], values[-1]), xytext=(5, 0), textcoords="offset points", va="center", color=color, annotation_clip=False)


def by_connections(points, folder):
    """Requests per second, and how long they take, of each kind."""
    counts = [point["connections"] for point in points]
    figure, (rates, times) = pyplot.subplots(1, 2, figsize=(8.6, 3.1))
    for (kind, name), color in zip(KINDS.items(), (BLUE, GREEN, ORANGE)):
        of = {key: [point[kind][key] for point in points] for key in ("per_second", "p50_ms", "p99_ms")}
        name_at_end(rates, counts, of["per_second"], name, color)
        name_at_end(times, counts, of["p99_ms"], name, color)
        times.plot(counts, of["p50_ms"], color=color, linestyle=":", marker="")
    for field, title, keys in ((rates, "requests/s", ["per_second"]), (times, "milliseconds: p99, dotted p50", ["p50_ms", "p99_ms"])):
        field.set_title(title)
        ticks = powers([point[kind][key] for point in points for kind in KINDS for key in keys])
        logarithmic(field.yaxis, ticks)
        field.set_ylim(ticks[0], ticks[-1])
        logarithmic(field.xaxis, counts)
        field.set_xlabel("clients, each with a connection")
    save(figure, folder, "clients")


def by_cores(points, folder):
    """How many times as often as on one core."""
    counts = [point["cores"] for point in points]
    figure, field = pyplot.subplots(figsize=(4.6, 3.1))
    field.plot(counts, counts, color="#999999", linewidth=0.9, linestyle=(0, (4, 2)), marker="", label="each core as much as the first")
    for name, color in zip(shown_on_cores(points[0]), (BLUE, GREEN, ORANGE)):
        rates = [shown_on_cores(point)[name] for point in points]
        field.plot(counts, [rate / rates[0] for rate in rates], color=color, label=f"{name}: {rates[0]:,.0f}/s on one core")
    field.set_title("speed-up over one core")
    field.set_xlabel("cores and threads")
    if len(counts) > 1:
        logarithmic(field.xaxis, counts)
        logarithmic(field.yaxis, [0.5, *counts])
    field.legend(frameon=False, fontsize=7, loc="best")
    save(figure, folder, "cores")


def draw(results, folder=FOLDER):
    os.makedirs(folder, exist_ok=True)
    measured = results["measured"]
    by_rows(measured["rows"], folder)
    by_connections(measured["connections"], folder)
    by_cores(measured["cores"], folder)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", help="a result, as bench/results/DATE-growth-quick.json")
    arguments.add_argument("--to", metavar="FOLDER", default=FOLDER)
    chosen = arguments.parse_args()
    results = newest("-growth")
    if chosen.file:
        with open(chosen.file, encoding="utf-8") as file:
            results = json.load(file)
    if not results:
        arguments.error("there is no full result of ./dev bench --growth yet")
    draw(results, chosen.to)


if __name__ == "__main__":
    main()
