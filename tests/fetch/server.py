# SPDX-License-Identifier: Apache-2.0
"""A web server on 127.0.0.1 that serves one file badly, for fetch_test.cpp.

    server.py FILE

Prints its port on the first line. The first part of the path says how the file is served:
  /good/x     whole, and from any byte on request (Range)
  /norange/x  always whole, Range is ignored
  /cut/x      the first answer on this path ends half-way through what was asked for
  /wrong/x    other bytes of the same length
  /short/x    a shorter file
  /log        how many bytes were asked for from where, one request a line
Anything else is 404."""

import http.server
import pathlib
import re
import sys

CONTENT = pathlib.Path(sys.argv[1]).read_bytes()
cut_already = set()
log = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        how = self.path.split("/")[1]
        content = {
            "good": CONTENT,
            "norange": CONTENT,
            "cut": CONTENT,
            "wrong": bytes(byte ^ 1 for byte in CONTENT),
            "short": CONTENT[: len(CONTENT) // 3],
            "log": "\n".join(log).encode(),
        }.get(how)
        if content is None:
            return self.send_error(404)
        asked = re.match(r"bytes=(\d+)-$", self.headers.get("Range", ""))
        first = int(asked.group(1)) if asked and how not in ("norange", "log") else 0
        if how != "log":
            log.append(f"{how} {asked.group(1) if asked else 'whole'}")
        if first > 0 and first >= len(content):
            return self.send_error(416)
        body = content[first:]
        self.send_response(206 if first > 0 else 200)
        self.send_header("Content-Length", str(len(body)))
        if first > 0:
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if how == "cut" and self.path not in cut_already:
            cut_already.add(self.path)
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
            return None
        self.wfile.write(body)
        return None

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # clients that hang up are part of the tests


server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
