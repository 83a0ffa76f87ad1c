# Compares what was acknowledged with what the tables and the log of changes hold.
import collections
import json

MARK = "written under faults"  # the next action of every interaction that Writers make


class Proof:
    """`query` gives the rows of a statement as tuples of text; `acknowledged` is what Writers remember."""

    def __init__(self, acknowledged, query):
        rows = query("SELECT id, notes FROM interactions WHERE next_action = '%s'" % MARK)
        logged = query("SELECT record_id, after_values FROM changes WHERE resource = 'interactions' AND action = 'create'")
        ids = collections.defaultdict(list)
        for id, key in rows:
            ids[key].append(int(id))
        entries = collections.Counter(int(record) for record, _ in logged)
        notes = {int(record): json.loads(values).get("notes") for record, values in logged}

        self.lost, self.wrong = [], []
        for _, key, id in acknowledged:
            if not ids[key]:
                self.lost.append(key)
            elif id not in ids[key]:
                self.wrong.append("%s was acknowledged as %d and is %s" % (key, id, ids[key]))
        self.duplicated = [key for key, found in ids.items() if len(found) > 1]
        # A record without its entry, one with two, an entry without its record, or with something else in it.
        everything = {id: key for key, found in ids.items() for id in found}
        for id in everything.keys() | entries.keys():
            if entries[id] != 1 or id not in everything or notes[id] != everything[id]:
                self.wrong.append("record %d (%s) has %d entries in the log" % (id, everything.get(id), entries[id]))

    def faults(self):
        return ["lost: " + key for key in self.lost] + ["twice: " + key for key in self.duplicated] + \
            ["torn: " + text for text in self.wrong]


class Tally:
    """What one kind of fault did to the writes, over all the times that it happened."""

    def __init__(self, title):
        self.title, self.acknowledged, self.longest = title, 0, 0.0
        self.lost, self.twice, self.torn, self.problems = set(), set(), set(), []

    def prove(self, acknowledged, query):
        """Looks at all that was acknowledged up to now."""
        proof = Proof(acknowledged, query)
        self.acknowledged = len(acknowledged)
        for text in proof.faults():
            if text not in self.problems:
                self.complain(text)
        self.lost.update(proof.lost)
        self.twice.update(proof.duplicated)
        self.torn.update(proof.wrong)

    def complain(self, text):
        self.problems.append(text)
        if len(self.problems) <= 20:
            print("    " + text, flush=True)

    def took(self, seconds):
        self.longest = max(self.longest, seconds)

    def line(self, limit=None):
        verdict = "BROKEN" if self.problems else "too slow" if limit and self.longest > limit else "ok"
        return (self.title, self.acknowledged, len(self.lost), len(self.twice), len(self.torn), "%.1f" % self.longest,
                str(limit or "-"), verdict)
