#!/usr/bin/python3
"""Writes the newest full run of bench/results/ into docs/performance.md, between its two marks."""
import glob
import json
import os

from gates import as_markdown, figure_table, gate_table

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "docs/performance.md")
BEGIN, END = "<!-- from bench/results, by bench/write_performance.py -->\n", "<!-- end -->\n"


def section(file):
    with open(file, encoding="utf-8") as content:
        results = json.load(content)
    machine = results["machine"]
    about = (
        f"`{results['command']}`, {results['date'][:16].replace('T', ' ')}: {machine['processor']}, {machine['cores']} cores, Linux "
        f"{machine['kernel']}; other programs had {machine['other_programs']:.0%} of the machine meanwhile. "
        f"{'; '.join(results['versions'].values())}.")
    return "\n\n".join(
        [about, *results["left_out"], as_markdown(gate_table(results["measured"])), as_markdown(figure_table(results["measured"]))]) + "\n"


newest = max(name for name in glob.glob(os.path.join(ROOT, "bench/results/*.json")) if not name.endswith("-quick.json"))
with open(PAGE, encoding="utf-8") as page:
    before, _, rest = page.read().partition(BEGIN)
    _, _, after = rest.partition(END)
with open(PAGE, "w", encoding="utf-8") as page:
    page.write(before + BEGIN + section(newest) + END + after)
