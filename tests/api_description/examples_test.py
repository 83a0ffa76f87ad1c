# The examples of docs/api.md, run in their order as somebody would paste them; each must answer what stands below it.
import re
import subprocess
import unittest

import description_test  # noqa: F401: its folder knows the way to tests/process
from description_test import HERE
from server import ProcessTest

PAGE = HERE.parent.parent / "docs" / "api.md"
MARK = "@@ block ended @@"
PASSWORD = "four words nobody guesses"


def matches(expected, found):
    """`…` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, expected.strip().split("…"))), found.strip(), re.S)


class ExamplesTest(ProcessTest):
    def test_every_example_answers_what_is_shown(self):
        blocks = re.findall(r"^```sh\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", PAGE.read_text(encoding="utf-8"), re.S | re.M)
        self.assertGreater(len(blocks), 12)
        self.command("migrate")
        self.command("createsuperuser", "--no-input", "--username", "ada",
                     environment={"CONNECTCRM_SUPERUSER_PASSWORD": PASSWORD})
        server = self.serve()
        script = "".join("%s\necho; echo '%s'\n" % (code, MARK) for code, shown in blocks)
        done = subprocess.run(["bash", "-s"], input=script.replace("localhost:8000", "127.0.0.1:%d" % server.port), text=True,
                              capture_output=True, cwd=self.folder, timeout=100,
                              env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"})
        outputs = done.stdout.replace("\r", "").split(MARK)
        self.assertEqual(len(outputs), len(blocks) + 1, done.stdout + done.stderr)
        for (code, shown), output in zip(blocks, outputs):
            with self.subTest(code):
                self.assertTrue(matches(shown, output), "%s\nanswered\n%s" % (code, output))


if __name__ == "__main__":
    unittest.main()
