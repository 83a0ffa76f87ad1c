"""ConnectCRM itself: the release binary with its defaults, but for the throttle of logins, which come from one address here."""
import os
import secrets

from client import Client
from processes import ROOT, Running, free_port, run

# The program refuses a variable with its prefix that it does not know.
BINARY = os.environ.pop("CONNECTCRM_RELEASE_BINARY", None) or os.path.join(ROOT, "build/release/connectcrm")
ADMIN, USER, PASSWORD = "ada", "sales", "four words nobody guesses"
BULK_ROWS = 50_000


class ConnectCRM:
    name = "ConnectCRM"
    admin, user, password = ADMIN, USER, PASSWORD

    def __init__(self, folder, url=None):
        self.database = os.path.join(folder, "connectcrm.db")
        self.url = url or "sqlite:///" + self.database
        self.environment = {"DATABASE_URL": self.url, "CONNECTCRM_SECRET_KEY": secrets.token_hex(32), "LOGIN_THROTTLE": "off"}

    def version(self):
        version = run([BINARY, "--version"]).strip()
        try:
            return version + ", commit " + run(["git", "-C", ROOT, "describe", "--always", "--dirty"]).strip()
        except (OSError, RuntimeError):  # sources without their history
            return version

    def fill(self, rows_file):
        """Makes the tables, a user of the role sales, and the customers, through the API."""
        environment = {
            **os.environ, **self.environment, "CONNECTCRM_SUPERUSER_USERNAME": ADMIN,
            "CONNECTCRM_SUPERUSER_EMAIL": "ada@example.com", "CONNECTCRM_SUPERUSER_PASSWORD": PASSWORD}
        run([BINARY, "migrate"], env=environment)
        run([BINARY, "createsuperuser", "--noinput"], env=environment)
        self.start()
        admin = Client(self.port, self.token(ADMIN))
        admin.send("POST", "/api/users/", {"username": USER, "email": "s@example.com", "password": PASSWORD, "role": "sales"})
        with open(rows_file, "rb") as file:
            rows = file.readlines()
        for first in range(0, len(rows), BULK_ROWS):
            body = b"".join(rows[first : first + BULK_ROWS])
            admin.token = self.token(ADMIN)
            admin.send("POST", "/api/customers/bulk/", body, "application/x-ndjson")
        self.stop()

    def start(self):
        self.port = free_port()
        self.program = Running([BINARY, "serve", "--port", str(self.port)], environment=self.environment)
        self.program.wait_until_answers(self.port)

    def stop(self):
        return self.program.stop()

    def token(self, user=USER):
        return Client(self.port).send("POST", "/api/token/", {"username": user, "password": PASSWORD}).json()["access"]

    def one(self, number):
        return f"/api/customers/{number}/"

    def record(self, answer):
        return answer.json()

    def pages(self, client, size, count):
        path = f"/api/customers/?page_size={size}&cursor="
        for _ in range(count):
            answer = client.get(path).json()
            yield path, answer["results"]
            path = answer["next"][answer["next"].index("/api/") :]

    creating = "/api/customers/"
    shortest_run = 0  # seconds
    count_statements = ("SELECT COUNT(*) FROM customers", "SELECT COUNT(*) FROM changes WHERE resource = 'customers'")
