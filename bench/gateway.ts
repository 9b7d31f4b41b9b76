import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findPort } from "./contestants/contract.ts";
import { encodeRequest, startLoad } from "./harness/load.ts";
import { readCpuMicros } from "./harness/machine.ts";
import { type Listening, startServer } from "./harness/servers.ts";
import { markdownTable, median, pairedRatios, quantile, spread } from "./harness/stats.ts";
import { watchOthers } from "./identity/machine-watch.ts";
import { type Findings, format, type Ground, runMeasurement } from "./identity/measurement.ts";

/**
 * What the gateway adds to a direct connection (GW-02), what the listener before two slots adds (DEP-03),
 * and what nginx, which does far less than the one and about as much as the other, adds in the same
 * rounds: latency of one client at a time, and CPU of the program in between.
 */
const most = { p50Ms: 1, p99Ms: 5 };
const patienceMs = 30_000;
const path = "/things";
const root = resolve(import.meta.dirname, "..");
const nginxPath = ["/usr/sbin/nginx", "/usr/bin/nginx"].find((file) => existsSync(file));

/** Somebody in between, or nobody. */
interface Way {
  readonly name: string;
  readonly port: number;
  /** Process ids whose CPU counts. */
  readonly pids: readonly number[];
}

interface Stretch {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicros: number;
  readonly faults: number;
  readonly foreign: number;
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((settled) => {
    if (child.exitCode !== null || child.signalCode !== null) return settled();
    child.once("exit", () => settled());
    child.kill("SIGTERM");
  });

async function untilAnswers(port: number, child: ChildProcess, name: string): Promise<void> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until && child.exitCode === null) {
    try {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`);
      if (status === 200) return;
    } catch {
      // Not yet.
    }
    await delay(50);
  }
  throw new Error(`${name} does not answer`);
}

function startGateway(scratch: string, port: number, upstream: number): ChildProcess {
  const policy = {
    access: { public: true, because: "measured without accounts" },
    summary: "What is measured",
    limit: { none: "the limit is not what is measured" },
    produces: "stream",
    responses: { 200: { type: "object" } },
  };
  const file = join(scratch, "gateway.json");
  const upstreams = [`http://127.0.0.1:${upstream}`];
  const routes = [{ method: "GET", path, policy }];
  writeFileSync(file, JSON.stringify({ name: "Measured", upstreams, routes }));
  const log = openSync(join(scratch, "gateway.log"), "w");
  const main = ["--conditions=plinth-source", "packages/plinth/src/cli/main.ts"];
  return spawn(process.execPath, [...main, "gateway", "--policy", file, "--quiet"], {
    cwd: root,
    stdio: ["ignore", log, log],
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_NO_WARNINGS: "1",
      PLINTH_ENV: "test",
      PLINTH_DATA: join(scratch, "gateway-data"),
      PORT: String(port),
      MAX_REQUESTS_PER_CONNECTION: "0",
    },
  });
}

function startFront(scratch: string, port: number, upstream: number): ChildProcess {
  const log = openSync(join(scratch, "front.log"), "w");
  const file = join(import.meta.dirname, "contestants/gateway/front.ts");
  return spawn(process.execPath, ["--conditions=plinth-source", file], {
    cwd: root,
    stdio: ["ignore", log, log],
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_NO_WARNINGS: "1",
      BENCH_SCRATCH: scratch,
      BENCH_PORT: String(port),
      UPSTREAM: `http://127.0.0.1:${upstream}`,
    },
  });
}

function startNginx(scratch: string, port: number, upstream: number): ChildProcess {
  const folder = join(scratch, "nginx");
  mkdirSync(folder);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = paths.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n");
  const config = `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
${temporary}
access_log ${folder}/access.log;
upstream behind { server 127.0.0.1:${upstream}; keepalive 64; }
server { listen 127.0.0.1:${port}; keepalive_requests 100000000;
location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; } }
}`;
  const file = join(folder, "nginx.conf");
  writeFileSync(file, config);
  // One process, whose CPU is easily read.
  const words = [
    "-c",
    file,
    "-p",
    folder,
    "-e",
    join(folder, "start.log"),
    "-g",
    "master_process off;",
  ];
  return spawn(nginxPath ?? "nginx", words, { stdio: "ignore" });
}

async function measureStretch(way: Way, connections: number, seconds: number): Promise<Stretch> {
  const load = startLoad(way.port, [encodeRequest("GET", path, {})], connections);
  await delay(300);
  const readForeign = watchOthers([...way.pids]);
  const cpu = () => way.pids.reduce((sum, pid) => sum + readCpuMicros(pid), 0);
  const before = cpu();
  load.begin();
  await delay(seconds * 1000);
  const used = cpu() - before;
  const { latencies, statuses, errors } = load.stop();
  const good = statuses["200"] ?? 0;
  return {
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    cpuMicros: good === 0 ? Number.NaN : used / good,
    faults: latencies.length - good + errors,
    foreign: readForeign(),
  };
}

