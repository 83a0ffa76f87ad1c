# Three ConnectCRM servers on one database, behind HAProxy that asks each whether it is ready.
import secrets
import subprocess

from processes import wait_until
from server import HOST, Server, environment_of, release

PORT = 8000
SETTINGS = {"CONNECTCRM_SECRET_KEY": secrets.token_hex(32), "ACCESS_TOKEN_LIFETIME": 86400}
PASSWORD = "long enough 4 ada"
HAPROXY = """global
    maxconn 500
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    retries 2
    option redispatch 1
frontend crm
    bind %s:%d
    default_backend servers
backend servers
    balance roundrobin
    option httpchk GET /readyz
    http-check send hdr Host localhost
    default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
%s"""


def command(folder, settings, *arguments):
    """Runs the program to its end, which must be a good one."""
    done = subprocess.run([release(), *arguments], cwd=folder, env=environment_of(folder, settings), capture_output=True,
                          text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError("connectcrm %s: %s%s" % (" ".join(arguments), done.stdout, done.stderr))


def make_administrator(folder, settings):
    command(folder, {**settings, "CONNECTCRM_SUPERUSER_USERNAME": "ada", "CONNECTCRM_SUPERUSER_PASSWORD": PASSWORD,
                     "CONNECTCRM_SUPERUSER_EMAIL": "ada@crm.example"}, "createsuperuser", "--noinput")


def sign_in(server):
    """A token, and the customer whose interactions are written."""
    token = server.log_in("ada", PASSWORD)["access"]
    customer = {"name": "Acme", "email": "office@acme.example", "phone": "1", "address": "Berlin"}
    answer = server.call("POST", "/api/customers/", json=customer, token=token)
    if answer.status != 201:
        raise RuntimeError("no customer: %r" % answer)
    return token, answer.json()["id"]


class AppServers:
    def __init__(self, processes, database_url, **settings):
        self.folder = processes.folder
        self.settings = {**SETTINGS, "DATABASE_URL": database_url, "TRUSTED_PROXIES": HOST, **settings}
        self.ports = [PORT + number for number in (1, 2, 3)]
        command(self.folder, self.settings, "migrate")
        make_administrator(self.folder, self.settings)
        self.servers = [self.start(port) for port in self.ports]
        lines = ["    server app%d %s:%d\n" % (port, HOST, port) for port in self.ports]
        (self.folder / "haproxy.cfg").write_text(HAPROXY % (HOST, PORT, "".join(lines)))
        processes.start("haproxy", ["haproxy", "-db", "-f", self.folder / "haproxy.cfg"])
        self.token, self.customer = sign_in(self.servers[0])

    def verify(self):
        command(self.folder, self.settings, "verify")

    def start(self, port):
        return Server(self.folder, {**self.settings, "PORT": port}, binary=release())

    def kill(self, number):
        self.servers[number].kill()
        self.keep_log(number)

    def restart(self, number):
        self.servers[number] = self.start(self.ports[number])
        self.wait_until_ready()

    def wait_until_ready(self):
        for server in self.servers:
            wait_until("ready", lambda server=server: server.call("GET", "/readyz").status == 200)

    def keep_log(self, number):
        with open(self.folder / ("app%d.log" % (number + 1)), "a") as log:
            log.write(self.servers[number].output + self.servers[number].errors)

    def stop(self):
        for number, server in enumerate(self.servers):
            if not server.ended:
                self.kill(number)
