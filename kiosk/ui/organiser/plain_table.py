"""A table that is only read, with a caption; where the screen is narrower than it, it moves under the finger."""

from __future__ import annotations

import html
from collections.abc import Sequence


def plain_table(caption: str, heads: Sequence[str], rows: str, *, also: str = "") -> str:
    """`rows`: their HTML. `also`: one more class."""
    columns = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    said = html.escape(caption)
    return (
        f'<div class="wide-table" role="region" tabindex="0" aria-label="{said}">'
        f'<table class="plain-table day-table {also}"><caption>{said}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
