# Faults of three servers on a Galera cluster of three nodes.
from galera_cluster import NODES, GaleraCluster
from scenarios import kill_server, run_on

PAUSE = 15


def run(folder, rounds):
    return run_on(GaleraCluster(folder), faults, PAUSE, rounds)


def faults(scenarios, cluster, apps, rounds):
    def kill_write_node(writers, _):
        node = cluster.write_node()
        cluster.kill(node)
        writers.wait_for(200)
        cluster.rejoin(node)

    def kill_other_node(writers, number):
        others = [node for node in NODES if node != cluster.write_node()]
        node = others[number % len(others)]
        cluster.kill(node)
        writers.wait_for(200)
        cluster.rejoin(node)

    def partition(from_servers):
        def fault(writers, _):
            node = cluster.write_node()
            cluster.cut_off(node, from_servers)
            try:
                writers.wait_for(200)
                if cluster.state(node).get("wsrep_cluster_status") == "Primary":
                    raise AssertionError("node %d does not notice that it is alone" % node)
            finally:
                cluster.heal()
            cluster.wait_until_synced(node)
        return fault

    def hang(writers, _):
        node = cluster.write_node()
        cluster.hang(node)
        try:
            writers.wait_for(200)
        finally:
            cluster.go_on(node)

    def crash_all(writers, _):
        for node in NODES:
            cluster.kill(node)
        print("    positions: %s" % cluster.bring_back_all(), flush=True)

    scenarios.run("Galera: kill -9 of an app server", kill_server(apps), rounds)
    scenarios.run("Galera: kill -9 of all nodes", crash_all, rounds)
    scenarios.run("Galera: kill -9 of the node that is written to", kill_write_node, rounds)
    scenarios.run("Galera: kill -9 of another node", kill_other_node, rounds)
    scenarios.run("Galera: write node cut off from the nodes", partition(False), rounds)
    scenarios.run("Galera: write node cut off from all", partition(True), rounds)
    scenarios.run("Galera: write node hangs (SIGSTOP)", hang, rounds)
