"""Receivers on this machine that count what really arrives."""

import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer


class Sink:
    """A mail server. Every message whose end it heard is in `arrived`, whoever was left to hear its answer.

    Like real ones, a thread per connection reads on after the client died, and counts what had its end; the
    libraries for tests give such a message up, and would hide a message sent twice.
    hold: no answer before `go` is set: "data" after the word DATA, "end" after the end of the message.
    """

    def __init__(self, hold="", answers=()):
        self.hold, self.answers = hold, list(answers)
        self.arrived, self.reached, self.go = [], threading.Event(), threading.Event()

    def wait_at(self, point):
        if self.hold == point:
            self.reached.set()
            self.go.wait(30)

    @property
    def ids(self):
        return [message["Message-ID"] for message in self.arrived]


class Dialogue(StreamRequestHandler):
    def handle(self):
        self.say("220 sink")
        while words := self.rfile.readline().decode().strip():
            verb = words[:4].upper()
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "DATA":
                self.take()
            else:
                self.say("550 no such mailbox" if "nobody@" in words else "250 OK")

    def take(self):
        sink = self.server.sink
        sink.wait_at("data")
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # the end never came: thrown away
            lines.append(line.removeprefix(b"."))
        answer = sink.answers.pop(0) if sink.answers else "250 OK"
        if answer.startswith("250"):
            sink.arrived.append(message_from_bytes(b"".join(lines)))
        sink.wait_at("end")
        self.say(answer)

    def say(self, text):
        with suppress(OSError):
            self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_sink(**options):
    with ThreadingTCPServer(("127.0.0.1", 0), Dialogue) as server:
        server.daemon_threads, server.sink = True, Sink(**options)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.sink, server.server_address[1]
        server.sink.go.set()
        server.shutdown()


def free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_address[1]


@contextmanager
def http_sink(*answers):
    """A web server that keeps (path, headers, body) and gives these (status, text), the last one again."""
    left, got = list(answers) or [(200, "{}")], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            status, text = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", got
        server.shutdown()
