import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findPort } from "./contestants/contract.ts";
import { describeMachine, readCpuMicros, readLoad, readRssMb } from "./harness/machine.ts";
import { markdownTable, median, spread } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * Time from spawn to the first 200 of /ready on a database that exists already, and resident memory
 * when idle, of the server as a person starts it. A bare node:http process is started in turn with
 * it, as the peer of both numbers.
 */
const usage = `npm --prefix bench run server -- [options]
  --source         start the sources, even where a build is there (default: what npm start serves)
  --env NAME=VALUE passed on, may be given again (for example to leave the solver worker out)
  --rounds N       starts (default 9)
  --settle S       idle seconds before memory is read (default 10)
  --quick          2 starts, 1 s: proves nothing
  --json FILE, --write-readme`;
const { values: flags } = parseArgs({
  options: {
    source: { type: "boolean", default: false },
    env: { type: "string", multiple: true, default: [] },
    rounds: { type: "string" },
    settle: { type: "string" },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const root = resolve(import.meta.dirname, "..");
const rounds = Number(flags.rounds ?? (flags.quick ? 2 : 9));
const settleMs = Number(flags.settle ?? (flags.quick ? 1 : 10)) * 1000;
const limits = { readyMs: 1500, idleMb: 150 };
const MEMORY = "idle memory";
const patienceMs = 60_000;

interface Start {
  readonly readyMs: number;
  readonly cpuMs: number;
  readonly idleMb: number;
}

const built = ["packages/plinth/dist/cli/main.js", "serve", "--quiet"];
const sources = [
  "--conditions=plinth-source",
  "packages/plinth/src/cli/main.ts",
  "serve",
  "--quiet",
  "--app",
  "apps/cibozer/server/application.ts",
];
const isBuilt = !flags.source && existsSync(join(root, "packages/plinth/dist/cli/main.js"));
// As scripts/start.mjs starts it.
const command = [
  "--max-semi-space-size=8",
  "--disable-warning=ExperimentalWarning",
  ...(isBuilt ? built : sources),
];

/** Thrown when the server cannot be measured here; the reason is for the person. */
class NotRunError extends Error {}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(force);
}

/** One start: spawns, waits for `path` to answer 200, idles, reads memory, stops. */
async function startOnce(
  argv: readonly string[],
  path: string,
  env: Record<string, string>,
  options: { readonly idleMs: number; readonly output: string },
): Promise<Start> {
  const { idleMs, output } = options;
  const port = await findPort();
  const file = openSync(output, "w");
  const started = performance.now();
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: ["ignore", file, file],
    env: { ...process.env, HOST: "127.0.0.1", PORT: String(port), ...env },
  });
  try {
    while (!(await isReady(`http://127.0.0.1:${port}${path}`))) {
      if (child.exitCode !== null || performance.now() - started > patienceMs) {
        const told = readFileSync(output, "utf8").split("\n").slice(0, 15).join("\n");
        throw new NotRunError(`node ${argv.join(" ")} was never ready:\n${told}`);
      }
      await delay(5);
    }
    const readyMs = performance.now() - started;
    const cpuMs = readCpuMicros(child.pid ?? 0) / 1000;
    await delay(idleMs);
    return { readyMs, cpuMs, idleMb: readRssMb(child.pid ?? 0) };
  } finally {
    await stop(child);
  }
}

const bare = [
  "--input-type=module",
  "--eval",
  'import { createServer } from "node:http"; createServer((_, r) => r.end("ok")).listen(process.env.PORT, "127.0.0.1");',
];

/** The same server without the solver's thread; only a build can leave it out. */
const withoutSolver = [...command, "--app", "bench/without-solver.mjs"];

interface Measured {
  readonly first: Start;
  readonly server: readonly Start[];
  readonly small: readonly Start[];
  readonly peer: readonly Start[];
}

function render({ server, small, peer }: Measured): string {
  const row = (name: string, starts: readonly Start[]) => [
    name,
    spread(
      starts.map(({ readyMs }) => readyMs),
      0,
    ),
    median(starts.map(({ cpuMs }) => cpuMs)).toFixed(0),
    spread(
      starts.map(({ idleMb }) => idleMb),
      0,
    ),
  ];
  return markdownTable(
    ["process", "ready, ms (range)", "CPU until ready, ms", "idle RSS, MB (range)"],
    [row("server", server), row("server without the solver", small), row("bare node:http", peer)],
  );
}

function judge(name: string, value: number, limit: number, unit: string) {
  const holds = value <= limit;
  const text = `${name}: median ${value.toFixed(0)} ${unit}, target <= ${limit}: ${holds ? "holds" : "MISSED"}`;
  return { holds, text };
}

async function measure(scratch: string): Promise<Measured> {
  const given = flags.env.map((pair): [string, string] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const env = { ...Object.fromEntries(given), PLINTH_DATA: join(scratch, "data") };
  const output = join(scratch, "output.txt");
  const first = await startOnce(command, "/ready", env, { idleMs: 0, output });
  const server: Start[] = [];
  const small: Start[] = [];
  const peer: Start[] = [];
  const smallEnv = { ...env, PLINTH_DATA: join(scratch, "small") };
  for (let round = 0; round < rounds; round += 1) {
    peer.push(await startOnce(bare, "/", {}, { idleMs: Math.min(settleMs, 1000), output }));
    server.push(await startOnce(command, "/ready", env, { idleMs: settleMs, output }));
    small.push(await startOnce(withoutSolver, "/ready", smallEnv, { idleMs: settleMs, output }));
  }
  return { first, server, small, peer };
}

async function main(): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const scratch = mkdtempSync(join(tmpdir(), "plinth-start-"));
  try {
    const measured = await measure(scratch);
    const { first, server, small, peer } = measured;
    const verdicts = [
      judge("ready", median(server.map(({ readyMs }) => readyMs)), limits.readyMs, "ms"),
      judge(
        `${MEMORY} without the solver`,
        median(small.map(({ idleMb }) => idleMb)),
        limits.idleMb,
        "MB",
      ),
      {
        holds: true,
        text: `${MEMORY} with the solver: median ${median(server.map(({ idleMb }) => idleMb)).toFixed(0)} MB, no target`,
      },
    ];
    const machine = describeMachine();
    const [date, asked, load] = [
      new Date().toISOString(),
      describeCommand("run server"),
      readLoad(),
    ];
    const text = [
      ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
      [
        `${date}; \`${asked}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
        `Started by \`node ${command.join(" ")}\`. ${rounds} starts on an existing database; memory after ${settleMs / 1000} s idle. The first start ever, which makes the database, took ${first.readyMs.toFixed(0)} ms.`,
      ].join("\n"),
      render(measured),
      verdicts.map((verdict) => verdict.text).join("\n"),
    ].join("\n\n");
    console.log(text);
    storeResult(
      "start",
      {
        date,
        command: asked,
        started: command,
        machine,
        load,
        quick: flags.quick,
        first,
        server,
        small,
        peer,
      },
      flags.json,
    );
    if (flags["write-readme"]) {
      if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
      writeSection("README.md", "bench:start", text);
    }
    return verdicts.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof NotRunError)) throw error;
    console.log(`NOT RUN: ${error.message}`);
    return 2;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

process.exitCode = await main();
