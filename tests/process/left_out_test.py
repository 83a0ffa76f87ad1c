# What the replay of the contract leaves out, and where we differ on purpose: left_out_test.py ENGINE.
import re
import unittest
from html import unescape

import fixture
from databases import scratch
from server import ProcessTest, engine_argument

CUSTOMER = {"name": "New Customer", "email": "new@customer.example", "phone": "123", "address": "Somewhere 1"}
DEAL = {"title": "New deal", "description": "What it is", "stage": "Lead", "customer": 1, "assigned_to": 3}
TALK = {"customer": 1, "interaction_type": "Call", "notes": "They called", "next_action": "call back"}
REFUSED_LOGIN = {"detail": "No active account found with the given credentials"}


class LeftOutTest(ProcessTest):
    def setUp(self):
        super().setUp()
        self.database = scratch(self, engine)
        fixture.load(self, self.database)
        self.server = fixture.serve(self, self.database)
        self.admin, self.sales = fixture.token("admin"), fixture.token("sales")

    def call(self, method, path, token="admin", **request):
        return self.server.call(method, path, token=getattr(self, token) if token else None, **request)

    def count(self, table="customers"):
        return int(self.database.value("SELECT COUNT(*) FROM " + table))

    def entries(self):
        return self.count("changes")

    def test_pages_for_browsers(self):
        """Tags browsable, html-page, admin-site."""
        html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        page = self.assertAnswer(self.call("GET", "/api/customers/1/", "sales", headers=html), 200)
        self.assertRegex(page.header("Content-Type"), "^text/html")
        self.assertIn("Accept", page.header("Vary"))
        self.assertIn('"name": "Acme GmbH"', unescape(page.text))
        self.assertIn('<a href="', page.text)

        root = self.assertAnswer(self.call("GET", "/api/", "sales", headers=html), 200)
        base = "http://127.0.0.1:%d/api/" % self.server.port
        links = re.findall(r'<a href="([^"]*)"', root.text)
        for table in fixture.TABLES:
            self.assertIn(base + table + "/", links)
        self.assertAnswer(self.call("GET", "/api/", None, headers=html), 401)
        missing = self.assertAnswer(self.call("GET", "/api/customers/987654321/", "sales", headers=html), 404)
        self.assertRegex(missing.header("Content-Type"), "^text/html")
        listed = self.assertAnswer(self.call("GET", "/api/customers/", "sales", headers=html), 200)
        self.assertIn("Acme GmbH", listed.text)

        evil = {**CUSTOMER, "name": "<script>alert(1)</script>", "address": 'http://x/"><img src=y>'}
        made = self.assertAnswer(self.call("POST", "/api/customers/", json=evil), 201).json()
        shown = self.call("GET", "/api/customers/%d/" % made["id"], "sales", headers=html)
        self.assertNotIn("<script", shown.text)
        self.assertNotIn("<img", shown.text)
        self.assertIn("default-src 'none'", shown.header("Content-Security-Policy"))

        # Browsers get the web app at every address that is not the API's, and programs what the original answered.
        self.assertIn('id="root"', self.assertAnswer(self.call("GET", "/", None, headers=html), 200).text)
        welcome = self.assertAnswer(self.call("GET", "/", None), 200)
        self.assertEqual((welcome.text, welcome.header("Content-Type")),
                         ("Welcome to the ConnectCRM API!", "text/html; charset=utf-8"))
        for path in ("/nope", "/API/customers/", "/admin/", "/admin/login/"):
            with self.subTest(path):
                self.assertIn('id="root"', self.assertAnswer(self.call("GET", path, None, headers=html), 200).text)
        for path in ("/nope", "/api/nope/", "/API/customers/", "/admin/", "/admin/login/"):
            with self.subTest(path):
                for token in ("admin", None):
                    headers = html if path.startswith("/api/") else None
                    gone = self.assertAnswer(self.call("GET", path, token, headers=headers), 404)
                    self.assertRegex(gone.header("Content-Type"), "^text/html")
        bad = self.server.call("GET", "/api/nope/", token="garbage")
        self.assertAnswer(bad, 404)

    def test_ids_as_python_reads_them(self):
        """Tag python-int."""
        for text in ("1", "01", "+1", "%201%20", "%2B1", "0_1", "00000000000000000000001"):
            with self.subTest(text):
                self.assertEqual(self.assertAnswer(self.call("GET", "/api/customers/%s/" % text), 200).json()["id"], 1)
        ten = self.assertAnswer(self.call("GET", "/api/customers/1_0/"), 200 if self.has_customer(10) else 404)
        if ten.status == 200:
            self.assertEqual(ten.json()["id"], 10)
        for text in ("0", "-1", "1__0", "_1", "1_", "1e0", "0x1", "one", "%EF%BC%91%00", "9" * 19, "9" * 400):
            with self.subTest(text[:20]):
                answer = self.call("GET", "/api/customers/%s/" % text)
                self.assertIn(answer.status, (400, 404) if "%00" in text else (404,), answer)
        for value, id in ((" 2 ", 2), ("2", 2), ("+2", 2), ("0_2", 2), (2.9, 2), ("02", 2)):
            with self.subTest(repr(value)):
                deal = self.assertAnswer(self.call("POST", "/api/opportunities/", json={**DEAL, "customer": value}), 201)
                self.assertEqual(deal.json()["customer"], id)
        self.assertAnswer(self.call("POST", "/api/opportunities/", json={**DEAL, "assigned_to": " 2 "}), 201)
        self.assertAnswer(self.call("POST", "/api/interactions/", json={**TALK, "customer": " 2 "}), 201)
        beyond = self.call("POST", "/api/interactions/", json={**TALK, "customer": "9" * 30})
        self.assertAnswer(beyond, 400, {"customer": ['Invalid pk "%s" - object does not exist.' % ("9" * 30)]})

    def has_customer(self, id):
        return self.database.value("SELECT COUNT(*) FROM customers WHERE id = %d" % id) == "1"

    def test_choices_and_dates_that_are_none(self):
        """Tags python-repr, version-dependent."""
        for wrong in ([], {}, {"a": 1}, ["admin"], True, 1, "manager", " admin ", "ADMIN", "", "\ud800"):
            with self.subTest(repr(wrong)):
                answer = self.call("POST", "/api/users/", json={"username": "choosy", "role": wrong})
                self.assertAnswer(answer, 400)
                self.assertEqual(list(answer.json()), ["role"])
                self.assertRegex(answer.json()["role"][0], r'^".*" is not a valid choice\.$')
        answer = self.call("POST", "/api/users/", json={"username": [], "email": [], "role": [], "first_name": [], "last_name": []})
        self.assertAnswer(answer, 400)
        self.assertEqual({field: texts[0] for field, texts in answer.json().items() if field != "role"},
                         {"username": "Not a valid string.", "email": "Enter a valid email address.",
                          "first_name": "Not a valid string.", "last_name": "Not a valid string."})
        for wrong in ("2024-05-06", "", "now", 0, None, "2024-02-30T10:00", "2024-05-06T24:01", "2024-05-06T10:00+25:00"):
            with self.subTest(repr(wrong)):
                answer = self.call("POST", "/api/users/", json={"username": "dated", "role": "sales", "date_joined": wrong})
                self.assertAnswer(answer, 400)
                self.assertEqual(list(answer.json()), ["date_joined"])
        self.assertEqual(self.count("users"), len(fixture.DATA["users"]))

    def test_user_names_without_regard_to_case(self):
        """Tag collation."""
        self.assertAnswer(self.call("POST", "/api/token/", None, json={"username": "SALES", "password": "Sales-pass-1"}), 200)
        accented = {"username": "sáles", "password": "Sales-pass-1"}
        self.assertAnswer(self.call("POST", "/api/token/", None, json=accented), 401, REFUSED_LOGIN)
        taken = {"username": ["A user with that username already exists."]}
        for name in ("SALES", "Sales", "sALES"):
            self.assertAnswer(self.call("POST", "/api/users/", json={"username": name, "role": "sales"}), 400, taken)
        for name, twin in (("sáles", "SÁLES"), ("Straße", "STRASSE"), ("Élodie", "éLODIE"), ("ΣΊΣΥΦΟΣ", "σίσυφος")):
            with self.subTest(name):
                made = self.assertAnswer(self.call("POST", "/api/users/", json={"username": name, "role": "sales"}), 201)
                self.assertEqual(made.json()["username"], name, "stored as typed")
                again = self.call("POST", "/api/users/", json={"username": twin, "role": "sales"})
                self.assertAnswer(again, 400, taken)
        renamed = self.call("PATCH", "/api/users/3/", json={"username": "SaLeS"})
        self.assertEqual(self.assertAnswer(renamed, 200).json()["username"], "SaLeS")

    def test_unknown_parameters_of_lists(self):
        for table in fixture.TABLES:
            answer = self.assertAnswer(self.call("GET", "/api/%s/?colour=red" % table), 400)
            self.assertIn("colour", answer.text)
            self.assertIn("format", answer.text, "names what is allowed")
            self.assertAnswer(self.call("GET", "/api/%s/?format=json" % table), 200)
            self.assertAnswer(self.call("GET", "/api/%s/1/?colour=red&page=2" % table), 200)

    def test_a_missing_slash(self):
        before, entries = self.database.query("SELECT * FROM customers ORDER BY id"), self.entries()
        for method, path, body in (("POST", "/api/customers", CUSTOMER), ("POST", "/api/users", {"username": "x", "role": "sales"}),
                                   ("PUT", "/api/customers/1", CUSTOMER), ("PATCH", "/api/customers/1", {"name": "x"}),
                                   ("DELETE", "/api/customers/1", None), ("POST", "/api/token", {"username": "admin"}),
                                   ("POST", "/api/token/refresh?a=b", {"refresh": "x"})):
            with self.subTest(method + path):
                answer = self.assertAnswer(self.call(method, path, json=body), 308)
                self.assertEqual(answer.header("Location"), path.split("?")[0] + "/" + "".join(path.partition("?")[1:]))
        for method in ("GET", "HEAD"):
            self.assertEqual(self.assertAnswer(self.call(method, "/api/customers"), 301).header("Location"), "/api/customers/")
        self.assertAnswer(self.call("POST", "/api//customers", json=CUSTOMER), 404)
        self.assertEqual(self.call("GET", "//evil.example/api/customers").header("Location"), None)
        self.assertEqual(self.database.query("SELECT * FROM customers ORDER BY id"), before)
        self.assertEqual(self.entries(), entries)

    def test_passwords_of_users_are_set(self):
        made = self.call("POST", "/api/users/", json={"username": "u.pw1", "role": "sales", "password": " Chosen-pass-1 "})
        user = self.assertAnswer(made, 201).json()
        self.assertNotIn("password", user)
        path = "/api/users/%d/" % user["id"]
        tokens = self.server.log_in("u.pw1", "Chosen-pass-1")
        self.assertAnswer(self.server.call("GET", "/api/customers/", token=tokens["access"]), 200)
        weak = self.assertAnswer(self.call("PATCH", path, json={"password": "12345678"}), 400)
        self.assertEqual(list(weak.json()), ["password"])
        self.assertAnswer(self.call("PATCH", path, json={"password": "Other-pass-1"}), 200)
        self.assertAnswer(self.call("POST", "/api/token/", None, json={"username": "u.pw1", "password": "Chosen-pass-1"}), 401)
        self.server.log_in("u.pw1", "Other-pass-1")
        self.assertAnswer(self.server.call("GET", "/api/customers/", token=tokens["access"]), 401)
        self.assertNotIn("password", self.assertAnswer(self.call("GET", path), 200).json())
        self.assertRegex(self.database.value("SELECT password FROM users WHERE username = 'u.pw1'"), r"^\$argon2id\$")
        logged = str(self.database.query("SELECT before_values, after_values FROM changes"))
        self.assertNotIn("argon2", logged)
        self.assertNotIn("Chosen-pass", logged)

    def test_forms_leave_booleans_as_they_are(self):
        made = self.call("POST", "/api/users/", form={"username": "u.form", "role": "sales"})
        user = self.assertAnswer(made, 201).json()
        self.assertEqual((user["is_active"], user["is_staff"]), (True, False))
        flags = self.call("POST", "/api/users/", form={"username": "u.flags", "role": "sales", "is_active": "off", "is_staff": "on"})
        self.assertEqual([self.assertAnswer(flags, 201).json()[f] for f in ("is_active", "is_staff")], [False, True])
        path = "/api/users/%d/" % flags.json()["id"]
        for method, form in (("PATCH", {"first_name": "Only"}), ("PUT", {"username": "u.flags", "role": "sales"})):
            kept = self.assertAnswer(self.call(method, path, form=form), 200).json()
            self.assertEqual([kept["is_active"], kept["is_staff"], kept["first_name"]], [False, True, "Only"])
        parts = "".join('--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair for pair in
                        (("username", "u.parts"), ("role", "sales"))) + "--b--\r\n"
        many = self.call("POST", "/api/users/", body=parts.encode(), headers={"Content-Type": "multipart/form-data; boundary=b"})
        self.assertIs(self.assertAnswer(many, 201).json()["is_active"], True)

    def test_only_entity_tags_make_a_request_conditional(self):
        since = {"If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}
        answer = self.assertAnswer(self.call("GET", "/api/customers/1/", "sales", headers=since), 200)
        self.assertEqual(answer.json()["name"], "Acme GmbH")
        for tag in ("*", answer.header("ETag")):
            self.assertAnswer(self.call("GET", "/api/customers/1/", "sales", headers={"If-None-Match": tag}), 304)
        self.assertAnswer(self.call("GET", "/api/customers/1/", "sales", headers={"If-None-Match": '"x"'}), 200)


if __name__ == "__main__":
    engine = engine_argument()
    unittest.main()
