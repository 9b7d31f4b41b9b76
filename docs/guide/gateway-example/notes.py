"""An application behind the gateway, in Python: PORT and PLINTH_GATEWAY_KEY come from outside."""
import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.urlsafe_b64decode(os.environ.get("PLINTH_GATEWAY_KEY", "") + "=")
NAMES = ("Plinth-User", "Plinth-Role", "Plinth-Tier", "Plinth-Session", "Plinth-Request-Id")


def is_from_gateway(method, target, headers):
    """Whether the gateway said this, and said it within the last minute."""
    stamp = headers.get("Plinth-Timestamp", "")
    told = [headers.get(name, "") for name in NAMES]
    text = "\n".join(["plinth-1", stamp, method, target, *told])
    mac = hmac.new(KEY, text.encode(), hashlib.sha256).digest()
    mine = base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
    is_fresh = stamp.isdigit() and abs(time.time() - int(stamp)) < 60
    return is_fresh and hmac.compare_digest(mine, headers.get("Plinth-Signature", ""))


class Notes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not is_from_gateway(self.command, self.path, self.headers):
            return self.send(403, {"error": "not from the gateway"})
        return self.send(201 if self.command == "POST" else 200, {
            "language": "python",
            "user": self.headers.get("Plinth-User"),
            "role": self.headers.get("Plinth-Role"),
            "target": self.path,
            "body": body.decode(),
            "headers": [name.lower() for name in self.headers],
        })

    do_GET = do_POST = answer

    def send(self, status, value):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """The gateway logs requests."""


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Notes)
print(f"listening on {server.server_port}", flush=True)
server.serve_forever()
