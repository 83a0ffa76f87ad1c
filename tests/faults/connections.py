# Ten thousand idle connections and a thousand clients of each slow kind, for a minute, while others ask on.
import crowd
from app_servers import PORT, SETTINGS, make_administrator, sign_in
from server import Server, release

IDLE, SLOW = 10_000, 1_000
MEMORY_MB, P99_MS = 200, 200


def run(folder, seconds):
    crowd.raise_descriptor_limit(IDLE + 4 * SLOW + 1000)
    settings = {**SETTINGS, "PORT": PORT, "IDLE_TIMEOUT": 3600}
    make_administrator(folder, settings)
    server = Server(folder, settings, binary=release())
    slow = None
    try:
        token, customer = sign_in(server)
        with crowd.idle(server, IDLE) as held:
            quiet = crowd.resident_mb(server)
            asking = [crowd.Asking(server, token, path) for path in ("/api/customers/%d/" % customer, "/api/customers/")]
            slow = crowd.Slow(server, 3 * SLOW, 2 * seconds)
            for one in asking:
                one.start()
            slow.go_on(seconds)
            for one in asking:
                one.stop()
            peak = crowd.resident_mb(server, peak=True)
            for connection in held:
                connection.sendall(crowd.HEAD)
                crowd.must_answer(connection)
    finally:
        if slow:
            slow.end()
        server.kill()
    p99 = max(one.p99_ms() for one in asking)
    asked, wrong = sum(len(one.took) for one in asking), [status for one in asking for status in one.wrong]
    broken = bool(wrong) or peak > MEMORY_MB or p99 > P99_MS
    print("  %d idle connections, %d slow clients, %d s: %d requests beside them, %d not answered with 200, p99 %.1f ms (limit %d); "
          "resident %.0f MB idle, at most %.0f MB (limit %d): %s" %
          (IDLE, 3 * SLOW, seconds, asked, len(wrong), p99, P99_MS, quiet, peak, MEMORY_MB, "BROKEN" if broken else "ok"), flush=True)
    return [("a crowd of clients", "", "", "", "", "", "", "BROKEN")] if broken else []
