# The original's database that the contract was recorded on: how to load it, who is in it, and tokens for them.
import json
import sys
import time
import uuid
from pathlib import Path

CONTRACT = Path(__file__).resolve().parent.parent / "contract"
sys.dont_write_bytecode = True
sys.path.insert(0, str(CONTRACT))
import crmlib  # noqa: E402

DATA = json.loads((CONTRACT / "fixture.json").read_text(encoding="utf-8"))
USERS = {user["username"]: user for user in DATA["users"]}
SECRET = crmlib.DEFAULT_SECRET
SETTINGS = {"DJANGO_SECRET_KEY": SECRET, "CORS_ALLOWED_ORIGINS": "*", "LOGIN_THROTTLE": "off"}
TABLES = ("users", "customers", "opportunities", "interactions")


def password(username):
    return USERS[username]["password"]


def token(username, kind="access", lifetime=3600, secret=SECRET, **claims):
    """As the server would issue it, without a login."""
    at = int(time.time())
    return crmlib.make_jwt({"token_type": kind, "exp": at + lifetime, "iat": at, "jti": uuid.uuid4().hex,
                            "user_id": USERS[username]["id"], **claims}, secret)


def load(test, database, source=CONTRACT / "fixture.sqlite3"):
    """Makes the tables and brings the fixture in; answers what the import printed."""
    environment = {**SETTINGS, "DATABASE_URL": database.url}
    test.command("migrate", environment=environment)
    return test.command("import-django", str(source), environment=environment).stdout


def serve(test, database, **settings):
    return serve_with(test, database, settings)


def serve_with(test, database, settings, **more):
    return test.serve({**SETTINGS, "DATABASE_URL": database.url, **settings}, **more)
