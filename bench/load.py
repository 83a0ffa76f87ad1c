"""Sends the same requests over and over with wrk, and tells how many were answered, how fast, and what they cost the server."""
import json
import os

from processes import every_core, run

HERE = os.path.dirname(os.path.abspath(__file__))
THREADS = max(1, len(every_core) // 2)


def write_requests(file, requests):
    """Writes (method, path, body) for replay.lua."""
    with open(file, "w", encoding="utf-8") as out:
        out.writelines(f"{method}\t{path}\t{body}\n" for method, path, body in requests)


class Wrong(RuntimeError):
    """What was measured is not what was meant."""


def measure(port, file, token, seconds, connections, program=None, mean_size=None, largest_size=None):
    """One run of wrk. With `mean_size`, the bytes that came are held against what the replies should have had."""
    environment = {**os.environ, "AUTHORIZATION": f"Bearer {token or '-'}"}
    before = program.cpu_seconds() if program else 0
    command = [
        "wrk", "--threads", str(min(THREADS, connections)), "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "30s",
        "--script", os.path.join(HERE, "replay.lua"), f"http://127.0.0.1:{port}/", "--", file]
    printed = run(command, env=environment, timeout=seconds + 60)
    cpu = program.cpu_seconds() - before if program else 0
    result = json.loads(printed.rpartition("RESULT ")[2])
    if result["refused"] or result["broken"] or not result["requests"]:
        raise Wrong(f"{file}: {result}")
    if mean_size:
        # At the end each connection may have an answer on its way, and the cycle of requests is not finished.
        expected, slack = result["requests"] * mean_size, connections * largest_size + 0.005 * result["bytes"]
        if abs(result["bytes"] - expected) > slack:
            raise Wrong(f"{file}: {result['bytes']} bytes came, {expected:.0f} +- {slack:.0f} were expected")
    return {
        "requests": result["requests"],
        "per_second": result["requests"] / result["microseconds"] * 1e6,
        "cpu_microseconds": cpu / result["requests"] * 1e6,
        "p50_ms": result["p50"] / 1000,
        "p99_ms": result["p99"] / 1000,
    }
