#!/usr/bin/python3
"""Writes the newest full results of bench/results/ into docs/performance.md, between its marks, and draws docs/plots/."""
import os

import plots
from gates import as_markdown, figure_table, gate_table
from growth_tables import connections_table, cores_table, million_sentence, million_table, missed_table
from logbook import newest, sentence
from processes import ROOT
from web_app import gate_table as web_gate_table, page_table, scrolling_sentence, slowdown_sentence

PAGE = os.path.join(ROOT, "docs/performance.md")
END = "<!-- end -->\n"


def compared(results):
    measured = results["measured"]
    return [sentence(results), *results["left_out"], as_markdown(gate_table(measured)), as_markdown(figure_table(measured))]


def million(results):
    largest = results["measured"]["rows"][-1]
    missed = list(missed_table(largest))
    return [sentence(results), million_sentence(largest), as_markdown(million_table(largest)), *([as_markdown(missed)] if missed else [])]


def growth(results):
    measured = results["measured"]
    return [
        sentence(results), "![p95 of each action by customers](plots/rows.svg)", "![Requests and their time by clients](plots/clients.svg)",
        as_markdown(connections_table(measured["connections"])), "![Speed-up by cores](plots/cores.svg)",
        as_markdown(cores_table(measured["cores"]))]


def web(results):
    measured = results["measured"]
    return [sentence(results), as_markdown(web_gate_table(measured)), scrolling_sentence(measured), slowdown_sentence(measured),
        as_markdown(page_table(measured))]


def put(page, name, paragraphs):
    begin = f"<!-- {name}: from bench/results, by bench/write_performance.py -->\n"
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"{PAGE}: no {begin.strip()} with {END.strip()}")
    return before + begin + "\n\n".join(paragraphs) + "\n" + END + after


def main():
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    comparison, grown, browsed = newest(""), newest("-growth"), newest("-web")
    if comparison:
        page = put(page, "compared", compared(comparison))
    if grown:
        page = put(put(page, "million", million(grown)), "growth", growth(grown))
        plots.draw(grown)
    if browsed:
        page = put(page, "web", web(browsed))
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page)


main()
