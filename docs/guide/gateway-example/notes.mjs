// An application behind the gateway, in JavaScript: PORT and PLINTH_GATEWAY_KEY come from outside.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const KEY = Buffer.from(process.env.PLINTH_GATEWAY_KEY ?? "", "base64url");
const NAMES = ["user", "role", "tier", "session", "request-id"];

/** Whether the gateway said this, and said it within the last minute. */
const isFromGateway = ({ method, url, headers }) => {
  const stamp = headers["plinth-timestamp"] ?? "";
  const told = NAMES.map((name) => headers[`plinth-${name}`] ?? "");
  const text = ["plinth-1", stamp, method, url, ...told].join("\n");
  const mine = createHmac("sha256", KEY).update(text).digest();
  const theirs = Buffer.from(headers["plinth-signature"] ?? "", "base64url");
  const isFresh = Math.abs(Date.now() / 1000 - Number(stamp)) < 60;
  return isFresh && theirs.length === mine.length && timingSafeEqual(theirs, mine);
};

const server = createServer(async (request, response) => {
  const body = await buffer(request);
  const send = (status, value) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(value));
  };
  if (!isFromGateway(request)) return send(403, { error: "not from the gateway" });
  if (request.url === "/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const timer = setInterval(() => response.write(`data: ${new Date().toISOString()}\n\n`), 200);
    return response.once("close", () => clearInterval(timer));
  }
  const { "plinth-user": user = null, "plinth-role": role = null } = request.headers;
  return send(request.method === "POST" ? 201 : 200, {
    language: "javascript",
    user,
    role,
    target: request.url,
    body: body.toString(),
    headers: Object.keys(request.headers),
  });
});
server.listen(Number(process.env.PORT ?? 9000), "127.0.0.1", () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
