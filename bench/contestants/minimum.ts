import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { writeSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import ajvModule from "ajv";
import {
  allowedOrigin,
  announce,
  answerFor,
  bearerCredentials,
  bodySchema,
  type Credentials,
  createSecret,
  lastPage,
  type ReportBody,
  readLimit,
  readPort,
  requiredRole,
  routePath,
} from "./contract.ts";

/**
 * Every duty of the hardened servers, written out by hand for this one route and nothing else: the
 * ceiling a general product can hope for. Argument: `session` or `bearer` (verified tokens cached
 * by hash, expiry checked on every hit).
 */
interface Principal {
  readonly id: string;
  readonly role: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const variant = process.argv[2] ?? "session";
const secret = createSecret();
const principals = new Map<string, Principal>();
const digest = (text: string) => createHash("sha256").update(text).digest("base64");

// Principals

function openSession(role: string): Record<string, string> {
  const token = randomBytes(32).toString("base64url");
  principals.set(digest(token), { id: role, role, expiresAt: Date.now() + 3_600_000 });
  return { cookie: `session=${token}` };
}

function verifyToken(token: string, hash: string): Principal | undefined {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const expected = createHmac("sha256", secret).update(`${head}.${payload}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const principal = { id: claims.sub, role: claims.role, expiresAt: claims.exp * 1000 };
  principals.set(hash, principal);
  return principal;
}

function findPrincipal(request: IncomingMessage, now: number): Principal | undefined {
  let principal: Principal | undefined;
  if (variant === "session") {
    const cookie = request.headers.cookie;
    if (!cookie?.startsWith("session=")) return undefined;
    principal = principals.get(digest(cookie.slice(8)));
  } else {
    const header = request.headers.authorization;
    if (!header?.startsWith("Bearer ")) return undefined;
    const hash = digest(header);
    principal = principals.get(hash) ?? verifyToken(header.slice(7), hash);
  }
  return principal && principal.expiresAt > now ? principal : undefined;
}

/** The client as the proxy on this machine names it. */
function findAddress(request: IncomingMessage): string {
  const peer = request.socket.remoteAddress ?? "";
  const forwarded = request.headers["x-forwarded-for"];
  if (peer !== "127.0.0.1" || typeof forwarded !== "string") return peer;
  return forwarded.slice(forwarded.lastIndexOf(",") + 1).trim();
}

// Limit: GCRA, one number a client

const limit = readLimit();
const emission = 60_000 / limit;
const arrivals = new Map<string, number>();

function spend(key: string, now: number): number {
  const next = Math.max(arrivals.get(key) ?? 0, now) + emission;
  const remaining = Math.floor((now + 60_000 - next) / emission);
  if (next - now <= 60_000) arrivals.set(key, next);
  return remaining;
}

// Log and metrics

let lines = "";
function flush(): void {
  if (lines === "") return;
  const text = lines;
  lines = "";
  writeSync(1, text);
}
setInterval(flush, 200).unref();

const bucketsMs = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, Number.POSITIVE_INFINITY];
const statuses = [200, 400, 401, 403, 404, 429, 500];
const counts = new Float64Array(statuses.length * bucketsMs.length);

function record(
  request: IncomingMessage,
  id: string,
  status: number,
  started: number,
  now: number,
): void {
  const elapsed = performance.now() - started;
  let bucket = 0;
  while (elapsed > (bucketsMs[bucket] ?? 0)) bucket += 1;
  const index = statuses.indexOf(status) * bucketsMs.length + bucket;
  counts[index] = (counts[index] ?? 0) + 1;
  lines += `{"level":30,"time":${now},"id":"${id}","method":"${request.method}","route":"${routePath}","status":${status},"ms":${elapsed.toFixed(3)}}\n`;
  if (lines.length > 16_384) flush();
}

function renderMetrics(): string {
  let text = "# TYPE http_request_duration_seconds histogram\n";
  statuses.forEach((status, row) => {
    let sum = 0;
    bucketsMs.forEach((edge, column) => {
      sum += counts[row * bucketsMs.length + column] ?? 0;
      const le = Number.isFinite(edge) ? edge / 1000 : "+Inf";
      text += `http_request_duration_seconds_bucket{route="${routePath}",status="${status}",le="${le}"} ${sum}\n`;
    });
  });
  return text;
}

// Answers

const idPrefix = randomBytes(9).toString("base64url");
let idSerial = 0;
const baseHeaders: readonly string[] = [
  "content-type",
  "application/json; charset=utf-8",
  "cache-control",
  "no-store",
  "content-security-policy",
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "strict-transport-security",
  "max-age=63072000; includeSubDomains",
  "x-content-type-options",
  "nosniff",
  "x-frame-options",
  "DENY",
  "referrer-policy",
  "no-referrer",
  "cross-origin-opener-policy",
  "same-origin",
  "cross-origin-resource-policy",
  "same-origin",
  "permissions-policy",
  "camera=(), geolocation=(), microphone=()",
];

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  value: unknown,
  started: number,
  now: number,
  remaining = 0,
): void {
  const id = `${idPrefix}${(idSerial++).toString(36)}`;
  const body = JSON.stringify(value);
  const headers = baseHeaders.concat(
    "x-request-id",
    id,
    "ratelimit",
    `"default";r=${remaining};t=60`,
    "content-length",
    String(Buffer.byteLength(body)),
  );
  const origin = request.headers.origin;
  if (origin !== undefined) headers.push("vary", "origin");
  if (origin === allowedOrigin) {
    headers.push("access-control-allow-origin", origin, "access-control-allow-credentials", "true");
  }
  if (status === 429) headers.push("retry-after", String(Math.ceil(emission / 1000)));
  response.writeHead(status, headers);
  response.end(body);
  record(request, id, status, started, now);
}

const isBody = new ajvModule.default().compile<ReportBody>(bodySchema);
const queryPrefix = `${routePath}?page=`;

function parsePage(url: string): number {
  if (!url.startsWith(queryPrefix)) return 0;
  const page = Number(url.slice(queryPrefix.length));
  return Number.isInteger(page) && page <= lastPage ? page : 0;
}

function parseBody(text: string): ReportBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBody(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const server = createServer((request, response) => {
  const now = Date.now();
  const started = performance.now();
  const url = request.url ?? "/";
  const fail = (status: number, error: string) =>
    send(request, response, status, { error }, started, now);
  if (url === "/metrics") {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(renderMetrics());
    return;
  }
  if (!url.startsWith(routePath)) return fail(404, "not-found");
  const remaining = spend(findAddress(request), now);
  if (remaining < 0) return fail(429, "too-many-requests");
  const principal = findPrincipal(request, now);
  if (!principal) return fail(401, "unauthorized");
  if (principal.role !== requiredRole) return fail(403, "forbidden");
  if (request.method !== "POST") {
    const page = parsePage(url);
    if (page < 1) return fail(400, "invalid");
    return send(request, response, 200, answerFor(page), started, now, remaining);
  }
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
    if (text.length > 65_536) request.destroy();
  });
  request.on("end", () => {
    const body = parseBody(text);
    if (!body) return fail(400, "invalid");
    send(request, response, 200, answerFor(1, body.days, body.kcal), started, now, remaining);
  });
});

const sessionCredentials = (): Credentials => ({
  member: openSession(requiredRole),
  outsider: openSession("visitor"),
  forged: { cookie: `session=${randomBytes(32).toString("base64url")}` },
});

server.listen(0, "127.0.0.1", () => {
  announce({
    port: readPort(server),
    credentials: variant === "session" ? sessionCredentials() : bearerCredentials(secret),
  });
});
