# bench on a database that is small enough to take seconds: what it makes, measures, prints and leaves behind.
import collections
import json
import unittest

from server import ProcessTest

OPERATIONS = ["open a list", "page by cursor", "sort", "filter", "search", "open a record", "create", "edit", "move a deal", "count",
              "own list"]
SMALL = ("--customers", "1000", "--interactions", "3000", "--clients", "3", "--seconds", "0.001")


class BenchTest(ProcessTest):
    def test_everything_is_measured(self):
        written = self.folder / "bench.json"
        text = self.command("bench", *SMALL, "--json", str(written), timeout=150).stdout
        results = json.loads(written.read_text())
        seen = [result["operation"] for result in results["results"]]
        self.assertEqual(list(dict.fromkeys(seen)), OPERATIONS)
        for operation in (*OPERATIONS, "export", "cold start"):
            self.assertRegex(text, "(?m)^%s$" % operation)
        for result in results["results"]:
            with self.subTest(result):
                self.assertGreater(result["p50_ms"], 0)
                self.assertLessEqual(result["p50_ms"], result["p95_ms"])
                self.assertLessEqual(result["p95_ms"], result["p99_ms"])
                self.assertEqual(result["refused"], 0)
                self.assertEqual(result["first_page_ratio"] is not None, result["operation"] == "page by cursor")
        forms = collections.Counter(result["operation"] for result in results["results"] if result["name"] != "any of these")
        mixed = {result["operation"] for result in results["results"] if result["name"] == "any of these"}
        self.assertEqual(mixed, {name for name, count in forms.items() if count > 1} - {"page by cursor"})
        for result in results["results"]:
            self.assertEqual(result["gate"], result["operation"] not in mixed or result["name"] == "any of these")
        self.assertEqual((results["customers"], results["interactions"], results["seed"], results["clients"]), (1000, 3000, 1, 3))
        self.assertEqual(results["fill_rows"], 60 + 1000 + 500 + 3000)
        self.assertEqual([export["name"] for export in results["exports"]], ["customers", "interactions"])
        for export in results["exports"]:
            self.assertGreater(export["rows"], 1000 if export["name"] == "customers" else 3000, "those that were created")
            self.assertGreater(export["rows_per_core_second"], 0)
            self.assertGreater(export["peak_mib"], 1)
        self.assertGreater(results["cold_start_ms"], 0)
        self.assertEqual([file.name for file in self.folder.iterdir()], ["bench.json"])

    def test_a_kept_database_is_taken_again(self):
        kept = self.folder / "kept"
        database = kept / "connectcrm-bench.db"

        def is_made_anew(*more):
            before = database.stat().st_ino if database.exists() else 0
            if before:
                database.with_name("held").hardlink_to(database)  # or the new file might get its number
            self.command("bench", *SMALL, "--only", "count", "--keep", str(kept), *more, timeout=60)
            if before:
                database.with_name("held").unlink()
            return database.stat().st_ino != before

        self.assertTrue(is_made_anew())
        self.assertFalse(is_made_anew())
        self.assertTrue(is_made_anew("--seed", "2"), "other records are wanted")
        (kept / "other").write_text("stays")
        (kept / "connectcrm-bench.json").unlink()
        self.assertTrue(is_made_anew("--seed", "2"), "it may not have been filled to the end")
        self.assertFalse(is_made_anew("--seed", "2"))
        self.assertEqual((kept / "other").read_text(), "stays")

    def test_what_cannot_be(self):
        for arguments in (["--customers", "1"], ["--customers", "many"], ["--clients", "0"], ["--seconds", "0"], ["surplus"]):
            self.command("bench", *arguments, code=2, timeout=20)
        self.assertEqual(list(self.folder.iterdir()), [])
        self.command("bench", *SMALL, "--only", "nonsense", code=2, timeout=60)


if __name__ == "__main__":
    unittest.main()
