import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sendControl } from "#app";
import type { Config } from "#config";
import { BootError } from "#core";
import {
  createStateKeeper,
  type DeployOrder,
  deployDirectory,
  type Ended,
  GATES,
  type GateResult,
} from "#ops/deploy";
import {
  type Arguments,
  type Command,
  parseArguments,
  type Terminal,
  UsageError,
} from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import type { FrontEvent, FrontStatus } from "./history.ts";
import { environmentSettings } from "./slot-settings.ts";
import { meaningOf, progressLine, readWords, type Typed } from "./words.ts";

const POLL_MS = 150;
/** Longest wait for a deploy: rehearsals of large databases take minutes. */
const LONGEST_MS = 1_800_000;
/** Longest wait for a front that was started. */
const FRONT_MS = 20_000;

type Status = FrontStatus & { readonly events: readonly FrontEvent[] };

/** Who types, as the operating system knows them; of sudo, whoever came by it. */
const whoTypes = ({ environment }: Terminal): string => {
  const sudo = environment["SUDO_USER"];
  try {
    const { username } = userInfo();
    return sudo === undefined ? username : `${username} (sudo by ${sudo.slice(0, 60)})`;
  } catch {
    // A user without an entry, as containers have them.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
};

const ask = async (
  dataDirectory: string,
  command: string,
  given: Readonly<Record<string, unknown>> = {},
): Promise<unknown> => {
  const answer = await sendControl(deployDirectory(dataDirectory), { command, arguments: given });
  if (answer === undefined) return undefined;
  if (!answer.ok) throw new BootError([answer.message]);
  return answer.value;
};

/** How the front is; undefined where none runs. */
export const frontStatus = async (dataDirectory: string, since = 0): Promise<Status | undefined> =>
  (await ask(dataDirectory, "status", { since })) as Status | undefined;

/** Starts a front that goes on after this command, and waits for its socket. */
const startFront = async (dataDirectory: string, terminal: Terminal): Promise<void> => {
  const instance = await sendControl(dataDirectory, { command: "ping", arguments: {} });
  if (instance !== undefined) {
    throw new BootError([
      "plinth serve runs here, which has no second slot: stop it, start plinth front, and deploy",
    ]);
  }
  const directory = deployDirectory(dataDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "front.log");
  const out = openSync(file, "a", 0o600);
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", "front"], {
    cwd: terminal.directory,
    env: { ...terminal.environment, PLINTH_DATA: dataDirectory },
    detached: true,
    stdio: ["ignore", out, out],
  });
  child.unref();
  for (let waited = 0; waited < FRONT_MS; waited += POLL_MS) {
    if ((await frontStatus(dataDirectory)) !== undefined) {
      terminal.tell(`a front was started, process ${child.pid ?? 0}; its log is ${file}`);
      return;
    }
    if (child.exitCode !== null) break;
    await pause(POLL_MS);
  }
  throw new BootError([`the front did not start; see ${file}`]);
};

/** What a deploy came to. */
interface Result {
  readonly ended: Ended;
  readonly gates: readonly GateResult[];
}

/** Prints what happens until it ended. */
const follow = async (
  dataDirectory: string,
  from: number,
  tell: (line: string) => void,
): Promise<Result> => {
  let since = from;
  const gates: GateResult[] = [];
  for (let waited = 0; waited < LONGEST_MS; waited += POLL_MS) {
    const status = await frontStatus(dataDirectory, since);
    if (status === undefined) {
      throw new BootError(["the front is gone; once it is started it puts right what was begun"]);
    }
    for (const event of status.events) {
      since = event.at;
      tell(progressLine(event));
      if (event.kind === "gate") gates.push(event.result);
      if (event.kind === "end") return { ended: event.ended, gates };
    }
    await pause(POLL_MS);
  }
  throw new BootError(["it takes longer than half an hour; see plinth deploy status"]);
};

/**
 * The very command that makes backups by hand, under the settings of the environment; success is a
 * backup that was restored.
 */
const makeBackup = async (given: Arguments, config: Config, terminal: Terminal): Promise<void> => {
  const { backup } = await import("../backup/backup.ts");
  const app = given.text("app");
  const line = ["create", ...(app === undefined ? [] : ["--app", app])];
  const settings = Object.entries(config.given).map(([name, text]) => [name, text.reveal()]);
  const environment = { ...terminal.environment, ...Object.fromEntries(settings) };
  const quiet = { ...terminal, environment, print: terminal.tell };
  const code = await backup.run(parseArguments(backup, line), quiet);
  if (code !== 0) throw new BootError(["the backup failed; nothing was deployed"]);
};

/** @throws {UsageError} for a check that is none: it would have been meant for another one. */
const readWithout = (given: Arguments): readonly string[] => {
  const names = given.texts("without");
  const unknown = names.find((name) => !GATES.some(({ id }) => id === name));
  if (unknown === undefined) return names;
  throw new UsageError(
    `--without ${unknown}: there is no such check; ${GATES.map(({ id }) => id).join(", ")}`,
  );
};

