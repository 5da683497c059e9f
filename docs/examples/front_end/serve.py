"""An outside front end that previews drafts: `python3 serve.py https://www.example.wales 3000`."""

import html
import json
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SITE, PORT = sys.argv[1].rstrip("/"), int(sys.argv[2])
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": f"default-src 'self' {SITE}; frame-ancestors {SITE}",
}
PAGE = '<!doctype html><html lang="{language}"><title>{title}</title><h1>{title}</h1>{body}</html>'


class Preview(BaseHTTPRequestHandler):
    def do_GET(self):
        token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
        headers = {"Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"{SITE}/api/v1/preview/", headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                draft, status = json.load(answer), 200
        except urllib.error.HTTPError as error:
            problem, status = json.load(error), error.code
            words = html.escape(problem["detail"])
            draft = {"language": "en", "title": "No preview", "body": {"html": f"<p>{words}</p>"}}
        title = html.escape(draft["title"])
        page = PAGE.format(language=draft["language"], title=title, body=draft["body"]["html"])
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *arguments):
        """Write no address to the log: it holds the token."""


ThreadingHTTPServer(("127.0.0.1", PORT), Preview).serve_forever()
