import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands behind every contestant: answers 200 with some 200 bytes of JSON. */
const body = JSON.stringify({
  items: Array.from({ length: 5 }, (_, id) => ({ id, name: "thing" })),
});
const server = createServer({ keepAliveTimeout: 60_000 }, (_, response) => {
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.once("SIGTERM", () => process.exit(0));
