import { setTimeout as delay } from "node:timers/promises";
import { forwardedHeaders, routePath } from "../contestants/contract.ts";
import { measuredBody } from "./duties.ts";
import { encodeRequest, startLoad } from "./load.ts";
import { readCpuMicros, readLoad, readRssMb } from "./machine.ts";
import type { RunningServer } from "./servers.ts";
import { quantile } from "./stats.ts";

/** What one segment of load on one contestant showed. */
export interface Segment {
  readonly round: number;
  readonly requests: number;
  /** User and kernel time of the server process per answered request, microseconds. */
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Resident memory of the server right after, MB. */
  readonly rssMb: number;
  /** 1-minute load average of the machine right after. */
  readonly load: number;
  /** Answers other than 200, and connection errors: anything but 0 disqualifies. */
  readonly faults: number;
  /** Access-log lines written for each request. */
  readonly logLines: number;
}

export interface SegmentOptions {
  readonly server: RunningServer;
  readonly method: "GET" | "POST";
  readonly connections: number;
  readonly seconds: number;
  readonly round: number;
}

/** Load that is not counted while connections open and the server comes back into its caches. */
const leadInMs = 250;

/** How long the last lines may take; on a busy machine a server's timers come late. */
const logPatienceMs = 5_000;

/**
 * Log lines, once there are as many as answers or the patience ends. Servers write the last lines in
 * a block, a moment after the answers: what is late is not lost, and what is lost never comes.
 */
export async function countLogLines(
  server: Pick<RunningServer, "countLogLines">,
  answered: number,
  patienceMs = logPatienceMs,
): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    await delay(leadInMs);
    const lines = server.countLogLines();
    if (lines >= answered || performance.now() >= deadline) return lines;
  }
}

/** The requests a contestant is loaded with. */
function buildRequests(server: RunningServer, method: "GET" | "POST"): Buffer[] {
  const { member, post, rotation } = server.ready.credentials;
  return (rotation ?? [member]).map((credentials) => {
    const headers = { ...forwardedHeaders, ...credentials };
    return method === "GET"
      ? encodeRequest("GET", `${routePath}?page=1`, headers)
      : encodeRequest("POST", routePath, { ...headers, ...post }, measuredBody);
  });
}

/** Loads one contestant for `seconds` and reads its CPU time from outside. */
export async function runSegment(options: SegmentOptions): Promise<Segment> {
  const { server, method, connections, seconds, round } = options;
  server.clearLog();
  const load = startLoad(server.ready.port, buildRequests(server, method), connections);
  await delay(leadInMs);
  load.begin();
  const cpuBefore = readCpuMicros(server.pid);
  const started = performance.now();
  await delay(seconds * 1000);
  const requests = load.completed();
  const cpuMicros = readCpuMicros(server.pid) - cpuBefore;
  const elapsed = (performance.now() - started) / 1000;
  const { latencies, statuses, errors, answered } = load.stop();
  const good = statuses["200"] ?? 0;
  const rssMb = readRssMb(server.pid);
  const lines = await countLogLines(server, answered);
  server.clearLog();
  return {
    round,
    requests,
    cpuMicros: requests === 0 ? Number.NaN : cpuMicros / requests,
    perSecond: requests / elapsed,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    rssMb,
    load: readLoad(),
    faults: errors + latencies.length - good,
    logLines: answered === 0 ? 0 : lines / answered,
  };
}

/**
 * Loads a contestant without counting, for at least `seconds` and until it has answered 20,000
 * requests, or four times as long: the slower a server, the longer its code takes to be compiled,
 * and a cold one would be judged by its interpreter.
 */
export async function warmUp(options: Omit<SegmentOptions, "round">): Promise<void> {
  const { server, method, connections, seconds } = options;
  const load = startLoad(server.ready.port, buildRequests(server, method), connections);
  const started = performance.now();
  for (;;) {
    await delay(leadInMs);
    const elapsed = (performance.now() - started) / 1000;
    server.clearLog();
    if (elapsed >= 4 * seconds || (elapsed >= seconds && load.completed() >= 20_000)) break;
  }
  load.stop();
}