const added = (
  mine: readonly Stretch[],
  direct: readonly Stretch[],
  of: "p50Ms" | "p99Ms",
): number =>
  median(mine.map((stretch, round) => stretch[of] - (direct[round]?.[of] ?? Number.NaN)));

function judge(stretches: ReadonlyMap<string, readonly Stretch[]>) {
  const direct = stretches.get("direct") ?? [];
  const mine = stretches.get("plinth gateway") ?? [];
  const [p50, p99] = [added(mine, direct, "p50Ms"), added(mine, direct, "p99Ms")];
  const faults = mine.reduce((sum, stretch) => sum + stretch.faults, 0);
  const holds = p50 <= most.p50Ms && p99 <= most.p99Ms && faults === 0;
  const text = `The gateway adds ${format(p50, 2)} ms at p50 (target <= ${most.p50Ms}) and ${format(p99, 2)} ms at p99 (target <= ${most.p99Ms}), ${faults} faults: ${holds ? "holds" : "MISSED"}`;
  const front = stretches.get("plinth front") ?? [];
  const lost = front.reduce((sum, stretch) => sum + stretch.faults, 0);
  const beside = `The front adds ${format(added(front, direct, "p50Ms"), 2)} ms at p50 and ${format(added(front, direct, "p99Ms"), 2)} ms at p99, no target; ${lost} faults: ${lost === 0 ? "holds" : "MISSED"}`;
  return { text: `${text}\n${beside}`, holds: holds && lost === 0 };
}

function render(stretches: ReadonlyMap<string, readonly Stretch[]>): string {
  const direct = stretches.get("direct") ?? [];
  const cpuOf = (list: readonly Stretch[]) => list.map(({ cpuMicros }) => cpuMicros);
  const mine = cpuOf(stretches.get("plinth gateway") ?? []);
  const rows = [...stretches].map(([name, list]) => [
    name,
    spread(list.map(({ p50Ms }) => p50Ms)),
    spread(list.map(({ p99Ms }) => p99Ms)),
    name === "direct" ? "-" : format(added(list, direct, "p50Ms"), 2),
    name === "direct" ? "-" : format(added(list, direct, "p99Ms"), 2),
    spread(cpuOf(list), 0),
    spread(pairedRatios(cpuOf(list), mine)),
  ]);
  const head = ["way", "p50 ms", "p99 ms", "adds p50", "adds p99", "CPU us a request"];
  return markdownTable([...head, "its CPU to the gateway's"], rows);
}

async function measureAll(ways: readonly Way[], ground: Ground) {
  const rounds = ground.quick ? 3 : 10;
  const seconds = ground.quick ? 1 : 4;
  const stretches = new Map<string, Stretch[]>(ways.map(({ name }) => [name, []]));
  // One client at a time is what a latency is said of; before it, all code paths are hot.
  for (const way of ways) await measureStretch(way, 16, ground.quick ? 1 : 3);
  for (let round = 0; round < rounds && !ground.isLate(); round += 1) {
    console.log(`Round ${round + 1} of ${rounds}`);
    for (let at = 0; at < ways.length; at += 1) {
      const way = ways[(at + round) % ways.length];
      if (way !== undefined) stretches.get(way.name)?.push(await measureStretch(way, 1, seconds));
    }
  }
  return stretches;
}

async function run(ground: Ground): Promise<Findings> {
  const { scratch } = ground;
  const folder = join(import.meta.dirname, "contestants/gateway");
  const contestant = { name: "upstream", file: "upstream.ts" };
  const upstream = await startServer<Listening>({ contestant, folder, scratch });
  const children: ChildProcess[] = [];
  try {
    const ways: Way[] = [{ name: "direct", port: upstream.ready.port, pids: [upstream.pid] }];
    const enter = async (name: string, start: typeof startGateway): Promise<void> => {
      const port = await findPort();
      const child = start(scratch, port, upstream.ready.port);
      children.push(child);
      await untilAnswers(port, child, name);
      ways.push({ name, port, pids: [child.pid ?? 0] });
    };
    await enter("plinth gateway", startGateway);
    await enter("plinth front", startFront);
    if (nginxPath !== undefined) await enter("nginx", startNginx);
    const stretches = await measureAll(ways, ground);
    const verdict = judge(stretches);
    return {
      text: [render(stretches), verdict.text].join("\n\n"),
      method: [
        "One client, one request at a time, over a connection that stays open; each way in turn, differences and ratios within a round. The gateway logs, counts, signs who calls and sets its headers; the front counts, holds requests where it must, and names the slot; nginx logs and passes on. CPU is that of the process in between (of the upstream for the direct way).",
        ...(nginxPath === undefined ? ["nginx is not installed here and was not measured."] : []),
      ],
      holds: verdict.holds,
      others: [...stretches.values()].flat().map(({ foreign }) => foreign),
      versions: {},
      raw: Object.fromEntries(stretches),
    };
  } finally {
    await Promise.all(children.map(end));
    await upstream.stop();
  }
}

await runMeasurement({
  name: "gateway",
  purpose: "What the gateway and the front add to a direct connection, beside nginx.",
  budgetSeconds: 250,
  scratch: "memory",
  run,
});
