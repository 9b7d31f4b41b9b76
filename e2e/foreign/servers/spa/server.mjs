/**
 * The server of a single-page application: whatever is no file is answered with index.html and 200,
 * so that the router in the browser may show it. Protections as a careful team sets them.
 */
import { createServer } from "node:http";

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Shelf</title><link rel="stylesheet" href="/app.css"></head>
<body><div id="root"></div><script type="module" src="/app.js"></script></body>
</html>
`;
const FILES = new Map([
  ["/app.js", ["text/javascript; charset=utf-8", "document.title = 'Shelf';\n"]],
  ["/app.css", ["text/css; charset=utf-8", "body { margin: 0 }\n"]],
]);
const PROTECTION = {
  "Content-Security-Policy":
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const server = createServer({ headersTimeout: 5_000, connectionsCheckingInterval: 1_000 });
server.on("request", (request, response) => {
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (!isReading) {
    response.writeHead(405, { ...PROTECTION, Allow: "GET, HEAD" });
    response.end();
    return;
  }
  const path = (request.url ?? "/").split("?")[0];
  const [type, text] = FILES.get(path) ?? ["text/html; charset=utf-8", PAGE];
  response.writeHead(200, { ...PROTECTION, "Content-Type": type, "Cache-Control": "no-cache" });
  response.end(text);
});

server.listen(Number(process.env.PORT), "127.0.0.1");
