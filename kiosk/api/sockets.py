"""Small answers leave at once.

Streamlit binds its listening socket without naming TCP as the protocol, so asyncio does not recognise the connections
it accepts as TCP and leaves Nagle's algorithm on. An answer is written in two pieces, head and body; the second then
waits for the reader's delayed acknowledgement of the first: 40 ms for every request and every message to a screen.
Accepted connections take the option over from the socket that listens.
"""

from __future__ import annotations

import gc
import socket


def listening_sockets() -> list[socket.socket]:
    """The TCP sockets of this process that accept connections."""
    ours = (thing for thing in gc.get_objects() if isinstance(thing, socket.socket) and thing.fileno() != -1)
    return [each for each in ours if _listens(each)]


def _listens(each: socket.socket) -> bool:
    if each.family not in (socket.AF_INET, socket.AF_INET6) or each.type != socket.SOCK_STREAM:
        return False
    return bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def send_small_answers_at_once() -> None:
    for each in listening_sockets():
        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
