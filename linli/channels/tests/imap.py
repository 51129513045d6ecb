"""A mailbox for tests: as much of IMAP as a reader of unseen letters needs, over a real socket."""

import re
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class FakeImap:
    """Letters by their number; `seen` are those that were marked. `commands` is what it was asked."""

    def __init__(self, letters: list[bytes], password: str = "s3cret") -> None:
        self.letters = dict(enumerate(letters, 1))
        self.seen: set[int] = set()
        self.commands: list[str] = []
        self._password = password
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"imap+plain://127.0.0.1:{self._listener.getsockname()[1]}/INBOX"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _peer = self._listener.accept()
                with connection, suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        stream = connection.makefile("rwb")
        self._say(stream, b"* OK ready")
        while line := stream.readline():
            tag, _blank, command = line.decode().strip().partition(" ")
            self.commands.append(command)
            done = self._answer(stream, command)
            self._say(stream, f"{tag} {done}".encode())
            if command.upper() == "LOGOUT":
                return

    def _answer(self, stream, command: str) -> str:
        words = command.split()
        verb = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        if verb == "CAPABILITY":
            self._say(stream, b"* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN":
            return "OK in" if f'"{self._password}"' in command else "NO [AUTHENTICATIONFAILED] wrong"
        elif verb == "SELECT":
            self._say(stream, f"* {len(self.letters)} EXISTS".encode())
        elif verb == "UID SEARCH":
            unseen = [str(number) for number in self.letters if number not in self.seen]
            self._say(stream, f"* SEARCH {' '.join(unseen)}".rstrip().encode())
        elif verb == "UID FETCH":
            self._fetch(stream, int(words[2]), command)
        elif verb == "UID STORE":
            self.seen.add(int(words[2]))
        elif verb == "LOGOUT":
            self._say(stream, b"* BYE")
        return "OK done"

    def _fetch(self, stream, number: int, command: str) -> None:
        letter = self.letters.get(number)
        if letter is None:
            return
        if "RFC822.SIZE" in command:
            self._say(stream, f"* {number} FETCH (UID {number} RFC822.SIZE {len(letter)})".encode())
            return
        wanted = (
            re.split(rb"\r?\n\r?\n", letter, maxsplit=1)[0] + b"\r\n\r\n" if "HEADER" in command else letter
        )
        part = "HEADER" if "HEADER" in command else ""
        self._say(stream, f"* {number} FETCH (UID {number} BODY[{part}] {{{len(wanted)}}}".encode())
        stream.write(wanted + b")\r\n")
        stream.flush()

    def _say(self, stream, line: bytes) -> None:
        stream.write(line + b"\r\n")
        stream.flush()
