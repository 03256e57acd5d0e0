"""Browser sessions that stand open: a process of its own, so that they do not share an interpreter with anything.

    python -m tests.bench.open_sessions PORT COUNT

To the server each of them is a screen on its welcome page: a websocket, a first run of the page, and a rerun of every
refreshing part as often as the page asked for. Nothing is drawn, because fifty browsers on two cores would measure
browsers. Prints "open" when all have run, and stays until it is ended.
"""

from __future__ import annotations

import asyncio
import sys

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


def rerun(fragment_id: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.page_script_hash = ""
    if fragment_id:
        message.rerun_script.fragment_id = fragment_id
        message.rerun_script.is_auto_rerun = True
    written: bytes = message.SerializeToString()
    return written


async def ask_again(line: ClientConnection, seconds: float, fragment_id: str) -> None:
    while True:
        await asyncio.sleep(seconds)
        await line.send(rerun(fragment_id))


async def session(port: int, opened: asyncio.Event) -> None:
    origin = f"http://127.0.0.1:{port}"
    async with connect(f"ws://127.0.0.1:{port}/_stcore/stream", origin=origin, max_size=None) as line:  # type: ignore[arg-type]
        await line.send(rerun())
        parts: dict[str, asyncio.Task[None]] = {}
        async for raw in line:
            message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
            kind = message.WhichOneof("type")
            if kind == "auto_rerun" and message.auto_rerun.fragment_id not in parts:
                asked = message.auto_rerun
                again = asyncio.create_task(ask_again(line, asked.interval, asked.fragment_id))
                parts[asked.fragment_id] = again
            if kind == "script_finished" and parts:
                opened.set()


async def main(port: int, count: int) -> None:
    opened = [asyncio.Event() for _ in range(count)]
    running = [asyncio.create_task(session(port, each)) for each in opened]
    for each in opened:
        await each.wait()
    print("open", flush=True)
    await asyncio.gather(*running)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
