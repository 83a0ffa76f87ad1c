# The requests in which another one hides, through HAProxy and nginx that share their connections among all clients: each
# client still gets its own answers.
import concurrent.futures
import itertools
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import unittest

import wire
from server import HOST, ProcessTest, free_port

PATIENCE = 5
ANSWER = re.compile(rb"HTTP/1\.1 (\d{3}) .*?\r\n\r\n", re.S)
OWN_ID = re.compile(rb"(?i)\r\nx-request-id: (\S+)\r\n")

HAPROXY = """
global
    maxconn 1000
defaults
    mode http
    timeout connect 5s
    timeout client 3s
    timeout server 5s
    timeout http-request 1s
    timeout http-keep-alive 3s
frontend clients
    bind {host}:{port}
    default_backend servers
backend servers
    http-reuse always
    server crm {host}:{server} pool-max-conn 3
"""

NGINX = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; uwsgi_temp_path temp; scgi_temp_path temp;
    client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 3s;
    upstream servers {{ server {host}:{server}; keepalive 3; }}
    server {{
        listen {host}:{port};
        {more}
        location / {{
            proxy_pass http://servers;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""


def request(id, more=""):
    return ("GET /healthz HTTP/1.1\r\nHost: h\r\nX-Request-Id: %s\r\n%s\r\n" % (id, more)).encode()


class SmugglingTest(ProcessTest):
    def through(self, name, text, *command):
        self.crm = self.serve({"ALLOWED_HOSTS": "*", "HEADER_TIMEOUT": 2, "BODY_TIMEOUT": 2, "PORT": free_port()})
        self.port = free_port()
        (self.folder / name).write_text(text.format(host=HOST, port=self.port, server=self.crm.port))
        program = shutil.which(command[0], path=os.environ["PATH"] + ":/usr/sbin")
        with open(self.folder / "proxy.log", "wb") as log:
            proxy = subprocess.Popen([program, *command[1:]], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(proxy.wait)
        self.addCleanup(proxy.terminate)
        for _ in range(600):
            self.assertIsNone(proxy.poll(), (self.folder / "proxy.log").read_text())
            try:
                with self.connect() as s:
                    s.sendall(request("first"))
                    if b"ok\n" in s.recv(65536):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        self.fail((self.folder / "proxy.log").read_text())

    def connect(self):
        return socket.create_connection((HOST, self.port), PATIENCE)

    def attack(self, case, number):
        """Sends the request and, on the same connection, an ordinary one: that is answered, or the connection closed."""
        own = b"own-%d" % number
        received = b""
        with self.connect() as s:
            try:
                s.sendall(b"".join(case.parts))
                s.settimeout(0.1)
                received += s.recv(65536)
            except OSError:
                pass
            s.settimeout(PATIENCE)
            try:
                s.sendall(request(own.decode()))
                while own not in received:
                    part = s.recv(65536)
                    if not part:
                        return None
                    received += part
            except TimeoutError:
                return "%r: the request behind it is not answered: %r" % (case, received[-500:])
            except OSError:
                return None
        statuses, ids = wire.statuses(received), OWN_ID.findall(received)
        if ids[-1] != own or statuses[-1] != 200:
            return "%r: the request behind it got another's answer: %r" % (case, received[-500:])
        return None

    def victim(self, name, ended, wrong):
        """Somebody else, on connections that last and on such that do not."""
        count = 0
        while not ended.is_set() and not wrong:
            with self.connect() as s:
                for _ in range(5):
                    count += 1
                    own = "%s-%d" % (name, count)
                    s.sendall(request(own))
                    received = b""
                    while not received.endswith(b"\r\n\r\nok\n"):
                        part = s.recv(65536)
                        if not part:
                            wrong.append("%s: cut off after %r" % (own, received))
                            return count
                        received += part
                        if len(ANSWER.findall(received)) > 1:
                            break
                    if wire.statuses(received) != [200] or OWN_ID.findall(received) != [own.encode()]:
                        wrong.append("%s got %r" % (own, received[-500:]))
                        return count
        return count

    def check(self):
        hiding = [case for case in wire.cases() if case.smuggles]
        self.assertGreater(len(hiding), 80)
        ended, wrong = threading.Event(), []
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            victims = [pool.submit(self.victim, "victim%d" % n, ended, wrong) for n in range(4)]
            attacks = list(pool.map(self.attack, hiding * 2, itertools.count()))
            ended.set()
            answered = sum(victim.result() for victim in victims)
        wrong += [text for text in attacks if text]
        self.assertEqual(wrong, [], "\n".join(wrong))
        self.assertGreater(answered, 100)
        print("%d attacks; %d requests of others, each with its own answer" % (len(attacks), answered))
        self.crm.stop()

    def test_haproxy(self):
        self.through("haproxy.cfg", HAPROXY, "haproxy", "-f", "haproxy.cfg", "-db")
        self.check()

    def test_nginx(self):
        self.through("nginx.conf", NGINX.replace("{more}", ""), "nginx", "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr")
        self.check()

    def test_nginx_that_does_not_wait_for_bodies(self):
        """Then it is the server that finds what is wrong with a body, on a connection that others use."""
        self.through("nginx.conf", NGINX.replace("{more}", "proxy_request_buffering off;"),
                     "nginx", "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr")
        self.check()


if __name__ == "__main__":
    unittest.main()
