"""The front door: who may ask, how much they may send, and what every answer carries.

The page is for the person at this machine. A token in the address opens it once and
becomes a cookie; another site's page, a rebound name or a program without the token gets
403. See docs/page.md.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024  # of a request body; a correction takes a few hundred
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
SAFE_METHODS = frozenset({"GET", "HEAD"})
OPEN_PATHS = "/static/"  # our own files, the same for everybody


@dataclass(frozen=True, slots=True)
class Door:
    """The port the page listens on, and its secrets: to come in, and to change something."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    pen: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def cookie(self) -> str:
        # browsers send cookies to all ports of a machine: two pages need two names
        return f"fabula-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        names = ("127.0.0.1", "localhost", "[::1]")
        bare = names if self.port == 80 else ()
        return frozenset({f"{name}:{self.port}" for name in names} | {*bare})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


class Guard:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        answer = self._refusal(HTTPConnection(scope), scope["method"])
        if answer is not None:
            await answer(scope, receive, send_safe)
            return
        await self._app(scope, _limited(receive), send_safe)

    def _refusal(self, request: HTTPConnection, method: str) -> Response | None:
        """What to answer instead of passing the request on, None to let it in."""
        headers = request.headers
        if headers.get("host", "").lower() not in self._door.hosts:
            return _refuse(403, "This page answers at its own address only.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:12]) > MOST_BYTES:
            return _refuse(413, "The request is too large.")
        if not self._is_from_here(headers):
            return _refuse(403, "Another site asked for this page.")
        if request.url.path.startswith(OPEN_PATHS):
            return None
        given = request.query_params.get("token")
        if given is not None and method in SAFE_METHODS:
            return self._admit(request, given)
        if not _same(request.cookies.get(self._door.cookie, ""), self._door.token):
            return _refuse(403, "Open the address that `fabula serve` printed, token and all.")
        if method not in SAFE_METHODS and not _same(
            headers.get("x-fabula-pen", ""), self._door.pen
        ):
            return _refuse(403, "Changes come from the page itself.")
        return None

    def _is_from_here(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._door.hosts}:
            return False
        return headers.get("sec-fetch-site", "none") in ("none", "same-origin")

    def _admit(self, request: HTTPConnection, given: str) -> Response:
        """Take the token out of the address, so that it is neither kept nor shown nor sent on."""
        if not _same(given, self._door.token):
            return _refuse(403, "This token is of another run of `fabula serve`.")
        rest = [(k, v) for k, v in parse_qsl(request.url.query) if k != "token"]
        # two slashes at the start would name another host
        target = "/" + request.url.path.lstrip("/\\") + (f"?{urlencode(rest)}" if rest else "")
        answer = RedirectResponse(target, 303)
        answer.set_cookie(self._door.cookie, self._door.token, httponly=True, samesite="strict")
        return answer


def _limited(receive: Receive) -> Receive:
    read = 0

    async def receive_some() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise HTTPException(413, "The request is too large.")
        return message

    return receive_some


def _refuse(status: int, why: str) -> Response:
    return PlainTextResponse(f"{why}\n", status)


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode("utf-8"))
