"""Clients that file matters over plain sockets, in a process of their own to cost the server little."""

import json
import multiprocessing
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

TEXTS = (
    "3号楼门口的路灯不亮，晚上老人下楼看不见台阶，已经三天了",
    "东门垃圾桶满了没人清，天热味道很大",
    "六楼水压太低，做饭时放不出水，请来看看",
    "楼上半夜装修，孩子睡不着",
    "地下室积水，电动车没法停",
)


@dataclass
class Load:
    """What happened: seconds each answer took, the receipts given, answers that were no receipt."""

    took_s: list[float] = field(default_factory=list)
    receipts: list[tuple[str, str]] = field(default_factory=list)  # idempotency key, code
    refused: list[str] = field(default_factory=list)


def file_matters(
    port: int, doors: Sequence[str], clients: int, seconds: float, name: str
) -> tuple[Load, float]:
    """Let `clients` file matters one after the other for so long; the load and the wall seconds it lasted."""
    parent, child = multiprocessing.get_context("spawn").Pipe()
    arguments = (child, port, list(doors), clients, seconds, name)
    process = multiprocessing.get_context("spawn").Process(target=_work, args=arguments)
    process.start()
    load, wall = parent.recv()
    process.join()
    return load, wall


def _work(pipe: Connection, port: int, doors: list[str], clients: int, seconds: float, name: str) -> None:
    load, lock = Load(), threading.Lock()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(load, lock, port, doors, f"{name}-{number}", until))
        for number in range(clients)
    ]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send((load, time.monotonic() - begin))


def _client(load: Load, lock: threading.Lock, port: int, doors: list[str], name: str, until: float) -> None:
    """One caller after the other on one connection; opens a new one when the server went away."""
    own, number, connection = Load(), 0, None
    while time.monotonic() < until:
        key = f"{name}-{number}"
        try:
            connection = connection or socket.create_connection(("127.0.0.1", port), timeout=20)
            begin = time.monotonic()
            text = f"{TEXTS[number % len(TEXTS)]}（{key}）"  # so that a matter filed twice could be seen
            status, body = _post(connection, key, doors[number % len(doors)], text)
            own.took_s.append(time.monotonic() - begin)
        except (OSError, EOFError, ValueError):
            connection = None  # the same matter again, with the same key, until somebody gives a receipt
            time.sleep(0.02)
            continue
        number += 1
        if status == 201:
            own.receipts.append((key, json.loads(body)["code"]))
        else:
            own.refused.append(f"{status} {body[:200]!r}")
    with lock:
        load.took_s += own.took_s
        load.receipts += own.receipts
        load.refused += own.refused


def _post(connection: socket.socket, key: str, door: str, text: str) -> tuple[int, bytes]:
    body = json.dumps({"text": text, "door": door, "phone": "13800001234"}).encode()
    head = (
        "POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return _answer(connection)


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length"))
    while len(rest) < length:
        rest += _some(connection)
    return int(lines[0].split()[1]), rest


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise EOFError
    return data
