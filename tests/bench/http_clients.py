"""Clients that ask for tickets over HTTP as fast as they are answered: a process of its own, so that it does not share
an interpreter with what it measures. Prints one line of JSON.

    python -m tests.bench.http_clients PORT MARKET BOOTHS CLIENTS TICKETS      (BOOTHS: ids, comma separated)

Requests are written as bytes on kept connections: a comfortable client would cost more than the server.
"""

import asyncio
import json
import sys
import time
import uuid
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Seen:
    """What came back: how often each status, how long each took, and the numbers that were given."""

    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def request(path: str, key: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, Any]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return int(head[9:12]), json.loads(await reader.readexactly(length))


async def client(port: int, path: str, bodies: list[bytes], seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for body in bodies:
        began = time.perf_counter()
        writer.write(request(path, uuid.uuid4().hex, body))
        status, told = await answer(reader)
        seen.seconds.append(time.perf_counter() - began)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
        if status == 201:
            seen.numbers.append(told["number"])
    writer.close()


async def run(port: int, market: int, booths: list[int], *, clients: int, tickets: int) -> dict[str, Any]:
    seen = Seen()
    path = f"/api/v1/markets/{market}/tickets"
    bodies = [json.dumps({"booth_id": booths[n % len(booths)], "slot_id": None}).encode() for n in range(tickets)]
    began = time.perf_counter()
    await asyncio.gather(*(client(port, path, bodies[n::clients], seen) for n in range(clients)))
    took = time.perf_counter() - began
    slowest_last = sorted(seen.seconds)
    return {
        "per_second": tickets / took,
        "statuses": seen.statuses,
        "duplicates": len(seen.numbers) - len(set(seen.numbers)),
        "p50_ms": slowest_last[tickets // 2] * 1000,
        "p95_ms": slowest_last[tickets * 95 // 100] * 1000,
    }


if __name__ == "__main__":
    port, market, clients, tickets = (int(sys.argv[place]) for place in (1, 2, 4, 5))
    booths = [int(booth) for booth in sys.argv[3].split(",")]
    print(json.dumps(asyncio.run(run(port, market, booths, clients=clients, tickets=tickets))))
