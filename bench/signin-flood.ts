import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { forwardedHeaders } from "./contestants/contract.ts";
import { person, type SignInReady, type WantedRequest } from "./contestants/sign-in/contract.ts";
import { type SignInContestant, signInContestants } from "./contestants/sign-in/registry.ts";
import { encodeRequest } from "./harness/load.ts";
import { NotRunError, type RunningServer, startServer } from "./harness/servers.ts";
import { markdownTable, median, quantile } from "./harness/stats.ts";
import { readVersions } from "./harness/store.ts";
import { createAddresses } from "./identity/addresses.ts";
import { type Answer, arrive, type Client, createClient } from "./identity/client.ts";
import { watchOthers } from "./identity/machine-watch.ts";
import { type Findings, format, type Ground, runMeasurement } from "./identity/measurement.ts";

/**
 * A flood of sign-ins with the right password, each from a new address, and meanwhile somebody who
 * asks whether the server lives and somebody who reads (ID-09, P-083). Arrivals do not wait for
 * answers, so a server that stalls cannot slow its own test down.
 */
const floodPerSecond = 100;
const probesPerSecond = 50;
/** Sign-ins without an answer, beyond which no more are sent. */
const mostWaiting = 1_000;
const patienceMs = 5_000;
const slowestP99Ms = 50;

/** What the probes of one route saw, in milliseconds; unanswered ones count as the patience. */
interface Seen {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly unanswered: number;
  readonly faults: number;
}

interface Round {
  readonly idle: { readonly health: Seen; readonly read: Seen };
  readonly flood: { readonly health: Seen; readonly read: Seen };
  readonly signInsPerSecond: number;
  /** Of the sign-ins that were sent. */
  readonly refusedShare: number;
  /** Refusals that named no time to come back. */
  readonly refusedWithoutTime: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly others: number;
}

interface Entry {
  readonly contestant: SignInContestant;
  hash: string;
  readonly rounds: Round[];
  notRun?: string;
}

const summarise = (answers: readonly Answer[]): Seen => ({
  p50Ms: quantile(
    answers.map(({ ms }) => ms),
    0.5,
  ),
  p99Ms: quantile(
    answers.map(({ ms }) => ms),
    0.99,
  ),
  unanswered: answers.filter(({ status }) => status === 0).length,
  faults: answers.filter(({ status }) => status !== 200 && status !== 0).length,
});

/** Builds requests that each come from another address. */
function createRequests(ready: SignInReady) {
  const nextAddress = createAddresses();
  const from = (headers: WantedRequest["headers"]) => ({
    ...forwardedHeaders,
    ...headers,
    "x-forwarded-for": nextAddress(),
  });
  const { email, password } = person;
  const body = JSON.stringify({ email, password });
  return {
    get: ({ path, headers }: WantedRequest) => encodeRequest("GET", path, from(headers)),
    signIn: () => encodeRequest("POST", ready.signIn.path, from(ready.signIn.headers), body),
  };
}

/** Probes both routes for a time, alternating, whatever else goes on. */
async function probe(
  client: Client,
  ready: SignInReady,
  requests: ReturnType<typeof createRequests>,
  seconds: number,
): Promise<Round["idle"]> {
  const asked = { health: [] as Promise<Answer>[], read: [] as Promise<Answer>[] };
  const kinds = ["health", "read"] as const;
  let turn = 0;
  await arrive({
    perSecond: 2 * probesPerSecond,
    seconds,
    send: () => {
      const kind = kinds[turn++ % 2] ?? "health";
      asked[kind].push(client.ask(requests.get(ready[kind])));
    },
  });
  return {
    health: summarise(await Promise.all(asked.health)),
    read: summarise(await Promise.all(asked.read)),
  };
}

async function measure(server: RunningServer<SignInReady>, quick: boolean): Promise<Round> {
  const { ready, pid } = server;
  const requests = createRequests(ready);
  const probes = createClient(ready.port, patienceMs);
  const crowd = createClient(ready.port, 60_000);
  const readOthers = watchOthers([pid]);
  try {
    await probe(probes, ready, requests, 0.5);
    const idle = await probe(probes, ready, requests, quick ? 0.5 : 2);
    const statuses: Record<string, number> = {};
    const counted = { signedIn: 0, refused: 0, withoutTime: 0, answered: 0 };
    let isCounting = false;
    const send = async (): Promise<void> => {
      if (crowd.waiting() >= mostWaiting) return;
      const { status, head } = await crowd.ask(requests.signIn());
      if (!isCounting) return;
      counted.answered += 1;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 200) counted.signedIn += 1;
      if (status !== 429 && status !== 503) return;
      counted.refused += 1;
      if (!/\r\nretry-after: *[1-9]/i.test(head)) counted.withoutTime += 1;
    };
    const seconds = quick ? 2 : 6;
    const flooding = arrive({ perSecond: floodPerSecond, seconds: seconds + 1, send });
    // The queue fills first: what is measured is a flood that has lasted for a while.
    await delay(1_000);
    isCounting = true;
    const startedAt = performance.now();
    const flood = await probe(probes, ready, requests, seconds);
    const elapsed = (performance.now() - startedAt) / 1000;
    isCounting = false;
    const others = readOthers();
    await flooding;
    return {
      idle,
      flood,
      signInsPerSecond: counted.signedIn / elapsed,
      refusedShare: counted.answered === 0 ? 0 : counted.refused / counted.answered,
      refusedWithoutTime: counted.withoutTime,
      statuses,
      others,
    };
  } finally {
    probes.close();
    crowd.close();
  }
}

