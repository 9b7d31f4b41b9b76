import {
  allowedOrigin,
  type Credentials,
  forwardedHeaders,
  routePath,
} from "../contestants/contract.ts";
import type { Contestant } from "../contestants/registry.ts";
import type { RunningServer } from "./servers.ts";

/** One thing a contestant must do before it may be measured. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly seen: string;
}

const goodBody = JSON.stringify({ days: 3, kcal: 1800, diet: "vegan" });
const badBody = JSON.stringify({ days: 99, kcal: 1800, diet: "vegan" });

interface Asked {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string;
  readonly path?: string;
}

type Ask = (asked?: Asked) => Promise<Told>;

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Asks as the proxy in front of the server would. */
const askerOf =
  ({ ready }: RunningServer): Ask =>
  (asked = {}) =>
    ask(ready.port, { ...asked, headers: { ...forwardedHeaders, ...asked.headers } });

async function ask(port: number, { headers = {}, body, path }: Asked): Promise<Told> {
  const answer = await fetch(`http://127.0.0.1:${port}${path ?? `${routePath}?page=1`}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(5000),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

function expectStatus(name: string, wanted: number, told: Told): Check {
  return { name, passed: told.status === wanted, seen: `status ${told.status}` };
}

function checkAnswer(told: Told): Check {
  const length = Buffer.byteLength(told.text);
  let parsed: { energyKcal?: unknown } = {};
  try {
    parsed = JSON.parse(told.text);
  } catch {
    return { name: "200-byte JSON answer", passed: false, seen: "not JSON" };
  }
  const passed = told.status === 200 && length === 200 && parsed.energyKcal === 2000;
  return { name: "200-byte JSON answer", passed, seen: `status ${told.status}, ${length} bytes` };
}

const headerRules: readonly (readonly [string, (value: string) => boolean])[] = [
  ["content-security-policy", (value) => value.includes("default-src")],
  ["strict-transport-security", (value) => /max-age=\d{7,}/.test(value)],
  ["x-content-type-options", (value) => value === "nosniff"],
  ["x-frame-options", (value) => /deny|sameorigin/i.test(value)],
  ["referrer-policy", (value) => value.length > 0],
];

function checkHeaders(told: Told): Check {
  const missing = headerRules.flatMap(([name, accepts]) =>
    accepts(told.headers.get(name) ?? "") ? [] : [name],
  );
  const seen = missing.length === 0 ? "all there" : `wrong or missing: ${missing.join(", ")}`;
  return { name: "security headers", passed: missing.length === 0, seen };
}

function checkRequestIds(first: Told, second: Told): Check {
  const [one, two] = [first.headers.get("x-request-id"), second.headers.get("x-request-id")];
  return { name: "request id", passed: !!one && !!two && one !== two, seen: `${one}, ${two}` };
}

async function checkCors(told: Ask, member: Credentials["member"]): Promise<Check> {
  const allowed = await told({ headers: { ...member, origin: allowedOrigin } });
  const foreign = await told({ headers: { ...member, origin: "https://evil.example" } });
  const granted = allowed.headers.get("access-control-allow-origin");
  const leaked = foreign.headers.get("access-control-allow-origin");
  const passed = granted === allowedOrigin && leaked !== "*" && leaked !== "https://evil.example";
  return { name: "CORS", passed, seen: `own origin: ${granted}, foreign: ${leaked}` };
}

async function checkMetrics(server: RunningServer, asked: number): Promise<Check> {
  const { ready } = server;
  // A collector does not come through the proxy in front.
  const told = await ask(ready.metricsPort ?? ready.port, {
    headers: ready.metrics,
    path: "/metrics",
  });
  const values = told.text
    .split("\n")
    .filter((line) => !line.startsWith("#") && line.includes(routePath))
    .map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
  const most = Math.max(0, ...values);
  return {
    name: "metrics count the route",
    passed: told.status === 200 && most >= asked,
    seen: `status ${told.status}, highest count ${most} of at least ${asked}`,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The parts of credentials that nobody else may know. */
function secretsOf({ authorization, cookie }: Credentials["member"]): string[] {
  const cookies = (cookie ?? "").split("; ").map((pair) => pair.slice(pair.indexOf("=") + 1));
  return [...cookies, authorization?.replace("Bearer ", "") ?? ""].filter((text) => text !== "");
}

async function checkLog(
  server: RunningServer,
  asked: number,
  secrets: readonly string[],
): Promise<Check> {
  const deadline = Date.now() + 3000;
  while (server.countLogLines() < asked && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const lines = server.countLogLines();
  const log = server.readLog();
  const leaks = secrets.some((secret) => log.includes(secret));
  const broken = log.split("\n").filter((line) => line !== "" && !isJson(line)).length;
  return {
    name: "access log without credentials",
    passed: lines >= asked && !leaks && broken === 0,
    seen: `${lines} lines for ${asked} requests, ${broken} not JSON${leaks ? ", the credential among them" : ""}`,
  };
}

/** Does the contestant answer at all, and with the agreed 200 bytes? Enough for those without duties. */
export async function checkFloor(server: RunningServer): Promise<Check[]> {
  const told = askerOf(server);
  return [
    checkAnswer(await told()),
    expectStatus("POST is answered", 200, await told({ body: goodBody })),
  ];
}

/** All duties but the limit, on a server started without one. */
export async function checkDuties(server: RunningServer): Promise<Check[]> {
  const { credentials } = server.ready;
  const { member, outsider, forged } = credentials;
  const ask = askerOf(server);
  const poster = { ...member, ...credentials.post };
  server.clearLog();
  const good = await ask({ headers: member });
  const again = await ask({ headers: member });
  const nobody = await ask();
  const checks = [
    checkAnswer(good),
    expectStatus("401 without credentials", 401, nobody),
    expectStatus("401 with forged credentials", 401, await ask({ headers: forged })),
    expectStatus("403 without the role", 403, await ask({ headers: outsider })),
    expectStatus(
      "400 for a bad query",
      400,
      await ask({ headers: member, path: `${routePath}?page=0` }),
    ),
    expectStatus("POST with a good body", 200, await ask({ headers: poster, body: goodBody })),
    expectStatus("400 for a bad body", 400, await ask({ headers: poster, body: badBody })),
    checkHeaders(good),
    { ...checkHeaders(nobody), name: "security headers on errors" },
    checkRequestIds(good, again),
    await checkCors(ask, member),
  ];
  checks.push(await checkMetrics(server, 2), await checkLog(server, 10, secretsOf(member)));
  return checks;
}

/** The limit, on a server started with `limit` requests a minute. */
export async function checkLimit(server: RunningServer, limit: number): Promise<Check[]> {
  const { credentials } = server.ready;
  const ask = askerOf(server);
  const statuses: number[] = [];
  let refused: Told | undefined;
  for (let index = 0; index < limit + 3; index += 1) {
    const told = await ask({ headers: credentials.member });
    statuses.push(told.status);
    if (told.status === 429) refused ??= told;
  }
  const passed = statuses.filter((status) => status === 200).length;
  const waits = refused?.headers.get("retry-after") ?? null;
  return [
    {
      name: "429 beyond the limit",
      passed: passed === limit && statuses.at(-1) === 429,
      seen: `${passed} of ${limit + 3} passed with a limit of ${limit}`,
    },
    { name: "429 says when to come back", passed: waits !== null, seen: `retry-after: ${waits}` },
  ];
}

/** Names what fails, or says nothing. */
export function describeFailures(contestant: Contestant, checks: readonly Check[]): string[] {
  return checks
    .filter((check) => !check.passed)
    .map((check) => `${contestant.name}: ${check.name}: ${check.seen}`);
}

/** Body that the POST measurement sends. */
export const measuredBody = goodBody;
