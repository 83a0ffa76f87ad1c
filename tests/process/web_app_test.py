# The web app as a browser gets it from the program: one page, whose files it has itself, under a strict policy.
import gzip
import re
import unittest

from server import ProcessTest

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class WebAppTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def page(self, path="/", **more):
        return self.server.call("GET", path, headers=HTML, **more)

    def files(self):
        return re.findall(r'(?:src|href)="(/[^"]+)"', self.page().text)

    def test_a_browser_gets_the_app_and_a_program_what_it_always_got(self):
        self.assertIn('<div id="root">', self.assertAnswer(self.page(), 200).text)
        self.assertEqual(self.server.call("GET", "/").text, "Welcome to the ConnectCRM API!")
        for path in ("/customers", "/customers/17", "/admin/", "/admin/login/?next=/admin/", "/no/such/page"):
            self.assertIn('<div id="root">', self.assertAnswer(self.page(path), 200).text, path)
            self.assertAnswer(self.server.call("GET", path), 404)
        for path in ("/api/nothing/", "/assets/nothing.js"):
            self.assertAnswer(self.page(path), 404)
        self.assertAnswer(self.server.call("POST", "/customers", headers=HTML), 404)
        self.assertEqual(self.server.call("HEAD", "/", headers=HTML).body, b"")

    def test_each_page_has_a_nonce_of_its_own(self):
        nonces = set()
        for _ in range(3):
            page = self.page()
            self.assertEqual(page.header("Cache-Control"), "no-store")
            policy = page.header("Content-Security-Policy")
            (nonce,) = set(re.findall(r'nonce="([^"]+)"', page.text))
            self.assertEqual(policy.count("'nonce-%s'" % nonce), 2, policy)
            for word in ("unsafe", "http:", "https:", "*"):
                self.assertNotIn(word, policy)
            self.assertIn("default-src 'none'", policy)
            nonces.add(nonce)
        self.assertEqual(len(nonces), 3)
        self.assertNotRegex(self.page().text, r"<script(?![^>]* src=)|<style| style=| on\w+=", "nothing inline")

    def test_its_files_are_there_in_each_coding_and_kept_where_their_name_says_what_they_are(self):
        files = self.files()
        self.assertGreater(len(files), 3)
        fonts = [path for path in files if path.endswith(".woff2")]
        self.assertEqual(len(fonts), 1)
        for path in fonts:
            plain = self.assertAnswer(self.server.call("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"}), 200)
            self.assertIsNone(plain.header("Content-Encoding"), "a WOFF2 file is compressed in itself")
            self.assertEqual(plain.body[:4], b"wOF2")
        for path in files:
            plain = self.assertAnswer(self.server.call("GET", path), 200)
            self.assertIsNone(plain.header("Content-Encoding"))
            again = self.server.call("GET", path, headers={"If-None-Match": plain.header("ETag")})
            self.assertAnswer(again, 304)
            self.assertEqual("immutable" in plain.header("Cache-Control"), path.startswith("/assets/"))
            self.assertAnswer(self.server.call("POST", path), 405)
            if path in fonts:
                continue
            zipped = self.server.call("GET", path, headers={"Accept-Encoding": "gzip"})
            self.assertEqual(zipped.header("Content-Encoding"), "gzip")
            self.assertEqual(gzip.decompress(zipped.body), plain.body)
            brotli = self.server.call("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"})
            self.assertEqual(brotli.header("Content-Encoding"), "br")
            if len(plain.body) > 500:
                self.assertLess(len(brotli.body), len(zipped.body))
                self.assertLess(len(zipped.body), len(plain.body))
            tags = {answer.header("ETag") for answer in (plain, zipped, brotli)}
            self.assertEqual(len(tags), 3, "each form has a tag of its own")

    def test_types_are_named(self):
        types = {path.rsplit(".", 1)[1]: self.server.call("GET", path).header("Content-Type") for path in self.files()}
        self.assertEqual(types["js"], "text/javascript; charset=utf-8")
        self.assertEqual(types["css"], "text/css; charset=utf-8")
        self.assertEqual(types["svg"], "image/svg+xml")
        self.assertEqual(types["woff2"], "font/woff2")
        self.assertEqual(types["webmanifest"], "application/manifest+json")


if __name__ == "__main__":
    unittest.main()
