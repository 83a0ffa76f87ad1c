# A Galera cluster of three MariaDB nodes on 127.0.0.2, .3 and .4; needs a network namespace of its own.
import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor

from processes import Processes, rows, run, wait_until

NODES = (1, 2, 3)
STATE = "('wsrep_ready', 'wsrep_cluster_status', 'wsrep_local_state_comment', 'wsrep_cluster_size')"
CONFIGURATION = """[mysqld]
user=mysql
datadir={folder}/n{node}
socket={folder}/n{node}.sock
pid-file={folder}/n{node}.pid
log-error={folder}/n{node}.log
bind-address={address}
skip-name-resolve
character-set-server=utf8mb4
collation-server=utf8mb4_bin
binlog_format=ROW
default_storage_engine=InnoDB
innodb_autoinc_lock_mode=2
innodb_buffer_pool_size=64M
innodb_flush_log_at_trx_commit=1
max_connections=200
performance_schema=OFF
wsrep_on=ON
wsrep_provider=/usr/lib/galera/libgalera_smm.so
wsrep_cluster_name=crm
wsrep_cluster_address=gcomm://127.0.0.2,127.0.0.3,127.0.0.4
wsrep_node_name=n{node}
wsrep_node_address={address}
wsrep_sst_method=rsync
wsrep_sst_receive_address={address}:4444
wsrep_sync_wait=1
wsrep_slave_threads=4
wsrep_provider_options="gmcast.listen_addr=tcp://{address}:4567;ist.recv_addr={address}:4568;gcache.size=64M"
"""


def address(node):
    return "127.0.0.%d" % (node + 1)


def name(node):
    return "n%d" % node


class GaleraCluster:
    url = "mysql://crm:secret@%s/crm?tls=off" % ",".join(address(node) for node in NODES)

    def __init__(self, folder):
        self.folder, self.processes = folder, Processes(folder)
        shutil.chown(folder, "mysql")
        for node in NODES:
            (folder / ("n%d.cnf" % node)).write_text(CONFIGURATION.format(folder=folder, node=node, address=address(node)))
            (folder / name(node)).mkdir()
            shutil.chown(folder / name(node), "mysql")
        run("mariadb-install-db", "--no-defaults", "--user=mysql", "--datadir=%s" % (folder / "n1"),
            "--auth-root-authentication-method=socket", "--skip-test-db")
        self.start(1, "--wsrep-new-cluster")
        self.query("CREATE DATABASE crm CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; "
                   "CREATE USER crm@'%' IDENTIFIED BY 'secret'; GRANT ALL ON crm.* TO crm@'%'", 1)
        for node in (2, 3):
            self.start(node)

    def start(self, node, *options, wait=True):
        (self.folder / ("n%d.pid" % node)).unlink(missing_ok=True)
        self.processes.start(name(node), ["mariadbd", "--defaults-file=%s/n%d.cnf" % (self.folder, node), *options])
        if wait:
            self.wait_until_synced(node)

    def query(self, sql, node=None):
        """On this node, or on the first that is in the cluster."""
        node = node or next(node for node in NODES if self.synced(node))
        return rows(run("mariadb", "--no-defaults", "-uroot", "-S", self.folder / ("n%d.sock" % node), "-N", "-B", "-r",
                        "-e", sql))

    def state(self, node):
        try:
            return dict(self.query("SHOW GLOBAL STATUS WHERE variable_name IN " + STATE, node))
        except RuntimeError:
            return {}

    def synced(self, node):
        state = self.state(node)
        return state.get("wsrep_ready") == "ON" and state.get("wsrep_local_state_comment") == "Synced"

    def wait_until_synced(self, node):
        def done():
            if not self.processes.alive(name(node)):
                raise RuntimeError("node %d ended: %s/n%d.log" % (node, self.folder, node))
            return self.synced(node)
        wait_until("node %d is in the cluster" % node, done, 300)

    def write_node(self):
        """The node that most of the servers' sessions are on."""
        sessions = {node: int(self.query("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'crm'", node)[0][0])
                    for node in NODES}
        return max(sessions, key=sessions.get)

    def kill(self, node):
        self.processes.kill(name(node))

    def hang(self, node):
        os.kill(self.processes.pid(name(node)), signal.SIGSTOP)

    def go_on(self, node):
        os.kill(self.processes.pid(name(node)), signal.SIGCONT)

    def position(self, node):
        """(uuid:number, number) up to which a killed node has everything."""
        log = self.folder / ("n%d.recovered" % node)
        log.unlink(missing_ok=True)
        run("mariadbd", "--defaults-file=%s/n%d.cnf" % (self.folder, node), "--wsrep-recover", "--log-error=%s" % log)
        found = [line.rsplit(" ", 1)[1].strip() for line in log.read_text().splitlines() if "Recovered position" in line][-1]
        return found, int(found.rpartition(":")[2])

    def rejoin(self, node, wait=True):
        self.start(node, "--wsrep-start-position=" + self.position(node)[0], wait=wait)

    def bring_back_all(self):
        """After all were killed: the node that has the most begins, because what it lacks would be dropped by the others."""
        with ThreadPoolExecutor() as at_once:
            positions = dict(zip(NODES, at_once.map(self.position, NODES)))
        first = max(NODES, key=lambda node: positions[node][1])
        state = self.folder / name(first) / "grastate.dat"
        state.write_text(state.read_text().replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"))
        self.start(first, "--wsrep-new-cluster", "--wsrep-start-position=" + positions[first][0])
        for node in NODES:
            if node != first:
                self.start(node, "--wsrep-start-position=" + positions[node][0])
        return {node: number for node, (_, number) in positions.items()}

    def cut_off(self, node, from_servers=False):
        """The network between this node and the other two, or everybody, drops everything."""
        here = address(node)
        others = ["0.0.0.0/0"] if from_servers else [address(other) for other in NODES if other != node]
        for other in others:
            run("iptables", "-A", "INPUT", "-s", here, "-d", other, "-j", "DROP")
            run("iptables", "-A", "INPUT", "-s", other, "-d", here, "-j", "DROP")

    def heal(self):
        run("iptables", "-F", "INPUT")

    def tables(self, sql):
        """The rows as every node has them; they must agree."""
        wait_until("all nodes are in one cluster", lambda: all(
            self.synced(node) and self.state(node).get("wsrep_cluster_size") == "3" for node in NODES))
        found = [self.query("USE crm; " + sql, node) for node in NODES]
        if any(sorted(one) != sorted(found[0]) for one in found):
            raise AssertionError("the nodes differ: %s rows" % [len(one) for one in found])
        return found[0]

    def stop(self):
        self.processes.stop_all()
