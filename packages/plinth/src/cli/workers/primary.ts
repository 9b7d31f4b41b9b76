import cluster, { type Worker as ClusterWorker } from "node:cluster";
import { LAME_DUCK_MS } from "#app";
import { BootError, systemClock, systemTimer } from "#core";
import { createLogger } from "#telemetry";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { stopSignal } from "../stop-signal.ts";
import { createPool, type Worker } from "./pool.ts";
import { BEAT, DRAIN, LEAD, READY } from "./words.ts";

const MOST = 64;
const TIMES = {
  readyMs: 60_000,
  hangMs: 10_000,
  restartMs: 250,
  drainMs: 30_000,
  lameDuckMs: LAME_DUCK_MS,
};

/** @throws {UsageError} */
const sizeOf = (given: Arguments): number => {
  const size = Number(given.text("workers"));
  if (Number.isInteger(size) && size >= 2 && size <= MOST) return size;
  throw new UsageError(`--workers is a whole number from 2 to ${MOST}`);
};

const asWorker = (forked: ClusterWorker): Worker => {
  const beats: (() => void)[] = [];
  const { process: child } = forked;
  const ready = new Promise<void>((resolve) => {
    forked.on("message", (message: { readonly said?: string }) => {
      if (message.said === BEAT) for (const beat of beats) beat();
      if (message.said === READY) resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    ready,
    gone: new Promise((resolve) => {
      forked.once("exit", (code, signal) => resolve(`ended with ${code ?? signal}`));
    }),
    onBeat: (listener) => void beats.push(listener),
    lead: () => {
      if (forked.isConnected()) forked.send({ say: LEAD });
    },
    drain: (lameDuckMs) => {
      if (forked.isConnected()) forked.send({ say: DRAIN, lameDuckMs });
    },
    kill: () => void child.kill("SIGKILL"),
  };
};

/**
 * Serves with several processes on one port: each core does its share, one that crashes or hangs is
 * replaced, and SIGHUP replaces all one by one, with code and settings read anew (DEP-05).
 * @throws {BootError} where the processes could not share what they know.
 */
export const serveWithWorkers = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const size = sizeOf(given);
  const config = loadSettings(terminal);
  if (config.database.url === undefined || config.redis.url === undefined) {
    throw new BootError([
      "--workers needs DATABASE_URL and REDIS_URL: the embedded database has one writer, and limits are counted together; plinth front replaces a single process without a lost request",
    ]);
  }
  const log = createLogger({ level: config.log.level, clock: systemClock, component: "workers" });
  const app = given.text("app");
  cluster.setupPrimary({
    exec: process.argv[1] ?? "",
    args: ["serve", "--worker", ...(app === undefined ? [] : ["--app", app])],
    execArgv: process.execArgv,
  });
  const pool = createPool({
    size,
    fork: () => asWorker(cluster.fork()),
    startTimer: systemTimer,
    times: TIMES,
    tell: (what, fields) => log.warn(what, fields),
  });
  let isReloading = false;
  const stopped = stopSignal();
  process.on("SIGHUP", () => {
    // A second wish while one is fulfilled is the same wish.
    if (isReloading) return;
    isReloading = true;
    void pool.reload().finally(() => {
      isReloading = false;
    });
  });
  try {
    await pool.start();
  } catch (fault) {
    await pool.stop(0);
    throw new BootError([`no worker starts: ${fault instanceof Error ? fault.message : fault}`]);
  }
  terminal.tell(`\n  ${size} workers are ready: open ${config.server.publicUrl}`);
  terminal.tell("  SIGHUP replaces them one by one · stop with Ctrl+C\n");
  const { lameDuckMs } = await stopped;
  await pool.stop(lameDuckMs);
  log.flush();
  return 0;
};
