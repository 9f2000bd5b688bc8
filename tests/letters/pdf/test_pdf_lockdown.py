"""Nothing a letter's HTML says can reach a file, a network or another document."""

from __future__ import annotations

import base64
import io
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest
from weasyprint.urls import URLFetcher

from letters import pdf
from letters.pdf import Fault, RenderError, engine

CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRET = "plain-secret-of-the-machine"

# {u} is a URL that must never be fetched, {r} one that redirects to it.
ROUTES = {
    "img": '<img src="{u}" alt="x">',
    "img srcset": '<img srcset="{u} 1x" alt="x">',
    "input image": '<input type="image" src="{u}" alt="x">',
    "picture": '<picture><source srcset="{u}"><img src="{u}" alt="x"></picture>',
    "object": '<object data="{u}">x</object>',
    "embed": '<embed src="{u}">',
    "iframe": '<iframe src="{u}"></iframe>',
    "video poster": '<video poster="{u}"></video>',
    "style sheet": '<link rel="stylesheet" href="{u}">',
    "import": '<style>@import "{u}";</style>',
    "import url": "<style>@import url({u});</style>",
    "import in data sheet": "<style>@import url('data:text/css,@import url({u});');</style>",
    "background": '<p style="background: url({u})">x</p>',
    "background image": '<p style="background-image: url({u})">x</p>',
    "list style": '<ul><li style="list-style-image: url({u})">x</ul>',
    "border image": '<p style="border-image: url({u}) 1">x</p>',
    "content": "<style>p::before {{ content: url({u}) }}</style><p>x</p>",
    "page background": "<style>@page {{ background: url({u}) }}</style>",
    "margin box": "<style>@page {{ @top-left {{ content: url({u}) }} }}</style>",
    "font": (
        "<style>@font-face {{ font-family: q; src: url({u}) }}</style><p style='font-family:q'>x"
    ),
    "mask": '<p style="mask: url({u})">x</p>',
    "attachment link": '<link rel="attachment" href="{u}">',
    "attachment anchor": '<a rel="attachment" href="{u}">x</a>',
    "svg image": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<image href="{u}" width="9" height="9"/></svg>'
    ),
    "svg use": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{u}#a"/></svg>'
    ),
    "svg in data": "<img alt='x' src='data:image/svg+xml;base64,{svg}'>",
    "svg style": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<style>@import "{u}";</style><rect width="9" height="9"/></svg>'
    ),
    "base": '<base href="{u}"><img src="next" alt="x">',
    "color profile": "<style>@color-profile --q {{ src: url({u}) }}</style>",
    "script": '<script src="{u}"></script>',
    "refresh": '<meta http-equiv="refresh" content="0;url={u}">',
}
LOCAL = {
    "font local path": "<style>@font-face { font-family: q; src: local('Liberation Sans') }</style>"
    "<p style='font-family:q'>x",
    "relative picture": '<img src="../../etc/passwd" alt="x">',
    "relative sheet": '<link rel="stylesheet" href="letter.css">',
    "ftp": '<img src="ftp://127.0.0.1/x" alt="x">',
    "asset": '<img src="asset:letter.css" alt="x">',
    "data font": "<style>@font-face { font-family: q; src: url(data:font/ttf;base64,AAAA) }</style>"
    "<p style='font-family:q'>x",
    "data style sheet": '<link rel="stylesheet" href="data:text/css,p{color:red}">',
    "data attachment": '<link rel="attachment" href="data:text/plain,hidden">',
    "data attachment anchor": '<a rel="attachment" href="data:image/png;base64,AAAA">x</a>',
    "script link": '<a href="javascript:alert(1)">x</a>',
    "file link": '<a href="file:///etc/passwd">x</a>',
    "launch link": '<a href="smb://host/share">x</a>',
}
# WeasyPrint knows no such thing and leaves it out: harmless, so it need not be refused.
IGNORED = {
    "img srcset",
    "iframe",
    "video poster",
    "script",
    "refresh",
    "input image",
    "svg use",
}


class Watch:
    """A web server and a file that nobody may touch, and a record of who did."""

    def __init__(self, secret: Path) -> None:
        self.secret = secret
        self.touched: list[str] = []
        watch = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                watch.touched.append(self.path)
                if self.path == "/redirect":
                    self.send_response(302)
                    self.send_header("Location", "/target")
                else:
                    self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


_watching: list[Watch] = []


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _watching:
        return
    if event == "open" and str(_watching[-1].secret) in str(args[0]):
        _watching[-1].touched.append("file")
    elif event in ("socket.connect", "socket.getaddrinfo"):
        _watching[-1].touched.append(event)


@pytest.fixture(scope="session", autouse=True)
def _listen() -> None:
    sys.addaudithook(_hook)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    watch = Watch(secret)
    _watching.append(watch)
    yield watch
    _watching.pop()
    watch.server.shutdown()
    watch.server.server_close()


def rendered(html: str) -> bytes:
    return pdf.render_pdf(
        f"<html lang='en-GB'><title>x</title><body><p>Words</p>{html}</body></html>",
        identifier=b"one",
        title="Letter",
        created=CREATED,
    )


def filled(template: str, url: str) -> str:
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}"/></svg>'
    )
    return template.format(u=url, svg=base64.b64encode(image.encode()).decode())


def holds_secret(made: bytes) -> bool:
    with pikepdf.open(io.BytesIO(made)) as document:
        streams = [o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream)]
    return any(SECRET.encode() in data for data in streams)


@pytest.mark.parametrize("scheme", ["file", "http", "redirect"])
@pytest.mark.parametrize("route", ROUTES)
def test_no_route_fetches_anything(route: str, scheme: str, watch: Watch) -> None:
    url = {
        "file": watch.secret.as_uri(),
        "http": f"{watch.address}/target",
        "redirect": f"{watch.address}/redirect",
    }[scheme]
    html = filled(ROUTES[route], url)
    if route in IGNORED:
        assert not holds_secret(rendered(html))
    else:
        with pytest.raises(RenderError):
            rendered(html)
    assert watch.touched == []


@pytest.mark.parametrize("route", LOCAL)
def test_nothing_is_taken_from_the_machine_or_hidden_in_the_file(route: str, watch: Watch) -> None:
    with pytest.raises(RenderError):
        rendered(LOCAL[route])
    assert watch.touched == []


def test_a_refused_fetch_is_an_ordinary_error_that_names_no_address() -> None:
    with pytest.raises(RenderError) as caught:
        rendered('<img src="http://127.0.0.1:9/private-name" alt="x">')
    assert isinstance(caught.value, Exception)
    assert caught.value.fault is Fault.FETCH
    assert "private-name" not in str(caught.value)


def test_a_picture_inside_the_document_is_printed() -> None:
    square = '<rect width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{square}</svg>'
    data = base64.b64encode(svg.encode()).decode()
    assert rendered(f'<img alt="Crest" src="data:image/svg+xml;base64,{data}">')


def test_with_weasyprints_own_fetcher_the_same_letter_carries_a_file_away(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: lock off, and the machine's file leaves in the letter."""
    monkeypatch.setattr(engine, "document_fetcher", URLFetcher)
    monkeypatch.setattr(engine, "_check_links", lambda document: None)
    made = rendered(filled(ROUTES["attachment anchor"], watch.secret.as_uri()))
    assert holds_secret(made)
    assert "file" in watch.touched
    watch.touched.clear()
    with pytest.raises(RenderError):  # the picture is not one, which is only noticed afterwards
        rendered(filled(ROUTES["img"], f"{watch.address}/target"))
    assert "/target" in watch.touched
