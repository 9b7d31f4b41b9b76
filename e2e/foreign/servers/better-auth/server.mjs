/** better-auth as its page for Node shows it: accounts in memory, its handler under /api/auth. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";

const port = Number(process.env.PORT);
const auth = betterAuth({
  secret: randomBytes(32).toString("hex"),
  baseURL: `http://127.0.0.1:${port}`,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  logger: { disabled: true },
});
const handle = toNodeHandler(auth);

createServer((request, response) => {
  if (request.url?.startsWith("/api/auth/")) {
    handle(request, response);
    return;
  }
  response.writeHead(404, { "Content-Type": "application/json" });
  response.end('{"message":"Not found"}');
}).listen(port, "127.0.0.1");
