"""The pictures of docs/pictures/, taken anew from a demo district of their own: make pictures.

Every picture is opened in Debian's Chromium (or the one CHROMIUM names); a page that answers with a failure
or writes an error to the console stops the run, so that no picture shows something broken.
"""

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

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PHONE, DESK, WALL = (360, 780), (1366, 768), (1920, 1080)
PATIENCE_S = 60
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Shot:
    name: str
    size: tuple[int, int]
    path: str = ""  # else the first page of `role`
    role: str = ""  # of the demo's sign-ins; nobody when empty
    follow: str = ""  # a link to click first, as a CSS selector
    dark: bool = False
    whole: bool = False  # the full height of the page


SHOTS = (
    Shot("resident-door", PHONE, "/q/DEMO0001/"),
    Shot("resident-report", PHONE, "/report/", whole=True),
    Shot("sign-in", DESK, "/sign-in/"),
    Shot("design", DESK, "/design/"),
)


def main(wanted: list[str]) -> None:
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    PICTURES.mkdir(exist_ok=True)
    with demo_site() as (address, sign_ins), sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for shot in shots:
            take(browser, address, sign_ins, shot)
            print(f"docs/pictures/{shot.name}.png")
        browser.close()


@contextmanager
def demo_site() -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """A demo district that lives as long as the pictures take: its address, and the sign-ins by role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="linli-pictures-") as var:
        env = os.environ | {"LINLI_VAR": var, "LINLI_DEMO": "1", "LINLI_BASE_URL": address}
        env.pop("DATABASE_URL", None)
        for command in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--no-input", "--verbosity=0"],
            ["demo"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)  # noqa: S603
        sign_ins = {one["role"]: one for one in json.loads(Path(var, "demo_sign_ins.json").read_text())}
        server = subprocess.Popen([sys.executable, "manage.py", "serve", f"--port={port}"], cwd=ROOT, env=env)  # noqa: S603
        try:
            wait_for(address, server)
            yield address, sign_ins
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address):  # noqa: S310 (our own server)
            return
        time.sleep(0.3)
    raise SystemExit("The demo site did not start.")


def take(browser: Browser, address: str, sign_ins: dict[str, dict[str, str]], shot: Shot) -> None:
    wide, high = shot.size
    ratio = 2 if shot.size == PHONE else 1
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN",
        device_scale_factor=ratio,
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    if shot.role:
        sign_in(page, address, sign_ins[shot.role])
    answer = page.goto(address + (shot.path or sign_ins[shot.role]["start"]))
    if shot.follow:
        page.locator(shot.follow).first.click()
    page.wait_for_load_state("networkidle")
    if answer is None or not answer.ok or faults:
        raise SystemExit(f"{shot.name}: {answer and answer.status} {faults}")
    page.screenshot(path=PICTURES / f"{shot.name}.png", full_page=shot.whole)
    context.close()


def sign_in(page: Page, address: str, who: dict[str, str]) -> None:
    page.goto(f"{address}/sign-in/")
    page.locator("input[name=name]").fill(who["name"])
    page.locator("input[name=password]").fill(who["password"])
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main(sys.argv[1:])
