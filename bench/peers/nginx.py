"""The ceiling: nginx answers every request with one and the same reply, of the size and with the headers of one of ConnectCRM's."""
import os

from processes import Running, every_core, free_port, run

# What nginx sends by itself.
OWN_HEADERS = {"date", "content-type", "content-length", "connection", "server"}
# A word of the configuration has at most 4,096 bytes.
PIECE = 3000


class Nginx:
    name = "nginx, fixed reply"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "nginx")
        os.makedirs(self.folder, exist_ok=True)

    def version(self):
        return run(["/usr/sbin/nginx", "-v"]).strip()

    def start(self, replies):
        """Serves the answers of {path: Answer}."""
        self.port = free_port()
        maps, locations = [], []
        for number, (path, answer) in enumerate(replies.items()):
            text = answer.body.decode().replace("\\", "\\\\").replace("'", "\\'")
            assert "$" not in text
            pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
            names = [f"$reply_{number}_{piece}" for piece in range(len(pieces))]
            maps += [f"map $host {name} {{ default '{piece}'; }}" for name, piece in zip(names, pieces)]
            headers = "".join(
                f"add_header {key} '{value}'; " for key, value in answer.headers if key.lower() not in OWN_HEADERS)
            locations.append(f"location = {path} {{ default_type application/json; {headers}return 200 \"{''.join(names)}\"; }}")
        new_line = "\n    "
        configuration = f"""
pid {self.folder}/pid;
worker_processes {len(every_core)};
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    map_hash_bucket_size 4096;
    client_body_temp_path {self.folder}/body;
    proxy_temp_path {self.folder}/proxy;
    fastcgi_temp_path {self.folder}/fastcgi;
    uwsgi_temp_path {self.folder}/uwsgi;
    scgi_temp_path {self.folder}/scgi;
    {new_line.join(maps)}
    server {{
        listen 127.0.0.1:{self.port};
        {new_line.join(locations)}
    }}
}}
"""
        file = os.path.join(self.folder, "nginx.conf")
        with open(file, "w", encoding="utf-8") as out:
            out.write(configuration)
        self.program = Running(["/usr/sbin/nginx", "-g", "daemon off;", "-e", "stderr", "-c", file])
        self.program.wait_until_answers(self.port)
