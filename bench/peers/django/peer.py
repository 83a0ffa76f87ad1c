"""The original's service: Django REST Framework with simplejwt behind gunicorn, on SQLite."""
import os

from client import Client
from processes import Running, every_core, free_port, run

HERE = os.path.dirname(os.path.abspath(__file__))
USER, PASSWORD = "sales", "a long enough password"


class Django:
    name = "Django + gunicorn"

    def __init__(self, folder):
        self.database = os.path.join(folder, "django.sqlite3")
        self.environment = {"SECRET_KEY": "x" * 50, "DATABASE": self.database, "PYTHONPATH": HERE}
        # Two workers are what the original's platform sets on its smallest machine.
        self.workers = max(2, len(every_core))

    def version(self):
        code = (
            "import django, rest_framework, gunicorn as g;"
            "print(f'Django {django.__version__}, REST framework {rest_framework.VERSION}, gunicorn {g.__version__}')")
        return run(["/usr/bin/python3", "-c", code]).strip()

    def fill(self, rows_file):
        run(["/usr/bin/python3", "fill.py", rows_file, USER, PASSWORD], cwd=HERE, env={**os.environ, **self.environment})

    def start(self):
        self.port = free_port()
        self.program = Running(
            ["gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers), "crm.wsgi"],
            environment=self.environment, folder=HERE)
        self.program.wait_until_answers(self.port)

    def token(self):
        return Client(self.port).send("POST", "/api/token/", {"username": USER, "password": PASSWORD}).json()["access"]

    def one(self, number):
        return f"/api/customers/{number}/"

    def record(self, answer):
        return answer.json()

    def pages(self, client, size, count):
        path = f"/api/customers/?page_size={size}"
        for _ in range(count):
            answer = client.get(path).json()
            yield path, answer["results"]
            path = answer["next"][answer["next"].index("/api/") :]

    creating = "/api/customers/"
    shortest_run = 3  # seconds: of 64 requests at once the first answers come late
    count_statements = ("SELECT COUNT(*) FROM crm_customer",)
