"""What a run says while it works, what machine it ran on, and how its result is kept in bench/results/."""
import datetime
import json
import os
import platform
import re
import time

import processes
from processes import ROOT

RESULTS = os.path.join(ROOT, "bench/results")
begin = time.monotonic()


def say(text):
    print(f"{time.monotonic() - begin:5.0f} s  {text}", flush=True)


def head(options):
    """The beginning of a result: when, by which command, on what."""
    return {
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": " ".join(["./dev bench", *options]), "machine": machine()}


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.machine(), "cores": os.cpu_count(), "kernel": platform.release(),
        "load_average": round(os.getloadavg()[0], 1)}


class Others:
    """The share of the machine that other programs have from now on."""

    def __init__(self):
        self.busy, self.since = processes.foreign_cpu_seconds(), time.monotonic()

    def share(self):
        return round((processes.foreign_cpu_seconds() - self.busy) / (time.monotonic() - self.since) / os.cpu_count(), 2)


def about(results):
    """The first lines of a report."""
    of = results["machine"]
    return [
        f"{results['date']}  {results['command']}",
        f"{of['processor']}, {of['cores']} cores, Linux {of['kernel']}; load average at the start {of['load_average']}, "
        f"other programs had {max(0, of['other_programs']):.0%} of the machine"]


def sentence(results):
    """The same for docs/performance.md."""
    of = results["machine"]
    return (
        f"`{results['command']}`, {results['date'][:16].replace('T', ' ')}: {of['processor']}, {of['cores']} cores, Linux "
        f"{of['kernel']}; other programs had {max(0, of['other_programs']):.0%} of the machine meanwhile. "
        f"{'; '.join(results['versions'].values())}.")


def keep(results, suffix, text):
    """Writes the result as JSON, and as text; a result called -quick is not taken for docs/performance.md."""
    os.makedirs(RESULTS, exist_ok=True)
    name = os.path.join(RESULTS, results["date"][:16].replace(":", "") + suffix)
    # An object without others in it stands on a line, so that a result can be read and compared.
    document = re.sub(
        r"\{[^{}\[\]]*\}", lambda found: re.sub(r"\n\s*", " ", found[0]), json.dumps(results, indent=1, ensure_ascii=False))
    for ending, content in ((".json", document + "\n"), (".txt", text)):
        with open(name + ending, "w", encoding="utf-8") as out:
            out.write(content)
    say(f"kept as {os.path.relpath(name, ROOT)}.json and .txt")


def newest(suffix):
    """The newest result kept with this suffix, or None."""
    names = sorted(name for name in os.listdir(RESULTS) if re.fullmatch(rf"[-\dT]+{suffix}\.json", name))
    if not names:
        return None
    with open(os.path.join(RESULTS, names[-1]), encoding="utf-8") as file:
        return json.load(file)
