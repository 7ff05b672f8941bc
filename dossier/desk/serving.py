"""The desk on its address: 127.0.0.1 and nothing else, until it is ended."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dossier import report
from dossier.findings import DossierError, finding
from dossier.options import Options

from .acts import Acts
from .guard import Guard, TooMuchError
from .session import Session
from .web import FILES, Web

_HOST = "127.0.0.1"
_PORTS = 1 << 16


def serve(options: Options, port: int, told: Callable[[str], object], opening: bool = True) -> None:
    """The desk of ``options``' dossier at ``port`` (0: any that is free), until Ctrl-C; ``told`` is given its
    address, and where it is ``opening`` a browser shows it.

    Raises DossierError where the port is none, or taken.
    """
    with _bound(port) as listening:
        session = Session(options)
        guard = application(session, listening.getsockname()[1])
        config = uvicorn.Config(
            guard,
            log_level="error",
            access_log=False,  # the address has a secret
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        told(guard.address(guard.shown))
        if opening:
            webbrowser.open(guard.address(guard.handed))
        try:
            uvicorn.Server(config).run([listening])
        except KeyboardInterrupt:  # how it ends
            return
        finally:
            session.close()


def application(session: Session, port: int) -> Guard:
    """The desk of ``session`` as an ASGI application, reached at ``port``."""
    web = Web(session)
    acts = Acts(web)
    shown = {
        "/": web.list,
        "/documents/{id}": web.document,
        "/findings": web.findings,
        "/compare": web.compare,
        "/sign": web.sign,
        "/events": web.events,
        "/pages/{folio}.webp": web.picture,
        "/dossier.pdf": web.pdf,
        "/proof.html": web.proof,
        **{f"/{name}": web.file for name in FILES},
    }
    done = {
        "/add": acts.add,
        "/undo": acts.undo,
        "/accept": acts.accept,
        "/build": acts.build,
        "/compare": acts.compare,
        "/sign": acts.sign,
        "/documents/{id}/replace": acts.replace,
        "/documents/{id}/edit": acts.edit,
        "/documents/{id}/reference": acts.reference,
        "/documents/{id}/move": acts.move,
        "/documents/{id}/remove": acts.remove,
    }
    routes = [Route(path, page, methods=["GET"]) for path, page in shown.items()]
    routes += [Route(path, act, methods=["POST"]) for path, act in done.items()]
    handlers: dict[type[Exception], Callable[..., Awaitable[Response]]] = {
        HTTPException: web.lost,
        TooMuchError: _too_much,
        Exception: web.bug,
    }
    web.guard = Guard(Starlette(routes=routes, exception_handlers=handlers), port, session.most)
    return web.guard


async def _too_much(*_: object) -> Response:
    return PlainTextResponse(report.say("desk.too-much"), status_code=413)


def _bound(port: int) -> socket.socket:
    if not 0 <= port < _PORTS:
        raise DossierError([finding("desk-port", "--port", port=port)])
    try:
        return socket.create_server((_HOST, port))
    except OSError as error:
        raise DossierError([finding("desk-port", "--port", port=port)]) from error
