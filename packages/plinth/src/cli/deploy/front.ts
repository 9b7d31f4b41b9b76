import { mkdirSync } from "node:fs";
import {
  type ControlRequest,
  type OpenFront,
  openControlSocket,
  openFront,
  sendControl,
} from "#app";
import type { Config } from "#config";
import { BootError, parseDuration, systemClock, systemTimer } from "#core";
import {
  type Conductor,
  createConductor,
  createStateKeeper,
  type DeployOrder,
  deployDirectory,
  leaveMaintenance,
} from "#ops/deploy";
import { createLogger, type Logger } from "#telemetry";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { stopSignal } from "../stop-signal.ts";
import { createHistory, type FrontStatus, type History } from "./history.ts";
import { createLauncher, smokePathsOf } from "./launcher.ts";

const DEFAULT_WATCH = "30s";
const DEFAULT_PATIENCE = "60s";
const SETTLE_MS = 20_000;
const BEAT_MS = 2_000;
const RESTART_MS = 250;
const WATCH_EVERY_MS = 1_000;

const durationOf = (given: Arguments, flag: string, otherwise: string): number => {
  const text = given.text(flag) ?? otherwise;
  try {
    return parseDuration(text);
  } catch {
    throw new UsageError(`--${flag} is a duration such as ${otherwise}`);
  }
};

/** @throws {BootError} where another front is there already. */
const requireAlone = async (dataDirectory: string): Promise<void> => {
  const directory = deployDirectory(dataDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const answer = await sendControl(directory, { command: "ping", arguments: {} }).catch(
    () => undefined,
  );
  if (answer === undefined) return;
  throw new BootError([`a front runs on ${dataDirectory} already; see plinth deploy status`]);
};

const publicUrlOf = ({ server }: Config, { port }: OpenFront["address"]): string =>
  server.port === 0 ? `http://localhost:${port}` : server.publicUrl;

/** What is asked of a running front. */
const createControl = (conductor: Conductor, history: History, status: () => FrontStatus) => {
  const begin = (work: Promise<unknown>): void => {
    // How it ended is part of the history, which whoever began it reads.
    work.catch((fault: unknown) => {
      history.refuse(fault instanceof Error ? fault.message : String(fault));
    });
  };
  return async ({ command, arguments: given }: ControlRequest): Promise<unknown> => {
    const since = Number(given["since"] ?? 0);
    if (command === "ping") return "pong";
    if (command === "status") return { ...status(), events: history.since(since) };
    if (conductor.state().under !== null) {
      throw new Error("a deploy is under way; see plinth deploy status");
    }
    const mark = history.mark();
    if (command === "deploy") begin(conductor.deploy(given["order"] as DeployOrder));
    else if (command === "rollback") begin(conductor.rollback(String(given["by"] ?? "unknown")));
    else if (command === "reload") begin(conductor.reload(String(given["by"] ?? "unknown")));
    else throw new Error(`unknown command ${command}`);
    return { since: mark };
  };
};

/** All that runs in a front. */
interface Parts {
  readonly config: Config;
  readonly listener: OpenFront;
  readonly log: Logger;
  readonly terminal: Terminal;
  readonly watchMs: number;
  readonly patienceMs: number;
}

const createParts = ({ config, listener, log, terminal, watchMs, patienceMs }: Parts) => {
  const history = createHistory(log);
  const noteEnd = (): void => {
    conductor
      .serving()
      ?.candidate.note()
      .catch((fault: unknown) => {
        log.warn("a deploy is not in the audit trail yet", { error: fault });
      });
  };
  const conductor: Conductor = createConductor({
    state: createStateKeeper(config.dataDirectory),
    launch: createLauncher({
      dataDirectory: config.dataDirectory,
      environment: terminal.environment,
      publicUrl: () => publicUrlOf(config, listener.address),
      patienceMs,
      smokePaths: smokePathsOf,
    }),
    listener,
    times: {
      ...{ settleMs: SETTLE_MS, watchMs, watchEveryMs: Math.min(watchMs, WATCH_EVERY_MS) },
      ...{ beatMs: BEAT_MS, restartMs: RESTART_MS },
    },
    startTimer: systemTimer,
    stamp: () => new Date(systemClock.now()).toISOString(),
    tell: (progress) => {
      history.add(progress);
      // What serves is another one by now, or the same again; what serves next finds it otherwise.
      if (progress.kind === "end") setImmediate(noteEnd);
    },
    endMaintenance: () => leaveMaintenance(config.dataDirectory),
  });
  const status = (): FrontStatus => ({
    pid: process.pid,
    url: publicUrlOf(config, listener.address),
    address: listener.address,
    state: conductor.state(),
    serving: conductor.serving()?.candidate.pid ?? null,
    figures: listener.figures(),
  });
  return { conductor, control: createControl(conductor, history, status) };
};

const runFront = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const config = loadSettings(terminal);
  const watchMs = durationOf(given, "watch", DEFAULT_WATCH);
  const patienceMs = durationOf(given, "patience", DEFAULT_PATIENCE);
  await requireAlone(config.dataDirectory);
  const log = createLogger({ level: config.log.level, clock: systemClock, component: "front" });
  const listener = await openFront(config, { clock: systemClock, log });
  const { conductor, control } = createParts({
    config,
    listener,
    log,
    terminal,
    watchMs,
    patienceMs,
  });
  const socket = await openControlSocket(deployDirectory(config.dataDirectory), control);
  const stopped = stopSignal();
  process.on("SIGHUP", () => {
    listener.reloadCertificate("signal SIGHUP");
    conductor.reload("SIGHUP").catch((fault: unknown) => log.warn("no reload", { error: fault }));
  });
  const begun = conductor.begin();
  begun.catch((fault: unknown) => log.error("nothing serves", { error: fault }));
  const url = publicUrlOf(config, listener.address);
  terminal.tell(`\n  The front is ready: open ${url}`);
  terminal.tell("  Deploy with plinth deploy · stop with Ctrl+C\n");
  const { lameDuckMs } = await stopped;
  log.info("draining");
  await socket.close();
  await listener.lameDuck(lameDuckMs);
  const drained = listener.drain();
  const serving = conductor.serving();
  if (serving !== undefined && !serving.isGone()) {
    await listener.settle(serving.candidate.origin(), SETTLE_MS);
  }
  await conductor.close();
  await drained;
  log.flush();
  return 0;
};

/** The public listener with two slots behind it, and what keeps one of them serving (DEP-03). */
export const front: Command = {
  usage: "plinth front [--watch 30s] [--patience 60s]",
  flags: {
    watch: {
      type: "string",
      help: `how long a new release is watched and may go back by itself (${DEFAULT_WATCH})`,
    },
    patience: {
      type: "string",
      help: `how long a release may take to load, and again to start (${DEFAULT_PATIENCE})`,
    },
  },
  run: runFront,
};
