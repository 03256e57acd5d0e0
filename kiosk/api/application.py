"""The HTTP surface as one FastAPI app: `create_api()`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

import kiosk
from kiosk import clock
from kiosk.api import health, markets, pictures, receipts, shapes, sign_in, staff, tickets
from kiosk.api.body_limit import BodyLimit
from kiosk.api.docs_page import docs_page
from kiosk.api.house import open_house
from kiosk.api.problems import answer_with_problems, language_of
from kiosk.api.telling import json_response
from kiosk.services import Database, database
from kiosk.settings import Settings, settings

DESCRIPTION: Final = (
    "Markets, tickets and queues for other programs. Times are RFC 3339 with the market's offset. Refusals are "
    "RFC 9457 problems: `code` is stable, `detail` says in the language of `Accept-Language` (`zh-CN`, or `en`) what "
    "happened and what to do next. Nothing here tells a name or a phone number to anyone who is not signed in."
)


def create_api(
    db: Database | None = None, rules: Settings | None = None, *, now: Callable[[], datetime] = clock.now
) -> FastAPI:
    """The app on this process's database and settings, or on others for tests."""
    app = FastAPI(
        title="Yiji 益集",
        version=kiosk.VERSION,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.house = open_house(db or database(), rules or settings(), now=now)
    app.state.pulse = health.Pulse()
    app.add_middleware(BodyLimit)
    answer_with_problems(app)
    routers = (
        tickets.router,
        markets.router,
        staff.router,
        health.router,
        sign_in.router,
        receipts.router,
        pictures.router,
        _about(app),
    )
    for router in routers:
        # Not include_router: it would look for a match twice, in every router, for each request.
        app.router.routes.extend(router.routes)
    return app


def _about(app: FastAPI) -> APIRouter:
    """The description of the surface itself, for machines and for people."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/openapi.json")
    async def openapi() -> Response:
        return json_response(openapi_document(app), headers={"Cache-Control": "no-cache"})

    @router.get("/api/docs")
    async def docs(request: Request) -> Response:
        return HTMLResponse(docs_page(openapi_document(app), language_of(request)))

    return router


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1, built once. What FastAPI adds about its own errors is replaced by ours."""
    if app.openapi_schema is None:
        document = app.openapi()
        components = document["components"]["schemas"]
        components["Problem"] = shapes.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, nested in components["Problem"].pop("$defs", {}).items():
            components.setdefault(name, nested)
        for operations in document["paths"].values():
            for operation in operations.values():
                _tidy(operation)
        for unused in ("HTTPValidationError", "ValidationError"):
            components.pop(unused, None)
    assert app.openapi_schema is not None
    return app.openapi_schema


def _tidy(operation: dict[str, Any]) -> None:
    said = operation["responses"].get("422", {})
    if "application/json" in said.get("content", {}):
        del operation["responses"]["422"]
    for parameter in operation.get("parameters", []):
        if parameter["name"].lower() == "idempotency-key":  # missing is 428 here, which FastAPI could not say
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 8, "maxLength": 64, "pattern": "^[!-~]{8,64}$"}
