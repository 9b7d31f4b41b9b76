import type { ThrowawayPostgres } from "#testing";
import { type Drill, NotRunError, type Scene } from "../drill.ts";
import { ask, pause, waitFor } from "../support/ask.ts";
import {
  readEntries,
  startWriting,
  tally,
  type Writing,
  type Written,
} from "../support/writing.ts";

/** Longest that an answer may take while the database is away. */
const ANSWER_MS = 5_000;
/** Longest until writes are acknowledged again after the database is back. */
const RECOVER_MS = 15_000;
const OUTAGE_MS = 1_000;
const WAYS = ["halt", "kill"] as const;
type Way = (typeof WAYS)[number];

interface Outage {
  readonly detectMs: number | undefined;
  readonly recoverMs: number | undefined;
  readonly faults: readonly string[];
}

const prepare = async ({ defer, incident }: Scene): Promise<ThrowawayPostgres> => {
  // Loaded where it is needed: it brings the whole application with it.
  const { startPostgres } = await import("#testing");
  const server = await startPostgres({ durable: true });
  if ("missing" in server) throw new NotRunError(server.missing);
  defer(server.stop);
  incident.note("a PostgreSQL server of the drill's own is up");
  return server;
};

/** What refused answers said that is not as declared: 503, a problem document, when to come again. */
const refusalFaults = (written: readonly Written[]): readonly string[] => {
  const refused = written.filter(({ status }) => status !== 201);
  const odd = refused.filter(
    ({ status, type, retryAfter }) =>
      status !== 503 || !type.startsWith("application/problem+json") || retryAfter === undefined,
  );
  const statuses = [...new Set(odd.map(({ status }) => status))].join(", ");
  const slowest = Math.round(Math.max(0, ...written.map(({ ms }) => ms)));
  return [
    ...(odd.length > 0
      ? [`${odd.length} answers were no 503 problem with Retry-After (status ${statuses})`]
      : []),
    ...(slowest > ANSWER_MS ? [`an answer took ${slowest} ms`] : []),
  ];
};

const lookDuring = async (url: string): Promise<readonly string[]> => {
  const [health, ready] = await Promise.all([ask(`${url}/health`), ask(`${url}/ready`)]);
  return [
    ...(health.status === 200
      ? []
      : [`/health answered ${health.status}, though the process lives`]),
    ...(ready.status === 503 ? [] : [`/ready answered ${ready.status} without a database`]),
  ];
};

const breakOnce = async (
  { incident }: Scene,
  server: ThrowawayPostgres,
  url: string,
  writing: Writing,
  way: Way,
): Promise<Outage> => {
  await pause(300);
  const from = writing.written.length;
  const lostAt = incident.note(way === "halt" ? "PostgreSQL is stopped" : "kill -9 of PostgreSQL");
  await server[way]();
  await pause(OUTAGE_MS);
  const faults = await lookDuring(url);
  await server.start();
  const backAt = incident.note("PostgreSQL is started again");
  const isBack = (): Written | undefined =>
    writing.written.find(({ at, status }) => at >= backAt && status === 201);
  const isRecovered = await waitFor(() => isBack() !== undefined, RECOVER_MS);
  await pause(300);
  const during = writing.written.slice(from);
  const noticed = during.find(({ status }) => status !== 201)?.at;
  incident.note(
    `${during.filter(({ status }) => status === 503).length} writes were refused with 503`,
  );
  if (isRecovered) incident.note("writes are acknowledged again, without a restart");
  const recovered = isBack()?.at;
  return {
    detectMs: noticed === undefined ? undefined : Math.max(0, noticed - lostAt),
    recoverMs: recovered === undefined ? undefined : recovered - backAt,
    faults: [
      ...faults,
      ...refusalFaults(during),
      ...(noticed === undefined ? ["nobody noticed that the database was away"] : []),
      ...(isRecovered ? [] : [`no write was acknowledged ${RECOVER_MS} ms after its return`]),
    ],
  };
};

const largest = (values: readonly (number | undefined)[]): number | undefined =>
  values.includes(undefined) ? undefined : Math.max(...values.map(Number));

const run = async (scene: Scene) => {
  const { incident } = scene;
  const server = await prepare(scene);
  const { url } = await scene.start({ env: { DATABASE_URL: server.url } });
  incident.note("an instance is up, and 6 writers begin");
  const writing = startWriting({ url, prefix: "w", elapsed: incident.elapsed, defer: scene.defer });
  const outages: Outage[] = [];
  for (const way of WAYS) {
    outages.push(await breakOnce(scene, server, url, writing, way));
    // Something that did not come back once has nothing to lose a second time.
    if (outages.at(-1)?.recoverMs === undefined) break;
  }
  await writing.end();
  const { lost, faults } = tally(writing.acknowledged, await readEntries(url));
  incident.note(`read back: ${lost.lost} of ${lost.of} acknowledged writes are missing`);
  return {
    detectMs: largest(outages.map(({ detectMs }) => detectMs)),
    recoverMs: largest(outages.map(({ recoverMs }) => recoverMs)),
    lost,
    faults: [...faults, ...outages.flatMap((outage) => outage.faults)],
  };
};

/** PostgreSQL stopped, killed and started again under load (DB-04, HLT-01, HLT-07). */
export const databaseLost: Drill = {
  id: "database-lost",
  claim:
    "While its database is away an application refuses clearly, and recovers without a restart",
  holds: [
    `every write is acknowledged or refused with a 503 problem and Retry-After, within ${ANSWER_MS / 1_000} s`,
    "/health stays 200, /ready is 503",
    `writes are acknowledged again within ${RECOVER_MS / 1_000} s of its return, in the same process`,
    "every acknowledged write is there, whole",
  ],
  requirements: ["DB-04", "HLT-01", "HLT-07", "P-118"],
  standard: "RFC 9110 15.6.4, RFC 9457",
  severity: "high",
  remedy: "Let faults of the store pass as they come: it says SERVICE_UNAVAILABLE by itself",
  shelfLifeDays: 30,
  sabotages: ["outage-as-own-fault", "never-recovers", "acknowledge-anyhow"],
  run,
};
