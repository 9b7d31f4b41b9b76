import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import bcrypt from "bcrypt";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { announce, answerFor, createSecret, readPort } from "../contract.ts";
import { askFirst, bcryptCost, cookiesOf, person, reader, type SignInReady } from "./contract.ts";

/**
 * better-auth behind node:http, which costs less than any framework. Argument: `scrypt`, its
 * default, or `bcrypt` by the native package at the cost of the contest. Sessions in an in-memory
 * SQLite. Its limits count by X-Forwarded-For, as they would behind a proxy.
 */
const isBcrypt = process.argv[2] === "bcrypt";
const baseURL = "http://127.0.0.1";
const headers = { origin: baseURL };
const auth = betterAuth({
  secret: createSecret(),
  baseURL,
  database: new DatabaseSync(":memory:"),
  emailAndPassword: {
    enabled: true,
    ...(isBcrypt
      ? {
          password: {
            hash: (password: string) => bcrypt.hash(password, bcryptCost),
            verify: ({ hash, password }: { hash: string; password: string }) =>
              bcrypt.compare(password, hash),
          },
        }
      : {}),
  },
  telemetry: { enabled: false },
});
await (await getMigrations(auth.options)).runMigrations();

const handle = toNodeHandler(auth);
const server = createServer(async (request, response) => {
  const url = request.url ?? "/";
  if (url.startsWith("/api/auth/")) return handle(request, response);
  const send = (status: number, value: unknown) => {
    const body = JSON.stringify(value);
    const length = Buffer.byteLength(body);
    response.writeHead(status, { "content-type": "application/json", "content-length": length });
    response.end(body);
  };
  if (url === "/health") return send(200, { status: "ok" });
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  return session ? send(200, answerFor(1)) : send(401, { error: "unauthorized" });
});

server.listen(0, "127.0.0.1", async () => {
  const port = readPort(server);
  await askFirst(port, "/api/auth/sign-up/email", person, headers);
  const signedIn = await askFirst(port, "/api/auth/sign-up/email", reader, headers);
  const ready: SignInReady = {
    port,
    hash: isBcrypt ? `bcrypt ${bcryptCost}` : "scrypt N 16384, r 16",
    health: { path: "/health", headers: {} },
    read: { path: "/report", headers: { cookie: cookiesOf(signedIn) } },
    signIn: { path: "/api/auth/sign-in/email", headers },
  };
  announce(ready);
});
