import type { ThrowawayRedis } from "#testing";
import { type Drill, NotRunError, type Scene } from "../drill.ts";
import { ask, pause, waitFor } from "../support/ask.ts";
import { type Called, type Calling, quantile, startCalling } from "../support/calling.ts";

const PATHS = {
  local: "/api/v1/drill/local",
  deny: "/api/v1/drill/deny",
  allow: "/api/v1/drill/allow",
} as const;
/** Asks no limiter: how long an answer takes on this machine at the same moment. */
const CONTROL = "/api/v1/drill/entries";
/** What each route answers while Redis is away: what it declared. */
const DECLARED: Readonly<Record<string, number>> = {
  [CONTROL]: 200,
  [PATHS.local]: 200,
  [PATHS.deny]: 503,
  [PATHS.allow]: 200,
};
/** Longest that a decision may wait for Redis (RL-11, P-074). */
const WAIT_MS = 50;
const DETECT_MS = 5_000;
const RECOVER_MS = 15_000;
const OUTAGE_MS = 800;
/** Between two looks at /health. */
const LOOK_MS = 50;
/** Nodes among which a limit of 6 is shared: one of them admits 2. */
const NODES = 3;
const SHARE = 2;

const WAYS = ["kill", "freeze"] as const;
type Way = (typeof WAYS)[number];

const prepare = async ({ defer, incident }: Scene): Promise<ThrowawayRedis> => {
  // Loaded where it is needed: it brings the whole application with it.
  const { startRedis } = await import("#testing");
  const server = await startRedis();
  if ("missing" in server) throw new NotRunError(server.missing);
  defer(server.stop);
  incident.note("a Redis server of the drill's own is up");
  return server;
};

const isConnected = async (url: string): Promise<boolean> => {
  const { redis } = (await ask(`${url}/health`)).json as {
    readonly redis?: { readonly redis_connected?: boolean };
  };
  return redis?.redis_connected === true;
};

/** Admitted calls of a route with a limit of 6, of 6 that are made now. */
const admittedOfShare = async (url: string): Promise<number> => {
  const calls = Array.from({ length: 6 }, () => ask(`${url}/api/v1/drill/scarce`));
  return (await Promise.all(calls)).filter(({ status }) => status === 200).length;
};

const judgeCalls = (
  before: readonly Called[],
  during: readonly Called[],
  lost: readonly Called[],
): readonly string[] => {
  const odd = during.filter(({ path, status }) => status !== 200 && status !== DECLARED[path]);
  const undeclared = lost.filter(({ path, status }) => status !== DECLARED[path]);
  const naming = (calls: readonly Called[]): string =>
    [...new Set(calls.map(({ path, status }) => `${path} ${status}`))].join(", ");
  const isControl = ({ path }: Called): boolean => path === CONTROL;
  const control = during.filter(isControl);
  const usual = Math.max(
    ...[before, control].map((calls) =>
      quantile(
        calls.map(({ ms }) => ms),
        0.95,
      ),
    ),
  );
  const limited = during.filter((call) => !isControl(call));
  const slow = Math.round(
    quantile(
      limited.map(({ ms }) => ms),
      0.95,
    ),
  );
  return [
    ...(odd.length > 0 ? [`${odd.length} answers that nobody declared: ${naming(odd)}`] : []),
    ...(undeclared.length > 0
      ? [`not as declared once Redis was known to be away: ${naming(undeclared)}`]
      : []),
    // A busy machine stretches the wait too: hence twice what is usual.
    ...(slow > 2 * usual + WAIT_MS
      ? [`95 of 100 answers took up to ${slow} ms, those without a limit ${Math.round(usual)} ms`]
      : []),
  ];
};

interface Outage {
  readonly detectMs: number | undefined;
  readonly recoverMs: number | undefined;
  readonly calls: number;
  readonly odd: number;
  readonly faults: readonly string[];
}

const comeBack = async (
  { incident }: Scene,
  server: ThrowawayRedis,
  url: string,
  way: Way,
): Promise<number | undefined> => {
  if (way === "kill") await server.start();
  else server.thaw();
  const backAt = incident.note("Redis is back");
  if (!(await waitFor(() => isConnected(url), RECOVER_MS, LOOK_MS))) return undefined;
  return incident.note("the instance uses it again, without a restart") - backAt;
};

