import { join, resolve } from "node:path";
import { backupCopyTarget, backupTarget, requireBackupKeys, requireFailover } from "#app";
import { BootError, systemClock, systemFaultWords } from "#core";
import { BackupFault, type BackupTarget, createDirectoryTarget } from "#ops/backup";
import { checkFailover, LeaseRefused, lookAtFailover, rehearseFailover } from "#ops/failover";
import { type Arguments, type Command, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import type { FailoverContext } from "./context.ts";
import { promoteServer, promoteStandby } from "./promote.ts";
import { healthLines, lookLines } from "./words.ts";

const logPlace = (given: Arguments, { config, terminal }: FailoverContext): BackupTarget => {
  const from = given.text("from");
  const isCopy = from === "copy" || (from === undefined && config.failover?.witness === "copy");
  const place =
    from === undefined || from === "copy"
      ? isCopy
        ? backupCopyTarget(config)
        : backupTarget(config)
      : createDirectoryTarget(resolve(terminal.directory, from));
  if (place === undefined) throw new UsageError("no such place is named by the settings");
  return place;
};

const rehearse = async (given: Arguments, context: FailoverContext): Promise<number> => {
  const { config, parts, show } = context;
  const steps = await rehearseFailover({
    ...parts,
    word: parts.newNonce(),
    copy:
      parts.servers === undefined
        ? {
            from: logPlace(given, context),
            key: requireBackupKeys(config).opening,
            directory: join(config.dataDirectory, "failover"),
          }
        : undefined,
  });
  const isWhole = steps.every(({ ok }) => ok);
  show(
    { ok: isWhole, steps },
    steps.map(({ what, ok, detail }) => `${ok ? "ok    " : "NOT OK"}  ${what}: ${detail}`),
  );
  return isWhole ? 0 : 1;
};

type Verb = (given: Arguments, context: FailoverContext) => Promise<number>;

const VERBS: Readonly<Record<string, Verb>> = {
  status: async (_, { parts, show }) => {
    const look = await lookAtFailover(parts);
    show(look, lookLines(look, systemClock.now()));
    return 0;
  },
  health: async (_, { parts, show }) => {
    const health = await checkFailover(parts);
    show(health, healthLines(health, systemClock.now()));
    return health.faults.length === 0 ? 0 : 1;
  },
  run: (given, context) => {
    if (context.parts.servers !== undefined) return promoteServer(given, context);
    if (given.text("to") === undefined) return promoteStandby(given, context);
    throw new UsageError("--to names a PostgreSQL server: a standby takes over where it runs");
  },
  test: rehearse,
};

/** Who leads, and who takes over (BK-08). */
export const failover: Command = {
  usage:
    "plinth failover status | health | run [--to HOST:PORT] [--dry-run] [--force] | test [--from DIRECTORY|copy]  [--json]",
  mostWords: 1,
  verbs: {
    status: ["json"],
    health: ["json"],
    run: ["to", "dry-run", "force", "json"],
    test: ["from", "json"],
  },
  flags: {
    to: { type: "string", help: "this PostgreSQL server, not the one that received most" },
    "dry-run": { type: "boolean", help: "tells what it would do, and changes nothing" },
    force: { type: "boolean", help: "although what leads is alive" },
    from: { type: "string", help: "the place with the shipped log; copy for the second one" },
    json: { type: "boolean", help: "print the result as JSON" },
  },
  run: async (given, terminal) => {
    const [verb = ""] = given.words;
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (run === undefined) {
      throw new UsageError(`say one of ${Object.keys(VERBS).join(", ")}`);
    }
    const config = loadSettings(terminal);
    const context: FailoverContext = {
      ...{ terminal, config },
      parts: requireFailover(config),
      show: (value, lines) => {
        const text = given.isSet("json") ? [JSON.stringify(value, null, 2)] : lines;
        for (const line of text) terminal.print(line);
      },
    };
    try {
      return await run(given, context);
    } catch (fault) {
      if (fault instanceof UsageError || fault instanceof BootError) throw fault;
      if (!(fault instanceof Error)) throw fault;
      // What a server said of it is all that helps whoever runs it; of a place of files it is said already.
      const isSaid = fault instanceof BackupFault;
      const cause = fault.cause instanceof Error && !isSaid ? `: ${fault.cause.message}` : "";
      terminal.tell(`plinth: ${systemFaultWords(fault) ?? fault.message}${cause}`);
      return fault instanceof LeaseRefused || fault.name !== "TypeError" ? 1 : 70;
    }
  },
};