const orderOf = (
  given: Arguments,
  terminal: Terminal,
  typed: Typed,
  isStrict: boolean,
): DeployOrder => {
  const app = given.text("app");
  return {
    release: {
      directory: terminal.directory,
      ...(app === undefined ? {} : { app: resolve(terminal.directory, app) }),
      environment: typed.environment,
      name: "",
      version: "",
    },
    by: whoTypes(terminal),
    wanted: typed.wanted,
    mayContract: given.isSet("contract"),
    without: readWithout(given),
    isDryRun: given.isSet("dry-run"),
    isStrict,
  };
};

const runDeploy = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const typed = readWords(given.words);
  const isJson = given.isSet("json");
  const tell = isJson ? terminal.tell : terminal.print;
  for (const line of meaningOf(typed)) tell(line);
  const config = environmentSettings({
    environment: typed.environment,
    directory: terminal.directory,
    env: terminal.environment,
  });
  const { dataDirectory, profile, database } = config;
  const isStrict = profile === "staging" || profile === "production";
  const order = orderOf(given, terminal, typed, isStrict);
  if ((await frontStatus(dataDirectory)) === undefined) await startFront(dataDirectory, terminal);
  const hasData = database.url !== undefined || existsSync(join(dataDirectory, "plinth.db"));
  if (typed.wanted.backup && !order.isDryRun && hasData) await makeBackup(given, config, terminal);
  const begun = (await ask(dataDirectory, "deploy", { order })) as { readonly since: number };
  const { ended, gates } = await follow(dataDirectory, begun.since, tell);
  if (isJson) terminal.print(JSON.stringify({ ...ended, gates }));
  return ended.outcome === "deployed" || ended.outcome === "checked" ? 0 : 1;
};

const rollback = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const { dataDirectory } = loadSettings(terminal);
  const begun = (await ask(dataDirectory, "rollback", {
    by: whoTypes(terminal),
  })) as { readonly since: number } | undefined;
  if (begun === undefined) throw new BootError(["no front runs here; start plinth front"]);
  const isJson = given.isSet("json");
  const { ended } = await follow(
    dataDirectory,
    begun.since,
    isJson ? terminal.tell : terminal.print,
  );
  if (isJson) terminal.print(JSON.stringify(ended));
  return ended.outcome === "deployed" ? 0 : 1;
};

const placeWords = (placed: FrontStatus["state"]["active"]): string =>
  placed === null
    ? "none"
    : `${placed.colour}, ${placed.release.name} ${placed.release.version}, ${placed.release.environment}, ${placed.release.directory}`;

const status = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const { dataDirectory } = loadSettings(terminal);
  const found = await frontStatus(dataDirectory);
  const state = found?.state ?? createStateKeeper(dataDirectory).read();
  if (given.isSet("json")) {
    terminal.print(JSON.stringify(found ?? { pid: null, state }));
    return found === undefined ? 1 : 0;
  }
  const { active, previous, under, last } = state;
  terminal.print(
    `front     ${found === undefined ? "does not run" : `${found.url}, process ${found.pid}`}`,
  );
  terminal.print(`active    ${placeWords(active)}`);
  terminal.print(`process   ${found?.serving ?? "none"}`);
  terminal.print(`previous  ${placeWords(previous)}`);
  terminal.print(
    `under way ${under === null ? "nothing" : `${under.kind} ${under.number}: ${under.step}`}`,
  );
  terminal.print(
    `last      ${last === null ? "none" : `${last.number} ${last.outcome}: ${last.reason}`}`,
  );
  if (found !== undefined) {
    const { held, underWay, answered, unanswered, again } = found.figures;
    terminal.print(
      `requests  ${answered} answered, ${unanswered} not, ${again} sent again, ${underWay} under way, ${held} waiting`,
    );
  }
  return found === undefined ? 1 : 0;
};

/** Deploys the release of this directory, goes back to the one before, or tells what serves. */
export const deploy: Command = {
  usage:
    "plinth deploy <environment> <security-checks> <tests> <backup> [--dry-run] [--contract] [--without GATE] [--json] | status | rollback",
  mostWords: 4,
  verbs: {
    "": ["app", "dry-run", "contract", "without", "json"],
    status: ["json"],
    rollback: ["json"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    "dry-run": { type: "boolean", help: "checks everything and switches nothing" },
    contract: {
      type: "boolean",
      help: "lets migrations take away what the release before needs: there is no way back then",
    },
    without: {
      type: "string",
      isMany: true,
      help: "a gate that you answer for yourself; it is shown as skipped",
    },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const [verb] = given.words;
    if (verb === "status" || verb === "rollback") {
      if (given.words.length > 1) throw new UsageError(`plinth deploy ${verb} takes no words`);
      return verb === "status" ? status(given, terminal) : rollback(given, terminal);
    }
    return runDeploy(given, terminal);
  },
};
