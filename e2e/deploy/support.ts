import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { installPlinth } from "../support/installed-plinth.ts";
import { runPlinth } from "../support/run.ts";
import { plinthCommand, processEnvironment } from "../support/server.ts";

const READY_MS = 30_000;

/** What is different about a release. */
export interface Build {
  readonly version: string;
  /** "crash": it ends while it is loaded; "unready-later": well until somebody calls. */
  readonly mode?: "sound" | "crash" | "unready-later";
  /** Whether it brings a table. */
  readonly hasTable?: boolean;
}

const codeOf = ({ version, mode = "sound", hasTable = false }: Build): string => `
import { defineApplication, defineMigration, defineModule, identityModules, operationsModules, reply, route, Type } from "plinth";
if (${JSON.stringify(mode)} === "crash") throw new Error("this build ends at once");
let calls = 0;
const limit = { none: "a test counts its calls" };
const access = { public: true, because: "a test of deploys asks" };
const text = (value) => reply(200, value, ["Content-Type", "text/plain"]);
const table = defineMigration({
  id: "own-0001",
  reason: "a test",
  compatible: "expand",
  up: async (_, { createTable, columns }) => {
    await createTable("own_things").addColumn("id", columns.id, (column) => column.primaryKey()).execute();
  },
  down: async (db) => {
    await db.schema.dropTable("own_things").execute();
  },
});
const own = defineModule({
  name: "own",
  setup: () => ({}),
  migrations: ${hasTable ? "[table]" : "[]"},
  data: ${hasTable ? '[{ table: "own_things", columns: { id: "none" }, retention: "configuration" }]' : "[]"},
  health: async () => ({
    healthy: ${JSON.stringify(mode)} !== "unready-later" || calls < 10,
    required: true,
  }),
  routes: () => [
    route.get("/api/v1/version", { access, limit, summary: "Version", responses: { 200: Type.String() }, produces: "text" }, () => { calls += 1; return text(${JSON.stringify(version)}); }),
    route.get("/api/v1/slow", { access, limit, summary: "Slow", responses: { 200: Type.String() }, produces: "text" }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      return text("slow");
    }),
    route.post("/api/v1/echo", { access, limit, summary: "Echo", csrf: { exempt: "no browser calls a test" }, body: Type.Object({ n: Type.Integer() }), responses: { 200: Type.Object({ n: Type.Integer() }) } }, ({ body }) => ({ n: body.n })),
  ],
});
export const application = defineApplication({
  name: "Specimen",
  version: ${JSON.stringify(version)},
  description: "What a test deploys",
  modules: [...identityModules, ...operationsModules, own],
});
`;

/** Makes a release: a directory with an application, and Plinth beside it. */
export const makeRelease = (parent: string, build: Build): string => {
  const directory = join(parent, `release-${build.version}`);
  // Each release brings its own Plinth along.
  installPlinth(join(directory, "node_modules"));
  writeFileSync(join(directory, "application.js"), codeOf(build));
  writeFileSync(
    join(directory, "package.json"),
    JSON.stringify({
      name: "specimen",
      type: "module",
      plinth: { app: "./application.js", smoke: ["/api/v1/version"] },
    }),
  );
  return directory;
};

/** A front as a process. */
export interface FrontProcess {
  readonly url: string;
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<number | null>;
}

/** A host with a port, a data directory, and what is typed there. */
export const createHost = async (
  directory: string,
  services: Readonly<Record<string, string>> = {},
) => {
  const environment = {
    PLINTH_DATA: join(directory, "data"),
    PORT: String(await freePort()),
    BACKUP_DIRECTORY: "off",
    ...services,
    ...{ RATE_LIMIT_PER_MINUTE: "1000000", RATE_LIMIT_PER_HOUR: "10000000" },
  };
  const url = `http://127.0.0.1:${environment.PORT}`;
  return {
    url,
    dataDirectory: environment.PLINTH_DATA,
    front: (): Promise<FrontProcess> => startFront(directory, url, environment),
    plinth: (release: string, ...words: readonly string[]) =>
      runPlinth(words, environment, { directory: release }),
  };
};

const endOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once("exit", (code) => resolve(code)));

const startFront = async (
  directory: string,
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<FrontProcess> => {
  const [command, words] = plinthCommand("front", "--watch", "2s", "--patience", "20s");
  const child = spawn(command, words, {
    cwd: directory,
    env: processEnvironment(environment),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no front: ${told}`)), READY_MS);
    child.stderr.on("data", (part: Buffer) => {
      told += part.toString();
      if (!told.includes("The front is ready")) return;
      clearTimeout(late);
      resolve();
    });
    child.once("exit", (code) => reject(new Error(`the front ended with ${code}: ${told}`)));
  });
  return {
    url,
    kill: async () => {
      child.kill("SIGKILL");
      await endOf(child);
    },
    stop: () => {
      child.kill("SIGTERM");
      return endOf(child);
    },
  };
};

/** What callers met. */
export interface Load {
  /** Ends it; the number of calls, who answered, and every call that failed. */
  readonly end: () => Promise<{
    readonly calls: number;
    readonly slots: readonly string[];
    readonly failed: readonly string[];
  }>;
}

interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Between two calls, in milliseconds. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 4;

/** Callers that ask without a break, over connections that they keep; nothing is sent twice. */
export const startLoad = (url: string, asks: readonly Ask[]): Load => {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  const slots = new Set<string>();
  const failed: string[] = [];
  let calls = 0;
  let isOver = false;

  const call = (ask: Ask): Promise<void> =>
    new Promise((resolve) => {
      const { method, path, body = "", headers = {} } = ask;
      const fail = (why: string): void => {
        failed.push(`${method} ${path}: ${why}`);
        resolve();
      };
      const length = { "Content-Length": String(Buffer.byteLength(body)) };
      const asking = request({
        ...{ hostname, port, agent, method, path },
        headers: {
          ...(body === "" ? {} : { "Content-Type": "application/json" }),
          ...length,
          ...headers,
        },
      });
      asking.once("error", (fault) => fail(fault.message));
      asking.once("response", (answer) => {
        answer.resume();
        answer.once("error", (fault) => fail(fault.message));
        answer.once("end", () => {
          calls += 1;
          slots.add(String(answer.headers["plinth-slot"]).split(";")[0] ?? "");
          if (answer.statusCode === 200) resolve();
          else fail(String(answer.statusCode));
        });
      });
      asking.end(body);
    });
  const callers = asks.map(async (ask) => {
    while (!isOver) {
      await call(ask);
      await new Promise((resolve) => setTimeout(resolve, ask.pauseMs ?? PAUSE_MS));
    }
  });
  return {
    end: async () => {
      isOver = true;
      await Promise.all(callers);
      agent.destroy();
      return { calls, slots: [...slots], failed };
    },
  };
};
