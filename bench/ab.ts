import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contestant } from "./contestants/registry.ts";
import {
  type Check,
  checkDuties,
  checkFloor,
  checkLimit,
  describeFailures,
} from "./harness/duties.ts";
import { canPin, describeMachine, pinSelf } from "./harness/machine.ts";
import { runSegment, type Segment, warmUp } from "./harness/measure.ts";
import { type Options, readOptions, UsageError, usage } from "./harness/options.ts";
import { type Entry, isNoisy, judgeEntries, type Result, renderResult } from "./harness/report.ts";
import { NotRunError, type RunningServer, startServer } from "./harness/servers.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";

/** The interleaved A/B harness: checks, warms up, measures round robin, prints ratios. */
const contestantFolder = join(import.meta.dirname, "contestants");
const limitTried = 5;

interface Session {
  readonly contestant: Contestant;
  readonly checks: readonly Check[];
  readonly segments: { GET: Segment[]; POST: Segment[] };
  server?: RunningServer;
  notRun?: string;
  disqualified?: string;
}

interface Ground {
  readonly scratch: string;
  readonly pinned: boolean;
}

function start(contestant: Contestant, { scratch, pinned }: Ground, limit?: number) {
  return startServer({
    contestant,
    folder: contestantFolder,
    scratch,
    ...(limit === undefined ? {} : { limit }),
    ...(pinned ? { core: 0 } : {}),
  });
}

async function tryLimit(contestant: Contestant, ground: Ground): Promise<Check[]> {
  const server = await start(contestant, ground, limitTried);
  try {
    return await checkLimit(server, limitTried);
  } finally {
    await server.stop();
  }
}

/** Starts a contestant and checks its duties; one that fails them is not kept running. */
async function enter(contestant: Contestant, ground: Ground): Promise<Session> {
  const session: Session = { contestant, checks: [], segments: { GET: [], POST: [] } };
  let server: RunningServer | undefined;
  try {
    const limits = contestant.duties === "full" ? await tryLimit(contestant, ground) : [];
    server = await start(contestant, ground);
    const duties =
      contestant.duties === "full" ? await checkDuties(server) : await checkFloor(server);
    const checks = [...duties, ...limits];
    const failures = describeFailures(contestant, checks);
    if (failures.length === 0) return { ...session, checks, server };
    await server.stop();
    return { ...session, checks, disqualified: failures.join("; ") };
  } catch (error) {
    await server?.stop();
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof NotRunError) return { ...session, notRun: message };
    return { ...session, disqualified: message };
  }
}

function report(session: Session): void {
  const { contestant, checks, notRun, disqualified } = session;
  const passed = checks.filter((check) => check.passed).length;
  if (notRun) console.log(`  NOT RUN       ${contestant.name}: ${notRun}`);
  else if (disqualified) console.log(`  DISQUALIFIED  ${disqualified}`);
  else console.log(`  ok            ${contestant.name}: ${passed} of ${checks.length} checks`);
}

async function measure(session: Session, options: Options, round: number): Promise<void> {
  const { server } = session;
  if (!server || session.disqualified) return;
  for (const method of options.routes) {
    const { connections, seconds } = options;
    const segment = await runSegment({ server, method, connections, seconds, round });
    if (segment.faults > 0 || segment.requests === 0) {
      session.disqualified = `${segment.faults} of ${segment.requests} ${method} answers were not 200`;
    } else if (session.contestant.duties === "full" && segment.logLines < 0.98) {
      session.disqualified = `logged only ${segment.logLines.toFixed(2)} lines a request under load`;
    }
    session.segments[method].push(segment);
  }
}

async function race(sessions: readonly Session[], options: Options): Promise<void> {
  console.log(`\nWarming up, at least ${options.warmUp} s each`);
  const { connections, warmUp: seconds } = options;
  for (const { server } of sessions) {
    if (!server || seconds === 0) continue;
    for (const method of options.routes) await warmUp({ server, method, connections, seconds });
  }
  for (let round = 0; round < options.segments; round += 1) {
    console.log(`Round ${round + 1} of ${options.segments}`);
    // A different one begins each round, so that none always follows the same neighbour.
    const turn = (round * 3) % sessions.length;
    for (const session of [...sessions.slice(turn), ...sessions.slice(0, turn)]) {
      await measure(session, options, round);
    }
  }
}

function conclude(sessions: readonly Session[], options: Options, pinned: boolean): Result {
  const entries = sessions.map(({ server: _server, ...entry }): Entry => entry);
  return {
    tool: "plinth-bench/ab",
    date: new Date().toISOString(),
    command: describeCommand("start"),
    quick: options.quick,
    machine: describeMachine(),
    pinned,
    versions: readVersions(["fastify", "express", "@nestjs/core", "better-auth"]),
    rounds: options.segments,
    seconds: options.seconds,
    connections: options.connections,
    entries,
    judgements: judgeEntries(entries),
  };
}

/** 0 when all holds, 1 when a target is missed or someone is disqualified, 2 when not all ran. */
function exitCode(result: Result): number {
  const { entries, judgements } = result;
  const missed = judgements.some(({ verdict }) => verdict === "MISSED");
  if (missed || entries.some(({ disqualified }) => disqualified)) return 1;
  const absent = judgements.some(({ verdict }) => verdict === "NOT MEASURED");
  return absent || entries.some(({ notRun }) => notRun) ? 2 : 0;
}

async function main(options: Options): Promise<number> {
  const pinned = canPin();
  if (pinned) pinSelf(1);
  else console.log("taskset or a second core is missing: server and client share cores");
  // Logs into memory where there is any: a disk would charge the wordier servers for its own slowness.
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const scratch = mkdtempSync(join(parent, "plinth-bench-"));
  const sessions: Session[] = [];
  try {
    console.log("Checking duties");
    for (const contestant of options.chosen) {
      const session = await enter(contestant, { scratch, pinned });
      sessions.push(session);
      report(session);
    }
    if (options.checksOnly) return sessions.every(({ server }) => server) ? 0 : 1;
    await race(sessions, options);
  } finally {
    await Promise.all(sessions.map(({ server }) => server?.stop()));
    rmSync(scratch, { recursive: true, force: true });
  }
  const result = conclude(sessions, options, pinned);
  const text = renderResult(result);
  console.log(`\n${text}\n`);
  storeResult("ab", result, options.json);
  if (options.writeReadme) {
    if (isNoisy(result.entries, result.machine)) console.log("README.md is left as it was.");
    else writeSection("README.md", "bench:ab", text);
  }
  return exitCode(result);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) process.exitCode = await main(options);
  else console.log(usage);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 64;
}
