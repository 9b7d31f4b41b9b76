"""A Flask page with protections set by hand: a policy of nonces, every header on every answer."""
import os
import secrets

from flask import Flask, g, jsonify, render_template_string
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler

app = Flask(__name__)


class Quiet(WSGIRequestHandler):
    """Says its name and no version, and waits ten seconds for a request."""

    timeout = 10

    def version_string(self):
        return "web"


PAGE = """<!doctype html><html lang="en"><head><title>Notes</title></head>
<body><h1>Notes</h1><script nonce="{{ nonce }}">document.title += "!";</script></body></html>"""


@app.before_request
def make_nonce():
    g.nonce = secrets.token_urlsafe(16)


@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = (
        f"script-src 'nonce-{g.nonce}' 'strict-dynamic'; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer, strict-origin-when-cross-origin"
    response.headers["Permissions-Policy"] = "geolocation=(), microphone=(), camera=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@app.route("/")
def index():
    return render_template_string(PAGE, nonce=g.nonce)


@app.errorhandler(HTTPException)
def refuse(fault):
    return jsonify(error=fault.name), fault.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), request_handler=Quiet, threaded=True)
