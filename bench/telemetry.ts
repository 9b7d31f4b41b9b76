import { type ChildProcess, fork } from "node:child_process";
import { Agent, get } from "node:http";
import { defineModule, route, strictObject, Type } from "../packages/plinth/src/index.ts";
import { startTestApplication } from "../packages/plinth/src/testing/index.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";

/**
 * What telemetry costs: processor time of one answer of the same route, with nothing recorded, with
 * metrics and access log, with these and one request of ten traced, and with all of them traced. The
 * collector is another process that is away: spans are built, buffered, and lost (OBS-07).
 */
const WAYS = ["nothing", "counted and logged", "one of ten traced", "all traced"] as const;
type Way = (typeof WAYS)[number];
const CONNECTIONS = 16;

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
  const bare = median(servers[0]?.micros ?? []);
  process.stdout.write(`${JSON.stringify(describeMachine())}\n`);
  const rows = servers.map(({ way, micros }) => {
    const cost = median(micros);
    return [way, cost.toFixed(1), `${(100 * (cost / bare - 1)).toFixed(1)} %`];
  });
  const header = ["recorded", "µs of processor an answer", "more than nothing"];
  process.stdout.write(`${markdownTable(header, rows)}\n`);
};

const way = WAYS.find((known) => known === process.argv[3]);
if (process.argv[2] === "serve" && way !== undefined) await serve(way);
else await measure();
