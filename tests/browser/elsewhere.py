"""Another origin that listens, and the ways in which a page or a reader's code could try to reach it."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Elsewhere(ThreadingHTTPServer):
    """Answers everything, gladly, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: set[str] = set()
        self.url = f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        del request, client_address  # who asks for a socket is answered with a page, and hangs up


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.heard.add(self.path.strip("/").split("?")[0])
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET
    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


# Each tells the other origin its own name, if it can: as a script would that somebody got into a page.
IN_A_PAGE = """
(elsewhere) => {
  const made = (tag, attributes) =>
    document.body.append(Object.assign(document.createElement(tag), attributes));
  const ways = {
    fetch: (url) => fetch(url, { mode: "no-cors" }),
    xhr: (url) => { const request = new XMLHttpRequest(); request.open("POST", url); request.send("x"); },
    beacon: (url) => navigator.sendBeacon(url, "x"),
    socket: (url) => new WebSocket(url.replace("http", "ws")),
    events: (url) => new EventSource(url),
    image: (url) => { new Image().src = url; },
    css: (url) => document.body.style.setProperty("background-image", `url(${url})`),
    sheet: (url) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`html { background: url(${url}) }`);
      document.adoptedStyleSheets.push(sheet);
    },
    font: (url) => new FontFace("f", `url(${url})`).load(),
    style: (url) => made("link", { rel: "stylesheet", href: url }),
    preload: (url) => made("link", { rel: "preload", as: "image", href: url }),
    module: (url) => import(url),
    frame: (url) => made("iframe", { src: url }),
    video: (url) => made("video", { src: url, preload: "auto" }),
  };
  window.refused = new Set();
  addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    const name = blockedURI.slice(elsewhere.length - (blockedURI.startsWith("ws") ? 2 : 0));
    refused.add(name || "frame"); // of which only the origin is told
  });
  for (const [name, go] of Object.entries(ways)) {
    try {
      Promise.resolve(go(elsewhere + name)).catch(() => {});
    } catch {
      refused.add(name); // at once
    }
  }
  return Object.keys(ways);
}
"""
IN_A_FORM = """
(elsewhere) => {
  const form = Object.assign(document.createElement("form"), { action: `${elsewhere}form`, method: "post" });
  document.body.append(form);
  try {
    form.submit();
  } catch {
    window.refused.add("form"); // at once, as Firefox does
  }
}
"""

# From a worker, in Python, as a reader's code would: first elsewhere, then at home, where it may.
ASKING = {"fetch", "sync", "opened", "socket", "events"}
IN_PYTHON = """
import js
from pyodide.http import open_url

def sync(url):
    request = js.XMLHttpRequest.new()
    request.open("GET", url, False)
    request.send()

def python(url):
    import urllib.request
    urllib.request.urlopen(url)

def library(url):
    import pyodide_js
    return pyodide_js.loadPackage(url + "-1-py3-none-any.whl")

ways = {
    "fetch": lambda url: js.fetch(url),
    "sync": sync,
    "opened": open_url,
    "socket": lambda url: js.WebSocket.new(url.replace("http", "ws")),
    "events": lambda url: js.EventSource.new(url),
    "python": python,
    "library": library,
    "scripts": lambda url: js.importScripts(url),
    "worker": lambda url: js.Worker.new(url),
    "eval": lambda url: js.eval(f"fetch('{url}')"),
    "function": lambda url: js.Function.new(f"fetch('{url}')")(),
    "window": lambda url: js.open(url),
    "location": lambda url: js.location.assign(url),
    "document": lambda url: setattr(js.document.createElement("img"), "src", url),
}

def go(place):
    for name, way in ways.items():
        try:
            answer = way(place + name)
        except BaseException as error:
            yield f"{name}: {type(error).__name__}"
        else:
            if hasattr(answer, "catch"):
                answer.catch(lambda error: None)

refused = sorted(go("ELSEWHERE"))
list(go("HOME"))
kept = ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore", "BroadcastChannel", "Worker"]
print("refused", *[one.split(":")[0] for one in refused])
print("reached", *[name for name in kept if hasattr(js, name) and getattr(js, name) is not None])
"""
