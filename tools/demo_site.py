"""A demo district of its own, served as `make demo` serves it, for as long as pictures or journeys take."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 90
# Without these Chromium asks the network for things that a machine for tests does not have.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class DemoSite:
    address: str
    sign_ins: list[dict[str, str]]  # role, title, name, password, start, room
    var: Path

    @property
    def database(self) -> Path:
        return self.var / "linli.sqlite3"

    def who(self, name_or_role: str) -> dict[str, str]:
        """Somebody by sign-in name, else the first of a role."""
        return next(one for key in ("name", "role") for one in self.sign_ins if one[key] == name_or_role)


@contextmanager
def demo_site(scale: float = 1.0) -> Iterator[DemoSite]:
    """Web server and worker over a fresh demo district; `scale` is the share of its matters."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="linli-demo-") as var:
        env = os.environ | {"LINLI_VAR": var, "LINLI_DEMO": "1", "LINLI_BASE_URL": address}
        env.pop("DATABASE_URL", None)  # as a newcomer starts it: on SQLite
        for command in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--no-input", "--verbosity=0"],
            ["demo", f"--scale={scale}"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)  # noqa: S603
        sign_ins = json.loads(Path(var, "demo_sign_ins.json").read_text())
        server = subprocess.Popen([sys.executable, "manage.py", "serve", f"--port={port}"], cwd=ROOT, env=env)  # noqa: S603
        try:
            _wait_for(address, server)
            yield DemoSite(address, sign_ins, Path(var))
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address):  # noqa: S310  (our own server)
            return
        time.sleep(0.3)
    raise RuntimeError("The demo site did not start.")


def open_browser(playwright: Playwright) -> Browser:
    """Debian's Chromium, or the one CHROMIUM names."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=program, args=list(QUIET))


def sign_in(page: Page, address: str, who: dict[str, str]) -> None:
    page.goto(f"{address}/sign-in/")
    page.locator("input[name=name]").fill(who["name"])
    page.locator("input[name=password]").fill(who["password"])
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
