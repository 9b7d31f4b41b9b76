import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { RunningApplication } from "#app";
import { type Config, findingsOf } from "#config";
import { type GateContext, type GateResult, runGates, type Wanted } from "#ops/deploy";
import { callSlot } from "./calling.ts";

/** Longest wait for one answer of the candidate, in milliseconds. */
const ANSWER_MS = 10_000;
const LINE_MS = 1_000;
const AUDIT_MS = 25_000;
const AUDIT_BYTES = 16_777_216;

/** What the module of alerts offers. */
interface AlertTests {
  readonly test?: () => Promise<
    readonly { readonly sink: string; readonly outcome: string; readonly detail: string }[]
  >;
}

const roundTrip = ({ cache }: Pick<RunningApplication, "cache">): GateContext["cacheRoundTrip"] => {
  // A name is declared once in a process, and several gates go this way.
  const names = cache.declare<string>({
    name: "deploy-check",
    strategy: "hot",
    maxBytes: 4_096,
    isShared: true,
  });
  let round = 0;
  return async () => {
    round += 1;
    const key = `${process.pid}-${round}`;
    let computed = 0;
    const read = async (): Promise<string> =>
      names.wrap(key, () => {
        computed += 1;
        return key;
      });
    const values = [await read(), await read()];
    await names.invalidate(key);
    return { read: values, computed, dropped: await names.get(key) };
  };
};

/** Writes a line, and hears whether it went where lines go. */
const logLine =
  ({ log }: Pick<RunningApplication, "log">) =>
  (): Promise<boolean> =>
    new Promise((resolve) => {
      const mark = `deploy gate ${process.pid} ${performance.now()}`;
      const done = (arrived: boolean): void => {
        clearTimeout(timer);
        end();
        resolve(arrived);
      };
      const end = log.listen((lines) => {
        if (lines.includes(mark)) setImmediate(done, true);
      });
      const timer = setTimeout(done, LINE_MS, false);
      log.record("info", mark);
    });

/** Files that hold secrets: settings of the release, keys in the data directory, the key of TLS. */
const secretFiles =
  (config: Config, directory: string): GateContext["secretFiles"] =>
  () => {
    const settings = readdirSync(directory).filter((name) => /^\.env(?:\.[a-z0-9-]+)?$/.test(name));
    const paths = [
      ...settings.map((name) => join(directory, name)),
      join(config.dataDirectory, "secrets.json"),
      join(config.dataDirectory, "plinth.db"),
    ];
    return paths
      .filter((path) => existsSync(path))
      .map((path) => ({ path, mode: statSync(path).mode & 0o777 }));
  };

/** Command lines of this process and of those that started it, where the system shows them. */
const commandLines = (): readonly string[] => {
  const lines = [process.argv.join(" ")];
  try {
    lines.push(readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").replaceAll("\0", " "));
  } catch {
    // Elsewhere than on Linux there is no such file.
  }
  return lines;
};

const audit =
  (directory: string): NonNullable<GateContext["vulnerabilities"]> =>
  () =>
    new Promise((resolve) => {
      execFile(
        "npm",
        ["audit", "--omit=dev", "--json"],
        { cwd: directory, timeout: AUDIT_MS, maxBuffer: AUDIT_BYTES },
        // It ends with 1 where it found something; what it printed tells either way.
        (_, printed) => resolve(printed),
      );
    });

const contextOf = (application: RunningApplication, directory: string): GateContext => {
  const { config, policies, store, migrator, view, redis, metrics, modules } = application;
  const origin = `http://127.0.0.1:${application.address.port}`;
  const alerts = modules.service("alerts") as AlertTests | undefined;
  const token = config.operations.opsToken?.reveal();
  return {
    config,
    routes: policies,
    catalogue: view.catalogue(),
    ask: (question) => callSlot(origin, question, ANSWER_MS),
    monotonic: () => performance.now(),
    findings: () => findingsOf(config).map(({ message }) => message),
    cacheRoundTrip: roundTrip(application),
    pingRedis:
      redis === undefined
        ? undefined
        : async () => {
            await redis.call("PING");
          },
    pingDatabase: async () => {
      const { status, poolStatus } = await store.health();
      if (status !== "healthy") throw new Error(status);
      const { size, checkedOut, overflow } = poolStatus;
      return {
        kind: store.engine,
        pool: `${size} connections, ${checkedOut} in use, ${overflow} beyond`,
      };
    },
    pendingMigrations: async () => (await migrator.status()).pending,
    logLine: logLine(application),
    metricsText: async () => {
      await metrics.refresh();
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const { status, body } = await callSlot(
        origin,
        { path: "/metrics", headers, from: null },
        ANSWER_MS,
      );
      if (status !== 200) throw new Error(`/metrics answers ${status}`);
      return body;
    },
    secretFiles: secretFiles(config, directory),
    commandLines,
    testAlert:
      alerts?.test === undefined ? undefined : () => alerts.test?.() ?? Promise.resolve([]),
    vulnerabilities: existsSync(join(directory, "package-lock.json"))
      ? audit(directory)
      : undefined,
  };
};

/** Judges a running candidate from within: all gates that the operator wants (DEP-06 to DEP-09). */
export const judge = (
  application: RunningApplication,
  wanted: Wanted,
  directory: string,
): Promise<readonly GateResult[]> => runGates(contextOf(application, directory), wanted);
