"""The description of the HTTP surface for people: one plain page, made from the OpenAPI document.

No script and nothing from another host, because the hall may have no internet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any, Final

from kiosk.i18n import translation

_STYLE: Final = """
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: #FFFBF4; color: #221B16;
  font: 1.125rem/1.6 "Noto Sans SC", sans-serif; }
h1, h2 { line-height: 1.3; } h2 { margin-top: 2.5rem; border-top: 2px solid #8A7F73; padding-top: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.95em; }
pre { background: #F5EDE0; padding: 1rem; overflow-x: auto; }
.verb { color: #9E1B14; font-weight: 700; } a { color: #1E3A7B; }
dt { font-weight: 700; } dd { margin: 0 0 .75rem 1rem; }
"""


def docs_page(document: dict[str, Any], lang: str) -> str:
    """The whole page. `document` is OpenAPI 3.1 with resolved or named schemas."""
    _ = translation(lang).gettext
    title = escape(document["info"]["title"])
    heading = escape(_("Description of the interface"))
    machine = escape(_("For machines:"))
    parts = [
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{heading} · {title}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{title}: {heading}</h1><p>{_inline(document['info']['description'])}</p>",
        f'<p>{machine} <a href="/api/openapi.json">openapi.json</a></p>',
        *_operations(document, lang),
        *_schemas(document, lang),
        "</main></body></html>",
    ]
    return "".join(parts)


def _operations(document: dict[str, Any], lang: str) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            yield f'<h2><span class="verb">{verb.upper()}</span> <code>{escape(path)}</code></h2>'
            yield f"<p>{escape(operation['summary'])}</p>"
            yield from _parameters(operation)
            yield from _body(document, operation, lang)
            yield from _responses(operation)


def _parameters(operation: dict[str, Any]) -> Iterator[str]:
    parameters = operation.get("parameters", [])
    if parameters:
        yield "<dl>"
        for parameter in parameters:
            said = escape(parameter.get("description", ""))
            yield f"<dt><code>{escape(parameter['name'])}</code> ({parameter['in']})</dt><dd>{said}</dd>"
        yield "</dl>"


def _body(document: dict[str, Any], operation: dict[str, Any], lang: str) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    _ = translation(lang).gettext
    name = _name_of(content["schema"])
    examples = document["components"]["schemas"].get(name, {}).get("examples", [])
    send = escape(_("Send:"))
    yield f'<p>{send} <a href="#{name}">{name}</a></p>'
    for example in examples:
        yield f"<pre>{escape(json.dumps(example, ensure_ascii=False))}</pre>"


def _name_of(schema: dict[str, Any]) -> str:
    reference = schema.get("$ref") or next((one["$ref"] for one in schema.get("anyOf", []) if "$ref" in one), "")
    return escape(str(reference).rsplit("/", 1)[-1])


def _responses(operation: dict[str, Any]) -> Iterator[str]:
    yield "<dl>"
    for status, response in operation["responses"].items():
        yield f"<dt>{status}</dt><dd>{_inline(response['description'])}{_links(response)}</dd>"
    yield "</dl>"


def _links(response: dict[str, Any]) -> str:
    schemas = [_name_of(c["schema"].get("items", c["schema"])) for c in response.get("content", {}).values()]
    return "".join(f' <a href="#{name}">{name}</a>' for name in schemas if name and name != "Problem")


def _schemas(document: dict[str, Any], lang: str) -> Iterator[str]:
    _ = translation(lang).gettext
    heading = escape(_("What is sent and answered"))
    yield f"<h2>{heading}</h2>"
    for name, schema in document["components"]["schemas"].items():
        yield f'<h3 id="{escape(name)}">{escape(name)}</h3><p>{_inline(schema.get("description", ""))}</p>'
        if "enum" in schema:
            yield f"<p>{escape(', '.join(schema['enum']))}</p>"
        yield from _fields(schema)


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    if "properties" in schema:
        yield "<dl>"
        for name, field in schema["properties"].items():
            yield f"<dt><code>{escape(name)}</code></dt><dd>{_kind(field)} {_inline(field.get('description', ''))}</dd>"
        yield "</dl>"


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " | ".join(_kind(one) for one in field["anyOf"])
    if "$ref" in field:
        name = _name_of(field)
        return f'<a href="#{name}">{name}</a>'
    if "items" in field:
        return f"[{_kind(field['items'])}]"
    words = field.get("enum") or [field.get("format") or field.get("type", "")]
    return escape(" | ".join(str(word) for word in words))


def _inline(text: str) -> str:
    """Escaped, with `code` set as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))
