"""Letters out of a mailbox on a real IMAP server that runs beside the tests, spoken to over its socket."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from linli.cases.models import Case
from linli.cases.tests import make as cases
from linli.channels.models import IncomingLetter
from linli.channels.tasks.mail import fetch_letters
from linli.channels.tests.test_mail import letter, photo
from linli.organisation.tests import make

pytestmark = pytest.mark.slow  # a mail server in a process of its own

NOW = cases.NOW
USER, PASSWORD = "desk", "s3cret"
START_S = 15


class Server:
    """pymap with mailboxes in memory, a process of its own, so that it can die like a real one."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--no-tls"]
        backend = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
        run = [sys.executable, "-c", "from pymap.main import main; main()", *options, *backend]
        self._process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        for _ in range(START_S * 20):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the IMAP server did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def client(self, folder: str = "INBOX") -> imaplib.IMAP4:
        found = imaplib.IMAP4("127.0.0.1", self.port, timeout=START_S)
        found.login(USER, PASSWORD)
        found.select(folder)
        return found

    def put(self, *letters: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            for one in letters:
                assert client.append(folder, None, None, one)[0] == "OK"

    def unseen(self) -> int:
        with self.client() as client:
            return len(client.search(None, "UNSEEN")[1][0].split())


@pytest.fixture
def server(db, settings) -> Iterator[Server]:
    cases.pack()
    make.district()
    made = Server()
    settings.IMAP_URL = f"imap+plain://127.0.0.1:{made.port}/INBOX"
    settings.IMAP_USER, settings.IMAP_PASSWORD = USER, PASSWORD
    yield made
    made.kill()


def test_letters_are_filed_in_order_marked_there_and_not_read_again(server):
    server.put(
        letter(picture=photo()), letter("书声社区垃圾没人清", number=2), letter(" ", number=3, subject="")
    )
    assert fetch_letters.func(now=NOW) == {"filed": 2, "refused": 1}
    first, second = Case.objects.order_by("pk")
    assert "路灯" in first.text and first.photos_count == 1 and "垃圾" in second.text
    assert server.unseen() == 0
    assert fetch_letters.func(now=NOW) == {}


def test_a_letter_that_was_filed_but_never_marked_is_filed_once(server):
    """As after a kill between the commit and the mark."""
    server.put(letter())
    assert fetch_letters.func(now=NOW) == {"filed": 1}
    with server.client() as client:
        client.store("1", "-FLAGS", "(\\Seen)")
    assert server.unseen() == 1
    fetch_letters.func(now=NOW)
    assert server.unseen() == 0 and Case.objects.count() == 1 == IncomingLetter.objects.count()


def test_another_folder_and_a_wrong_one(server, settings):
    with server.client() as client:
        client.create("Letters")
    server.put(letter(), folder="Letters")
    base = settings.IMAP_URL.rpartition("/")[0]
    settings.IMAP_URL = f"{base}/Nowhere"
    assert fetch_letters.func(now=NOW) == {}
    settings.IMAP_URL = f"{base}/Letters"
    assert fetch_letters.func(now=NOW) == {"filed": 1}


def test_a_wrong_password_or_a_dead_server_is_tried_again_later(server, settings):
    server.put(letter())
    settings.IMAP_PASSWORD = "wrong"
    assert fetch_letters.func(now=NOW) == {} and not Case.objects.exists()
    settings.IMAP_PASSWORD = PASSWORD
    server.kill()
    assert fetch_letters.func(now=NOW) == {}
    server.start()
    server.put(letter())
    assert fetch_letters.func(now=NOW) == {"filed": 1}