/** One start, one flood, one end: what a flood leaves in a queue would be the next one's. */
async function runOnce(entry: Entry, { scratch, quick }: Ground): Promise<void> {
  const folder = join(import.meta.dirname, "contestants/sign-in");
  try {
    const server = await startServer<SignInReady>({
      contestant: entry.contestant,
      folder,
      scratch,
      timeout: 30_000,
    });
    entry.hash = server.ready.hash;
    try {
      entry.rounds.push(await measure(server, quick));
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (!(error instanceof NotRunError)) throw error;
    entry.notRun = error.message;
  }
}

const of = (rounds: readonly Round[], pick: (round: Round) => number): number =>
  median(rounds.map(pick));

function renderTable(entries: readonly Entry[]): string {
  const rows = entries.map(({ contestant, hash, rounds, notRun }) => {
    if (notRun !== undefined) return [contestant.title, notRun];
    const unanswered = rounds.reduce(
      (sum, { flood }) => sum + flood.health.unanswered + flood.read.unanswered,
      0,
    );
    return [
      contestant.title,
      hash,
      format(of(rounds, ({ signInsPerSecond }) => signInsPerSecond)),
      format(100 * of(rounds, ({ refusedShare }) => refusedShare), 0),
      format(of(rounds, ({ idle }) => idle.health.p99Ms)),
      format(of(rounds, ({ flood }) => flood.health.p99Ms)),
      format(of(rounds, ({ idle }) => idle.read.p99Ms)),
      format(of(rounds, ({ flood }) => flood.read.p99Ms)),
      String(unanswered),
    ];
  });
  return markdownTable(
    [
      "server",
      "hash",
      "sign-ins/s",
      "refused at once, %",
      "health p99 ms, idle",
      "in the flood",
      "read p99 ms, idle",
      "in the flood",
      "probes unanswered",
    ],
    rows,
  );
}

/** What Plinth claims, for each way of hashing. */
function judge(entries: readonly Entry[]) {
  return entries
    .filter(({ contestant }) => contestant.file === "plinth.ts")
    .map(({ contestant, hash, rounds }) => {
      if (rounds.length === 0) return { text: `${contestant.name}: NOT MEASURED`, holds: false };
      const p99 = Math.max(
        of(rounds, ({ flood }) => flood.health.p99Ms),
        of(rounds, ({ flood }) => flood.read.p99Ms),
      );
      const isClean = rounds.every(
        ({ flood, refusedWithoutTime }) =>
          refusedWithoutTime === 0 && flood.health.faults + flood.read.faults === 0,
      );
      const holds = p99 <= slowestP99Ms && isClean;
      const clean = isClean ? "every refusal says when to come back" : "FAULTS among the answers";
      const text = `Plinth, ${hash}: p99 of other routes in the flood ${format(p99)} ms, target <= ${slowestP99Ms}; ${clean}: ${holds ? "holds" : "MISSED"}`;
      return { text, holds };
    });
}

async function run(ground: Ground): Promise<Findings> {
  const rounds = ground.quick ? 1 : 2;
  const chosen = signInContestants.filter(({ name }) => ground.isWanted(name));
  const entries = chosen.map((contestant): Entry => ({ contestant, hash: "", rounds: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[(at + 3 * round) % entries.length];
      if (entry === undefined || ground.isLate()) continue;
      console.log(`Round ${round + 1} of ${rounds}: ${entry.contestant.name}`);
      await runOnce(entry, ground);
    }
  }
  const verdicts = judge(entries);
  return {
    text: [renderTable(entries), verdicts.map(({ text }) => text).join("\n")].join("\n\n"),
    method: [
      `${floodPerSecond} sign-ins a second with the right password, each from a new address, arrive whether or not earlier ones were answered (at most ${mostWaiting} wait); ${probesPerSecond} probes a second of each route meanwhile. ${rounds} interleaved rounds, each with a server of its own; medians. Nothing is pinned to a core; server and client share the machine.`,
    ],
    holds: verdicts.every(({ holds }) => holds),
    others: entries.flatMap((entry) => entry.rounds.map(({ others }) => others)),
    versions: readVersions(["better-auth", "express", "bcrypt", "bcryptjs", "@node-rs/argon2"]),
    raw: entries,
  };
}

await runMeasurement({
  name: "signin-flood",
  purpose: `Sign-ins per second, and how other routes fare in a flood of them.
  Parts: ${signInContestants.map(({ name }) => name).join(", ")}`,
  budgetSeconds: 165,
  scratch: "disk",
  run,
});
