# A network of its own for a test, in which packets can be dropped; other tests and the machine do not see it.
import os
import shutil
import subprocess
import sys

INSIDE = "CONNECTCRM_TEST_IN_OWN_NETWORK"


def enter():
    """Starts this test again in a network of its own; somebody who is not root gets one where the system lets everybody."""
    if INSIDE in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    unshare = ["unshare", "--net"]
    if os.getuid() != 0:
        unshare += ["--user", "--map-current-user", "--keep-caps"]
    possible = subprocess.run([*unshare, "true"], capture_output=True, text=True)
    if possible.returncode != 0:
        sys.exit("A network of its own is needed: run this as root, or allow user namespaces. " + possible.stderr)
    os.execvpe(unshare[0], [*unshare, sys.executable, *sys.argv], {**os.environ, INSIDE: "1"})


def _rules(change, host, port):
    for match in (["-d", host, "-p", "tcp", "--dport", str(port)], ["-s", host, "-p", "tcp", "--sport", str(port)]):
        iptables = shutil.which("iptables", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        subprocess.run([iptables, change, "INPUT", *match, "-j", "DROP"], check=True)


def silence(host, port):
    """From now on nothing that is sent to it or by it arrives, and nobody is told."""
    _rules("-A", host, port)


def heal(host, port):
    _rules("-D", host, port)
