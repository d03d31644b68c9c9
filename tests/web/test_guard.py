"""The front door: who gets in, and what every answer carries."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from fabula.web import Door, Library, create_app
from fabula.web.guard import HEADERS, MOST_BYTES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.nip.io", "127.0.0.1", "127.0.0.1:1", "localhost.evil:8765", ""],
)
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/w/book", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765"])
def test_its_own_names_are_let_in(client: TestClient, host: str, door: Door) -> None:
    headers = {"Host": host, "Cookie": f"{door.cookie}={door.token}"}
    assert client.get("/w/book", headers=headers).status_code == 200


def test_without_a_token_nobody_gets_in(client: TestClient, door: Door) -> None:
    client.cookies.clear()
    assert client.get("/w/book").status_code == 403
    assert client.get("/w/book?token=wrong").status_code == 403
    assert client.get("/w/book", headers={"Cookie": f"{door.cookie}=wrong"}).status_code == 403
    strange = {"Cookie": f"{door.cookie}=é".encode()}
    assert client.get("/w/book", headers=strange).status_code == 403


def test_the_token_leaves_the_address(client: TestClient, door: Door) -> None:
    client.cookies.clear()
    address = f"/w/book?at=3&token={door.token}"
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/w/book?at=3"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_the_way_in_leads_to_no_other_host(client: TestClient, door: Door) -> None:
    client.cookies.clear()
    for path in ("//evil.example/", "/\\evil.example/", "///evil.example"):
        url = f"http://127.0.0.1:8765{path}?token={door.token}"
        answer = client.get(url, follow_redirects=False)
        location = answer.headers["location"]
        assert location.startswith("/") and location[1] not in "/\\"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_sites_are_refused(
    client: TestClient, method: str, headers: dict[str, str], door: Door
) -> None:
    headers = {**headers, "X-Fabula-Pen": door.pen}
    answer = client.request(method, "/w/book/corrections", headers=headers)
    assert answer.status_code == 403


def test_changes_need_the_pen(client: TestClient) -> None:
    wanted = {"do": "rename", "character": "c1", "name": "X"}
    answer = client.post("/w/book/corrections", json=wanted)
    assert answer.status_code == 403
    wrong = {"X-Fabula-Pen": "wrong"}
    assert client.post("/w/book/corrections", json=wanted, headers=wrong).status_code == 403


def test_large_bodies_are_refused(client: TestClient, door: Door) -> None:
    headers = {"X-Fabula-Pen": door.pen, "Origin": "http://127.0.0.1:8765"}
    body = b"x" * (3 * 1024 * 1024)
    assert client.post("/w/book/corrections", content=body, headers=headers).status_code == 413

    def pieces() -> object:
        yield from (b"x" * 65536 for _ in range(MOST_BYTES // 65536 + 1))

    answer = client.post("/w/book/corrections", content=pieces(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2fguard.py",
        "/static/%2e%2e/guard.py",
        "/static/..%5c..%5cguard.py",
        "/static/charts/../../guard.py",
        "/static//etc/passwd",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
    ],
)
def test_static_files_are_only_the_static_files(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/w/book", 200),
        ("GET", "/w/book.json", 200),
        ("GET", "/static/style.css", 200),
        ("GET", "/", 303),
        ("GET", "/w/book?at=x", 400),
        ("GET", "/w/none", 404),
        ("GET", "/w/none.json", 404),
        ("DELETE", "/w/book", 403),
        ("GET", "/w/book/corrections/undo", 405),
    ],
)
def test_every_answer_carries_the_policy(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path, follow_redirects=False)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_crash_carries_the_policy_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(edition: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("fabula.web.pages.cast.cast", crash)
    quiet = TestClient(client.app, base_url=client.base_url, raise_server_exceptions=False)
    quiet.cookies = client.cookies
    answer = quiet.get("/w/book/cast")
    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_two_pages_have_two_secrets() -> None:
    one, two = Door(1), Door(1)
    assert len({one.token, one.pen, two.token, two.pen}) == 4
    assert create_app(Library([]), one) is not None
