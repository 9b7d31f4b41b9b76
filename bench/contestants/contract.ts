import { createHmac, randomBytes } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";

/** The one route of the contest: GET answers a page, POST accepts a small validated body. */
export const routePath = "/api/v1/report";
/** The only other origin that CORS may let in. */
export const allowedOrigin = "https://app.example";
/** The role the route demands. */
export const requiredRole = "member";
/** Largest page the query schema accepts; the smallest is 1. */
export const lastPage = 1000;

/**
 * What the proxy that ends TLS in front of a production server adds to every request, bare ones
 * included. Contestants with duties believe it when it comes from this machine.
 */
export const forwardedHeaders = {
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-proto": "https",
} as const;

/** Headers that make a request pass, by the kind of request. */
export interface Credentials {
  readonly member: Readonly<Record<string, string>>;
  /** What a POST needs besides `member` (a CSRF token with a cookie session). */
  readonly post?: Readonly<Record<string, string>>;
  /** A valid account without the role: must be answered 403. */
  readonly outsider: Readonly<Record<string, string>>;
  /** Altered credentials: must be answered 401. */
  readonly forged: Readonly<Record<string, string>>;
  /**
   * Further sets of `member` headers; the load goes through them in turn. For variants that
   * measure what happens when no cache can help.
   */
  readonly rotation?: readonly Readonly<Record<string, string>>[];
}

/** What a contestant tells the harness once it listens on 127.0.0.1. */
export interface Ready {
  readonly port: number;
  readonly credentials: Credentials;
  /** Headers /metrics wants, if it is not open. */
  readonly metrics?: Readonly<Record<string, string>>;
  /** Where /metrics answers when not on the main port. */
  readonly metricsPort?: number;
}

/** Requests a minute allowed per client; the checks start a contestant with a small one. */
export function readLimit(): number {
  return Number(process.env["BENCH_LIMIT"] ?? 1_000_000_000);
}

/** The answer: 200 bytes as JSON for a one-digit page, serialised anew for every request. */
export function answerFor(page: number, days = 7, kcal = 2000) {
  return {
    id: "0199a4c2-7f3e-7d1a-9b52-3c1f0e8d6a47",
    page,
    title: "Week plan with lentils",
    days,
    energyKcal: kcal,
    proteinG: 118.5,
    fatG: 71.25,
    carbG: 224,
    note: "no nuts, fish on Fridays",
    ok: true,
  };
}

/** JSON schema of the answer, for serialisers that want one. */
export const answerSchema = {
  type: "object",
  properties: {
    id: { type: "string" },
    page: { type: "integer" },
    title: { type: "string" },
    days: { type: "integer" },
    energyKcal: { type: "integer" },
    proteinG: { type: "number" },
    fatG: { type: "number" },
    carbG: { type: "number" },
    note: { type: "string" },
    ok: { type: "boolean" },
  },
} as const;

/** JSON schema of the GET query. */
export const querySchema = {
  type: "object",
  properties: { page: { type: "integer", minimum: 1, maximum: lastPage } },
  required: ["page"],
  additionalProperties: false,
} as const;

/** JSON schema of the POST body. */
export const bodySchema = {
  type: "object",
  properties: {
    days: { type: "integer", minimum: 1, maximum: 14 },
    kcal: { type: "integer", minimum: 800, maximum: 6000 },
    diet: { type: "string", enum: ["all", "vegetarian", "vegan"] },
  },
  required: ["days", "kcal", "diet"],
  additionalProperties: false,
} as const;

/** The POST body as a type. */
export interface ReportBody {
  readonly days: number;
  readonly kcal: number;
  readonly diet: "all" | "vegetarian" | "vegan";
}

/** A fresh HS256 secret of 32 bytes as text, as it would stand in an environment file. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Signs an HS256 token of an hour for `role`; `serial` makes tokens differ. */
export function issueToken(secret: string, role: string, serial = 0): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: `user-${serial}`, role, iat: now, exp: now + 3600, jti: `t-${serial}` };
  const head = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`;
}

/** Credentials of the contestants that check a bearer token signed with `secret`. */
export function bearerCredentials(secret: string): Credentials {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    member: bearer(issueToken(secret, requiredRole)),
    outsider: bearer(issueToken(secret, "visitor")),
    forged: bearer(issueToken(createSecret(), requiredRole)),
  };
}

/** Port of a listening server. */
export function readPort(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server does not listen");
  return address.port;
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function findPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const port = readPort(probe);
  await new Promise<void>((done) => probe.close(() => done()));
  return port;
}

/** Tells the harness that the server listens; started by hand, prints the same to stderr. */
export function announce<T extends { readonly port: number } = Ready>(ready: T): void {
  if (process.send) process.send(ready);
  else console.error(JSON.stringify(ready, null, 2));
}
