import { type ChildProcess, fork } from "node:child_process";
import { Agent, get } from "node:http";
import { defineModule, route, strictObject, Type } from "../packages/plinth/src/index.ts";
import { startTestApplication } from "../packages/plinth/src/testing/index.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * What telemetry costs: processor time of one answer of the same route, with nothing recorded, with
 * metrics and access log, with these and one request of ten traced, and with all of them traced. The
 * collector is another process that is away: spans are built, buffered, and lost (OBS-07).
 */
const WAYS = ["nothing", "counted and logged", "one of ten traced", "all traced"] as const;
type Way = (typeof WAYS)[number];
const CONNECTIONS = 16;
/** Share of the request rate that telemetry may cost. */
const TARGET_PERCENT = 15;

const hello = defineModule({
  name: "hello",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/api/v1/hello",
      {
        access: { public: true, because: "a measurement" },
        summary: "Says hello",
        limit: { none: "a measurement of what is left" },
        responses: { 200: strictObject({ hello: Type.String() }) },
      },
      () => ({ hello: "world" }),
    ),
  ],
});

const serve = async (way: Way): Promise<void> => {
  const isTraced = way.endsWith("traced");
  const application = await startTestApplication({
    modules: [hello],
    env: {
      LOG_LEVEL: way === "nothing" ? "error" : "info",
      ...(isTraced
        ? {
            OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
            // As outside of tests: the newest traces are kept for the console too.
            TRACES_KEPT: "200",
            TRACE_SAMPLE_PERCENT: way === "all traced" ? "100" : "10",
          }
        : {}),
    },
    ...(way === "nothing"
      ? { alter: { recorder: (own) => ({ ...own, record: () => undefined }) } }
      : {}),
  });
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.on("disconnect", () => void application.stop());
  process.send?.(application.localUrl);
};

const hear = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as T));
    child.once("exit", () => reject(new Error("the server has ended")));
  });

const cpuMicros = async (child: ChildProcess): Promise<number> => {
  child.send("cpu");
  const { user, system } = await hear<NodeJS.CpuUsage>(child);
  return user + system;
};

/** Sends `count` requests over a few connections. */
const load = async (url: string, count: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = count;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(`${url}/api/v1/hello`, { agent }, (answer) => {
        answer.resume().on("end", resolve);
      }).on("error", reject);
    });
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
};

const measure = async (): Promise<void> => {
  const flags = readFlags();
  const rounds = flags.quick ? 3 : 15;
  const requests = flags.quick ? 2_000 : 5_000;
  const servers = await Promise.all(
    WAYS.map(async (way) => {
      const child = fork(import.meta.filename, ["serve", way]);
      return { way, child, url: await hear<string>(child), micros: [] as number[] };
    }),
  );
  try {
    for (const { url } of servers) await load(url, requests);
    for (let round = 0; round < rounds; round += 1) {
      for (const { child, url, micros } of servers) {
        const before = await cpuMicros(child);
        await load(url, requests);
        micros.push(((await cpuMicros(child)) - before) / requests);
      }
    }
  } finally {
    for (const { child } of servers) child.disconnect();
  }
  report(servers, { rounds, requests, flags });
};

interface Measured {
  readonly way: Way;
  /** Microseconds of processor time an answer, by round. */
  readonly micros: readonly number[];
}

const report = (
  servers: readonly Measured[],
  how: {
    readonly rounds: number;
    readonly requests: number;
    readonly flags: ReturnType<typeof readFlags>;
  },
): void => {
  const { rounds, requests, flags } = how;
  const bare = median(servers[0]?.micros ?? []);
  const machine = describeMachine();
  const results = servers.map(({ way, micros }) => {
    const cost = median(micros);
    // A core that needs so much longer for an answer gives so many fewer of them.
    return { way, cost, lostRate: 1 - bare / cost, micros };
  });
  const full = results.find(({ way }) => way === "one of ten traced");
  const date = new Date().toISOString();
  const command = describeCommand("run telemetry");
  const load = readLoad();
  const text = [
    ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
    [
      `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
      `${rounds} interleaved rounds of ${requests} answers of one small route over ${CONNECTIONS} connections; medians. The collector of traces is away.`,
    ].join("\n"),
    markdownTable(
      ["recorded", "us of processor an answer", "fewer answers a second of a core"],
      results.map(({ way, cost, lostRate }) => [
        way,
        cost.toFixed(1),
        `${(100 * lostRate).toFixed(1)} %`,
      ]),
    ),
    `By default one of ten is traced: ${(100 * (full?.lostRate ?? 1)).toFixed(1)} % of the rate, target <= ${TARGET_PERCENT} %: ${full !== undefined && 100 * full.lostRate <= TARGET_PERCENT ? "holds" : "MISSED"}`,
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  storeResult(
    "telemetry",
    { date, command, machine, load, quick: flags.quick, results },
    flags.json,
  );
  if (flags["write-readme"]) {
    if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
    writeSection("README.md", "bench:telemetry", text);
  }
};

const way = WAYS.find((known) => known === process.argv[3]);
if (process.argv[2] === "serve" && way !== undefined) await serve(way);
else await measure();