const breakOnce = async (
  scene: Scene,
  server: ThrowawayRedis,
  url: string,
  calling: Calling,
  way: Way,
): Promise<Outage> => {
  const { incident } = scene;
  const { called } = calling;
  const quietFrom = called.length;
  await pause(500);
  const before = called.slice(quietFrom);
  const from = called.length;
  const lostAt = incident.note(
    way === "kill" ? "kill -9 of Redis" : "Redis stands still (SIGSTOP)",
  );
  if (way === "kill") await server.kill();
  else server.freeze();
  const isNoticed = await waitFor(async () => !(await isConnected(url)), DETECT_MS, LOOK_MS);
  const noticedAt = incident.note(isNoticed ? "/health says so" : "/health does not say so");
  const knownFrom = called.length + 2 * Object.keys(DECLARED).length;
  await pause(OUTAGE_MS);
  const admitted = way === "kill" ? await admittedOfShare(url) : SHARE;
  const during = called.slice(from);
  const known = called.slice(knownFrom);
  const faults = judgeCalls(before, during, known);
  const recoverMs = await comeBack(scene, server, url, way);
  const odd = during.filter(({ path, status }) => status !== 200 && status !== DECLARED[path]);
  const worst = Math.round(Math.max(0, ...during.map(({ ms }) => ms)));
  incident.note(`${during.length} calls meanwhile, the slowest took ${worst} ms`);
  return {
    detectMs: isNoticed ? noticedAt - lostAt : undefined,
    recoverMs,
    calls: during.length,
    odd: odd.length,
    faults: [
      ...faults,
      ...(isNoticed ? [] : [`/health did not tell within ${DETECT_MS} ms`]),
      ...(recoverMs === undefined ? [`not used again ${RECOVER_MS} ms after its return`] : []),
      ...(admitted === SHARE
        ? []
        : [`a limit of 6 shared by ${NODES} nodes admitted ${admitted} calls on one of them`]),
    ],
  };
};

const largest = (values: readonly (number | undefined)[]): number | undefined =>
  values.includes(undefined) ? undefined : Math.max(...values.map(Number));

const run = async (scene: Scene) => {
  const { incident } = scene;
  const server = await prepare(scene);
  const env = { REDIS_URL: server.url, RATE_LIMIT_NODES: String(NODES) };
  const { url, modules } = await scene.start({ env });
  if (!modules.includes("status")) throw new NotRunError("the application has no /health");
  incident.note("an instance is up, and callers begin on routes of each kind");
  const paths = Object.values(PATHS);
  const calling = startCalling(scene, url, [CONTROL, CONTROL, ...paths, ...paths]);
  const outages: Outage[] = [];
  await waitFor(() => isConnected(url), RECOVER_MS, LOOK_MS);
  for (const way of WAYS) outages.push(await breakOnce(scene, server, url, calling, way));
  await calling.end();
  const sum = (of: (outage: Outage) => number): number =>
    outages.reduce((total, outage) => total + of(outage), 0);
  return {
    detectMs: largest(outages.map(({ detectMs }) => detectMs)),
    recoverMs: largest(outages.map(({ recoverMs }) => recoverMs)),
    lost: { what: "calls during the outages", of: sum((o) => o.calls), lost: sum((o) => o.odd) },
    faults: outages.flatMap((outage) => outage.faults),
  };
};

/** Redis killed, frozen and back under load (RL-11, P-074, HLT-05). */
export const redisLost: Drill = {
  id: "redis-lost",
  claim: "While Redis is away every route answers as it declared, without waiting for it",
  holds: [
    "routes answer what their onStoreDown declares, and never by a fault",
    `95 of 100 answers take at most ${WAIT_MS} ms more than twice those without a limit`,
    `one of ${NODES} nodes admits its share of a limit, and no more`,
    `/health tells within ${DETECT_MS / 1_000} s`,
    `Redis is used again within ${RECOVER_MS / 1_000} s of its return, in the same process`,
  ],
  requirements: ["RL-11", "P-074", "HLT-05"],
  standard: "RFC 9110 15.6.4",
  severity: "high",
  remedy: "Declare onStoreDown for each route, and let no handler ask Redis by itself",
  shelfLifeDays: 30,
  sabotages: ["allow-where-deny"],
  run,
};
