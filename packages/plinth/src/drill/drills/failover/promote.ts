import type { ThrowawayPostgres } from "#testing";
import { type Drill, NotRunError, type Outcome, type Scene } from "../../drill.ts";
import { pause, waitFor } from "../../support/ask.ts";
import { failedAfter, type Lost, measuredRpo, recoveredAt } from "../../support/loss.ts";
import { readEntries, startWriting, tally, type Writing } from "../../support/writing.ts";

/** From the kill to the first acknowledged write, with the usual settings (issue of Operations). */
const RTO_MS = 10_000;
const WRITING_MS = 1_500;
/** How long the primary of before is there again, while everybody writes. */
const RETURN_MS = 2_500;
/** Longest until it is closed; a machine with much to do takes its time. */
const CLOSED_MS = 20_000;
const STEP_MS = 250;

interface Servers {
  readonly primary: ThrowawayPostgres;
  readonly standby: { readonly url: string; readonly query: ThrowawayPostgres["query"] };
  /** Both, as DATABASE_URL names them. */
  readonly url: string;
}

/** A primary with a standby that it waits for: nothing that is acknowledged may be lost. */
const startServers = async ({ defer, incident }: Scene): Promise<Servers> => {
  // Loaded where it is needed: it brings the whole application with it.
  const { startPostgres, startReplica } = await import("#testing");
  const primary = await startPostgres({ durable: true });
  if ("missing" in primary) throw new NotRunError(primary.missing);
  defer(primary.stop);
  const standby = await startReplica(primary);
  defer(standby.stop);
  await primary.query("alter system set synchronous_standby_names = '*'");
  await primary.query("select pg_reload_conf()");
  incident.note("two PostgreSQL servers are up: a primary, and a standby that it waits for");
  const { host } = new URL(standby.url);
  const url = primary.url.replace(new URL(primary.url).host, (first) => `${first},${host}`);
  return { primary, standby, url };
};

/** Whether every instance had a write acknowledged since. */
const isBack = (writings: readonly Writing[], lostAt: number): boolean =>
  writings.every((writing) => recoveredAt({ writing, lostAt }) !== undefined);

/** The primary of before comes back: nobody writes to it, and it lets nobody. */
const bringBack = async ({ incident }: Scene, { primary }: Servers): Promise<readonly string[]> => {
  await primary.start();
  incident.note("the primary of before is started again");
  await pause(RETURN_MS);
  for (let waited = 0; waited < CLOSED_MS; waited += STEP_MS) {
    const [row] = await primary.query(
      "select current_setting('default_transaction_read_only') as c",
    );
    if (row?.["c"] === "on") {
      incident.note("it was closed for writers by itself");
      return [];
    }
    await pause(STEP_MS);
  }
  return ["the primary of before may be written by whoever finds it"];
};

/** What both instances say is there, compared with what they acknowledged. */
const outcomeOf = async (
  { incident }: Scene,
  urls: readonly string[],
  losses: readonly Lost[],
): Promise<Outcome> => {
  const found = await readEntries(urls[0] ?? "");
  const tallies = losses.map(({ writing }) => tally(writing.acknowledged, found));
  const recovered = losses.map((lost) => recoveredAt(lost));
  const lostAt = losses[0]?.lostAt ?? 0;
  const recoverMs = recovered.includes(undefined)
    ? undefined
    : Math.max(...recovered.map(Number)) - lostAt;
  const rpoMs = Math.round(Math.max(...losses.map((lost) => measuredRpo(lost, found))));
  const failed = losses.reduce((sum, lost) => sum + failedAfter(lost), 0);
  incident.note(`RTO ${recoverMs} ms, RPO ${rpoMs} ms, ${failed} requests failed`);
  return {
    recoverMs,
    lost: {
      what: "acknowledged writes",
      of: tallies.reduce((sum, { lost }) => sum + lost.of, 0),
      lost: tallies.reduce((sum, { lost }) => sum + lost.lost, 0),
    },
    faults: [
      ...tallies.flatMap(({ faults }) => faults),
      ...(recoverMs === undefined || recoverMs > RTO_MS
        ? [`no write was acknowledged within ${RTO_MS / 1_000} s of the kill`]
        : []),
    ],
  };
};

const run = async (scene: Scene): Promise<Outcome> => {
  const { incident, defer } = scene;
  const servers = await startServers(scene);
  const env = { DATABASE_URL: servers.url, FAILOVER_WITNESS: scene.directory() };
  // One after the other: the first one migrates.
  const urls: string[] = [];
  for (const name of ["one", "two"]) {
    urls.push((await scene.start({ env: { ...env, FAILOVER_NAME: name } })).url);
  }
  incident.note("two instances are up, and 3 writers begin at each");
  const { elapsed } = incident;
  const writings = urls.map((url, index) =>
    startWriting({ url, prefix: `p${index}`, elapsed, defer, lanes: 3 }),
  );
  await pause(WRITING_MS);
  const lostAt = incident.note("kill -9 of the primary");
  await servers.primary.kill();
  if (await waitFor(() => isBack(writings, lostAt), 3 * RTO_MS)) {
    incident.note("the standby was promoted, and both instances write there without a restart");
  }
  const returned = isBack(writings, lostAt) ? await bringBack(scene, servers) : [];
  await Promise.all(writings.map(({ end }) => end()));
  const outcome = await outcomeOf(
    scene,
    urls,
    writings.map((writing) => ({ writing, lostAt })),
  );
  return { ...outcome, faults: [...outcome.faults, ...returned] };
};

/** The primary of PostgreSQL is killed under writers, and its standby promoted (BK-07). */
export const promote: Drill = {
  id: "promote",
  claim: "When the primary of PostgreSQL is lost its standby is promoted, without a command",
  holds: [
    `writes are acknowledged within ${RTO_MS / 1_000} s of the kill, in the same processes`,
    "every acknowledged write is there, whole: the primary waited for its standby",
    "the primary of before is closed for writers when it comes back",
  ],
  requirements: ["BK-07", "BK-09", "P-061"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning",
  severity: "critical",
  remedy: "See plinth failover health, and plinth failover test for what a promotion would lack",
  shelfLifeDays: 30,
  sabotages: ["acknowledge-anyhow"],
  run,
};
