# Reads the text that Prometheus scrapes, strictly, and says what is wrong with it.
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'
SAMPLE = re.compile(r"(%s)(?:\{((?:%s)(?:,%s)*)?,?\})? (\S+)(?: (-?\d+))?" % (NAME, LABEL, LABEL))
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


class Malformed(Exception):
    pass


def family_of(name, types):
    for suffix in ("_bucket", "_sum", "_count"):
        base = name[:-len(suffix)] if name.endswith(suffix) else None
        if base and types.get(base) in ("histogram", "summary"):
            return base
    return name


def parse(text):
    """{(name, labels as sorted pairs): value} and {family: type}."""
    types, helped, samples, finished, current = {}, set(), {}, set(), None
    if not text.endswith("\n"):
        raise Malformed("the last line has no end")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        where = "line %d: %s: " % (number, line)
        if line.startswith("# HELP ") or line.startswith("# TYPE "):
            _, kind, name, rest = line.split(" ", 3)
            if kind == "TYPE":
                if name in types or rest not in TYPES:
                    raise Malformed(where + "a second or unknown type")
                types[name] = rest
            elif name in helped:
                raise Malformed(where + "a second help")
            else:
                helped.add(name)
            family = name
        elif not line or line.startswith("#"):
            continue
        else:
            match = SAMPLE.fullmatch(line)
            if not match:
                raise Malformed(where + "no sample")
            labels = re.findall(LABEL, match.group(2) or "")
            if len({label for label, _ in labels}) != len(labels):
                raise Malformed(where + "a label twice")
            key = (match.group(1), tuple(sorted(labels)))
            if key in samples:
                raise Malformed(where + "a sample twice")
            samples[key] = float(match.group(7))
            family = family_of(match.group(1), types)
            if family not in types or family not in helped:
                raise Malformed(where + "a sample without type and help before it")
        if family != current:
            if family in finished:
                raise Malformed(where + "not together with the rest of its family")
            finished.add(family)
            current = family
    check_names(types)
    check_histograms(samples, types)
    return samples, types


def check_names(types):
    for name, kind in types.items():
        if (kind == "counter") != name.endswith("_total"):
            raise Malformed(name + ": counters, and only they, end with _total")
        if re.search(r"(milli|micro|_ms|kilobytes|_mb)", name):
            raise Malformed(name + ": base units are seconds and bytes")


def check_histograms(samples, types):
    for family in (name for name, kind in types.items() if kind == "histogram"):
        series = {}
        for (name, labels), value in samples.items():
            if name == family + "_bucket":
                bound = dict(labels)["le"]
                rest = tuple(pair for pair in labels if pair[0] != "le")
                series.setdefault(rest, []).append((float(bound), value))
        for rest, buckets in series.items():
            buckets.sort()
            counts = [value for _, value in buckets]
            if counts != sorted(counts) or buckets[-1][0] != float("inf"):
                raise Malformed("%s %r: the buckets do not add up" % (family, rest))
            if samples.get((family + "_count", rest)) != counts[-1] or (family + "_sum", rest) not in samples:
                raise Malformed("%s %r: the count or the sum is missing or wrong" % (family, rest))
