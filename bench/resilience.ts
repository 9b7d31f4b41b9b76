import { createServer } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import {
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import CircuitBreaker from "opossum";
import { backgroundTimer, monotonicClock } from "../packages/plinth/src/core/index.ts";
import { defineModule } from "../packages/plinth/src/modules/contract/index.ts";
import {
  combine,
  createBreaker,
  createCall,
  createDegradation,
  createDependencies,
  createRetry,
  createTimeLimit,
  createTimerQueue,
  type Dependency,
} from "../packages/plinth/src/resilience/index.ts";
import { defineMail, type Mails } from "../packages/plinth/src/services/mail/index.ts";
import { startTestApplication } from "../packages/plinth/src/testing/index.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median, quantile } from "./harness/stats.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";

/**
 * What policies cost around a call that succeeds at once, beside the same without any, and beside
 * cockatiel and opossum; and what a mail server that hangs does to everything else (RES-01, RES-04).
 */
const flags = readFlags();
const rounds = flags.quick ? 5 : 25;
const CALLS = flags.quick ? 50_000 : 100_000;
const HANG_MS = flags.quick ? 1_000 : 5_000;

type Turn = () => Promise<unknown>;
interface Contestant {
  readonly group: string;
  readonly name: string;
  readonly turn: Turn;
}

const work = async (): Promise<number> => 1;
const BREAKER = "breaker";
const ALL = "retry, breaker, time limit";

function createContestants(): readonly Contestant[] {
  const startTimer = createTimerQueue(monotonicClock, backgroundTimer);
  const own = createBreaker({ name: "Stub", clock: monotonicClock });
  const call = createCall(monotonicClock);
  const common = { clock: monotonicClock, startTimer };
  const ownAll = combine(
    createRetry({ attempts: 3, jitter: Math.random, ...common }),
    createBreaker({ name: "Stub", clock: monotonicClock }),
    createTimeLimit({ name: "Stub", limitMs: 1_000, ...common }),
  );
  const declared = createDependencies({
    ...common,
    jitter: Math.random,
    degradation: createDegradation(),
  }).declare({ name: "stub", title: "Stub", limitMs: 1_000, whileDegraded: "Nothing." });
  const settings = () => ({ halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
  const theirs = circuitBreaker(handleAll, settings());
  const theirAll = wrap(
    retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, settings()),
    timeout(1_000, TimeoutStrategy.Aggressive),
  );
  const opossum = new CircuitBreaker(work, { timeout: false });
  const opossumTimed = new CircuitBreaker(work, { timeout: 1_000 });
  return [
    { group: BREAKER, name: "no policy", turn: work },
    { group: BREAKER, name: "Plinth", turn: () => own.run(work, call) },
    { group: BREAKER, name: "cockatiel", turn: () => theirs.execute(work) },
    { group: BREAKER, name: "opossum", turn: () => opossum.fire() },
    { group: ALL, name: "no policy", turn: work },
    {
      group: ALL,
      name: "Plinth",
      turn: async () => {
        const one = createCall(monotonicClock);
        const value = await ownAll.run(work, one);
        one.detach();
        return value;
      },
    },
    {
      group: ALL,
      name: "Plinth, declared: bulkhead and mode too",
      turn: () => declared.call(work),
    },
    { group: ALL, name: "cockatiel", turn: () => theirAll.execute(work) },
    { group: ALL, name: "opossum, without retry", turn: () => opossumTimed.fire() },
  ];
}

/** CPU nanoseconds a call, one after another. */
async function measure(turn: Turn): Promise<number> {
  const cpu = process.cpuUsage();
  for (let call = 0; call < CALLS; call += 1) await turn();
  const { user, system } = process.cpuUsage(cpu);
  return ((user + system) * 1_000) / CALLS;
}

/** Each round begins with another one, so that none always comes first. */
async function race(contestants: readonly Contestant[]) {
  const rows = contestants.map(({ group, name }) => ({ group, name, nanos: [] as number[] }));
  for (const { turn } of contestants) await measure(turn);
  for (let round = 0; round < rounds; round += 1) {
    for (let offset = 0; offset < contestants.length; offset += 1) {
      const at = (offset + round) % contestants.length;
      const [one, row] = [contestants[at], rows[at]];
      if (one !== undefined && row !== undefined) row.nanos.push(await measure(one.turn));
    }
  }
  return rows.map((row) => {
    const bare = rows.find(({ group }) => group === row.group)?.nanos ?? [];
    const added = row.nanos.map((nanos, round) => nanos - (bare[round] ?? 0));
    return { ...row, added };
  });
}

const NOTE = defineMail({ name: "note", most: 1_000_000 });

interface Parts {
  readonly mail: Mails;
  readonly other: Dependency;
}

/** What everything else notices for as long as mails are sent every few milliseconds. */
async function watch(smtpUrl: string | undefined) {
  const sender = defineModule({
    name: "sender",
    setup: ({ mail, dependencies }): Parts => ({
      mail,
      other: dependencies.declare({
        name: "other",
        title: "Other",
        limitMs: 1_000,
        whileDegraded: "Nothing.",
      }),
    }),
  });
  const app = await startTestApplication({
    modules: [sender],
    env: smtpUrl === undefined ? {} : { SMTP_URL: smtpUrl },
  });
  const { mail, other } = app.modules.service("sender") as Parts;
  const send = () =>
    mail
      .send({ kind: NOTE, to: "a@example.org", subject: "Bench", text: "Nothing of note." })
      .catch(() => undefined);
  // The first mail loads the client.
  void send();
  await delay(500);
  const lag = monitorEventLoopDelay({ resolution: 1 });
  const took: number[] = [];
  lag.enable();
  for (const end = performance.now() + HANG_MS; performance.now() < end; ) {
    void send();
    const begun = performance.now();
    await other.call(() => delay(1));
    took.push(performance.now() - begun);
    await delay(5);
  }
  lag.disable();
  const shown = { lag: lag.percentile(99) / 1e6, other: quantile(took, 0.99), calls: took.length };
  await app.stop();
  return shown;
}

async function whileHanging() {
  const idle = await watch(undefined);
  const sockets = new Set<{ destroy: () => unknown }>();
  // Takes connections and never says a word.
  const stub = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => stub.listen(0, "127.0.0.1", resolve));
  const address = stub.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const stopping = watch(`smtp://127.0.0.1:${port}`);
  // Stopping waits for what is under way: it is let go once the figures are taken.
  setTimeout(() => {
    for (const socket of sockets) socket.destroy();
    stub.close();
  }, HANG_MS + 3_000);
  return { idle, hanging: await stopping };
}

async function main(): Promise<void> {
  const rows = await race(createContestants());
  const lag = await whileHanging();
  const machine = describeMachine();
  const load = readLoad();
  const versions = readVersions(["cockatiel", "opossum"]);
  const costs = markdownTable(
    ["policies", "with", "CPU ns a call", "added to no policy, ns"],
    rows.map(({ group, name, nanos, added }) => [
      group,
      name,
      median(nanos).toFixed(0),
      name === "no policy" ? "" : median(added).toFixed(0),
    ]),
  );
  const lags = markdownTable(
    ["while a mail is sent every few ms", "event-loop lag p99, ms", "another dependency p99, ms"],
    [
      ["mail goes to files", lag.idle.lag.toFixed(1), lag.idle.other.toFixed(1)],
      ["the mail server hangs", lag.hanging.lag.toFixed(1), lag.hanging.other.toFixed(1)],
    ],
  );
  const text = [
    ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
    `${new Date().toISOString()}; \`${describeCommand("run resilience")}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}. ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    `${rounds} interleaved rounds of ${CALLS} calls, one after another, medians; what is added is taken within a round.`,
    costs,
    lags,
  ].join("\n\n");
  console.log(text);
  storeResult("resilience", { machine, load, versions, rows, lag }, flags.json);
  if (flags["write-readme"]) {
    if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
    writeSection("README.md", "bench:resilience", text);
  }
}

await main();
