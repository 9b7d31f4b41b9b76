import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { backupCopyTarget, backupTarget, requireBackupKeys, restoreBackup } from "#app";
import type { Config } from "#config";
import { BootError, monotonicClock, systemClock, systemFaultWords } from "#core";
import {
  BackupFault,
  type BackupTarget,
  createDirectoryTarget,
  type FullBackup,
  lastProof,
  outdated,
  type Proof,
  proveBackup,
  readCatalog,
  restoreDatabase,
  verifyTarget,
} from "#ops/backup";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";
import type { Context } from "./context.ts";
import { type DumpContext, dump, load, loadBackup } from "./dump.ts";
import { createProgress } from "./progress.ts";
import { askRunning, runningStatus } from "./running.ts";
import { SERVER_VERBS } from "./server.ts";
import { instantWords, proofLine, readInstant, sizeWords } from "./words.ts";

const create = async ({ given, terminal, config, show }: Context): Promise<number> => {
  const progress = createProgress(terminal);
  const print = (full: FullBackup | undefined, proof: Proof | undefined): number => {
    show({ full, proof }, [
      full === undefined ? "no full backup" : `${full.name}  ${sizeWords(full.bytes)}`,
      ...(proof === undefined ? [] : [proofLine(proof)]),
    ]);
    return 0;
  };
  const status = await askRunning(config.dataDirectory, "create", progress);
  if (status !== undefined) return print(status.lastFull, status.lastProof);
  return withData(given.text("app"), terminal, async ({ backups }) => {
    if (backups === undefined) throw new UsageError("BACKUP_DIRECTORY is off");
    const { full, proof } = await backups.create(progress);
    return print(full, proof);
  });
};

const list = async ({ terminal, config, target, keys, show }: Context): Promise<number> => {
  const { full, log, bytes } = await readCatalog(target);
  const proof = await lastProof(target, keys.opening);
  const running = await runningStatus(config.dataDirectory);
  const value = {
    place: target.place,
    bytes,
    full,
    pieces: log.length,
    proof: proof ?? null,
    following: running?.isFollowing ?? null,
    lagMs: running?.lagMs ?? null,
  };
  show(value, [
    `${target.place}: ${full.length} full ${full.length === 1 ? "backup" : "backups"}, ${log.length} ${log.length === 1 ? "piece" : "pieces"} of log, ${sizeWords(bytes)}`,
    ...full.map(
      (one) => `${instantWords(one.at)}  ${sizeWords(one.bytes).padStart(9)}  ${one.name}`,
    ),
    proof === undefined ? "nothing was proven yet" : proofLine(proof),
    ...(running === undefined
      ? []
      : [
          running.isDumped === true
            ? "rows are dumped once a day: what came since the last dump is in none"
            : running.isFollowing
              ? `every commit goes there by itself; ${(running.lagMs / 1_000).toFixed(1)} s behind`
              : "commits do NOT go there by themselves now",
        ]),
  ]);
  if (full.length > 0) return 0;
  terminal.tell("plinth: there is no full backup; plinth backup create makes one");
  return 1;
};

const verify = async ({ terminal, target, keys, show }: Context): Promise<number> => {
  const progress = createProgress(terminal);
  const found = await verifyTarget(target, keys.opening, (done, total) =>
    progress("reading", done / Math.max(1, total)),
  );
  show(found, [
    ...found.faults.map((fault) => `fault: ${fault}`),
    found.faults.length === 0
      ? `${found.objects} objects, ${sizeWords(found.bytes)}: all of them open, none was changed, none is missing`
      : `faults: ${found.faults.length} in ${found.objects} objects`,
  ]);
  return found.faults.length === 0 ? 0 : 1;
};

const restore = async ({
  given,
  terminal,
  config,
  target,
  keys,
  show,
}: Context): Promise<number> => {
  const progress = createProgress(terminal);
  const at = readInstant(given.text("at"));
  const to = given.text("to");
  const options = {
    target,
    key: keys.opening,
    ...(at === undefined ? {} : { at }),
    onProgress: ({ step, done, total }: { step: string; done: number; total: number }) =>
      progress(`reading the ${step}`, done / Math.max(1, total)),
  };
  const started = monotonicClock.now();
  const seconds = () => Math.round(monotonicClock.now() - started) / 1_000;
  if (to !== undefined) {
    const file = resolve(terminal.directory, to);
    const made = await restoreDatabase({ ...options, file });
    show({ ...made, file, seconds: seconds() }, [
      `${file}: ${sizeWords(made.bytes)}, not encrypted, as of ${instantWords(made.at)}, in ${seconds()} s`,
    ]);
    return 0;
  }
  if (config.database.url !== undefined)
    return loadBackup({ given, terminal, config, keys, show }, options);
  const { dataDirectory } = config;
  const { key: _, ...rest } = options;
  const made = await restoreBackup(config, { ...rest, isReplaced: given.isSet("replace") });
  const rows = Object.values(made.checked.rows).reduce((sum, count) => sum + count, 0);
  show({ ...made, seconds: seconds() }, [
    ...made.movedAside.map((file) => `${file.name} is now ${file.to}`),
    ...(made.erased === 0
      ? []
      : [`${made.erased} accounts were erased since; the next start erases them again`]),
    ...(made.uploads === 0 ? [] : [`${made.uploads} uploaded files were missing, and are back`]),
    ...made.files.map((file) => `${file} was missing, and is back`),
    ...(made.configuration === undefined
      ? []
      : [`the settings of then are in ${made.configuration}`]),
    `${dataDirectory}: ${rows} rows as of ${instantWords(made.at)}, found whole, in ${seconds()} s`,
  ]);
  return 0;
};

const prune = async ({ target, show }: Context): Promise<number> => {
  const names = outdated(await readCatalog(target), systemClock.now());
  for (const name of names) await target.remove(name);
  show({ removed: names }, [...names, `${names.length} objects removed`]);
  return 0;
};

const drill = async ({ terminal, config, target, keys, show }: Context): Promise<number> => {
  const progress = createProgress(terminal);
  const running = await askRunning(config.dataDirectory, "drill", progress);
  const proof =
    running?.lastProof ??
    (
      await proveBackup({
        target,
        objectKey: keys.sealing,
        opening: keys.opening,
        clock: systemClock,
        monotonic: monotonicClock,
        onProgress: ({ step, done, total }) =>
          progress(`reading the ${step}`, done / Math.max(1, total)),
      })
    ).proof;
  show(proof, [
    proofLine(proof),
    ...(proof.lagMs === undefined ? [] : [`a commit was in the backup after ${proof.lagMs} ms`]),
  ]);
  return 0;
};

const requireCopy = (config: Config): BackupTarget => {
  const target = backupCopyTarget(config);
  if (target !== undefined) return target;
  throw new UsageError("no second place is named: set BACKUP_S3_URL or BACKUP_COPY_TO");
};

const upload = async ({ config, terminal, target, show }: Context): Promise<number> => {
  const to = requireCopy(config);
  const progress = createProgress(terminal);
  const there = new Map((await to.list("")).map(({ name, bytes }) => [name, bytes]));
  // Who leads is no backup: the second place must not say so of the first.
  const missing = (await target.list("")).filter(
    ({ name, bytes }) => there.get(name) !== bytes && !name.startsWith("failover/"),
  );
  const total = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { name, bytes } of missing) {
    await to.put(name, target.get(name), bytes);
    done += bytes;
    progress("copying", done / Math.max(1, total));
  }
  show({ place: to.place, objects: missing.length, bytes: total }, [
    `${missing.length} objects, ${sizeWords(total)}, copied to ${to.place}`,
  ]);
  return 0;
};

const VERBS: Readonly<Record<string, (context: Context) => Promise<number>>> = {
  create: async (context) => {
    if (!context.given.isSet("upload")) return create(context);
    // Asked before the work, which may take hours.
    requireCopy(context.config);
    const code = await create(context);
    return code === 0 ? upload(context) : code;
  },
  list,
  verify,
  restore,
  prune,
  drill,
  upload,
};

/** They know no place with backups, and work on either engine. */
const DUMPS: Readonly<Record<string, (context: DumpContext) => Promise<number>>> = { dump, load };

/** The place to work with: the one of the settings, the second one, or a directory that was typed. */
const targetOf = (given: Arguments, terminal: Terminal, config: Config): BackupTarget => {
  const from = given.text("from");
  if (from === undefined) {
    const target = backupTarget(config);
    if (target !== undefined) return target;
    throw new UsageError(
      "BACKUP_DIRECTORY is off: name a directory there, or by --from where backups are read",
    );
  }
  if (from === "copy") return requireCopy(config);
  const directory = resolve(terminal.directory, from);
  // Typed, and not there: a place without backups would be the wrong answer.
  if (!existsSync(directory)) throw new UsageError(`--from: there is no directory ${directory}`);
  return createDirectoryTarget(directory);
};

/** Backups of either database (BK-04). */
export const backup: Command = {
  usage:
    "plinth backup create [--upload] | list | verify | restore [--at INSTANT] [--to FILE|DIRECTORY] [--replace] | prune | drill | upload | setup  [--from DIRECTORY|copy] | dump --to FILE [--plain] | load --from FILE  [--json]",
  mostWords: 1,
  verbs: {
    create: ["app", "upload", "encrypt", "json"],
    list: ["from", "json"],
    verify: ["from", "json"],
    restore: ["app", "at", "to", "replace", "from", "json"],
    prune: ["from", "json"],
    drill: ["from", "json"],
    upload: ["from", "json"],
    setup: ["json"],
    dump: ["app", "to", "plain", "encrypt", "json"],
    load: ["app", "from", "json"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    upload: { type: "boolean", help: "copies to the second place before it ends" },
    encrypt: { type: "boolean", help: "backups always are; a plain file is made by restore --to" },
    at: { type: "string", help: "the state of an instant, such as 2026-03-01T12:00:00Z" },
    to: {
      type: "string",
      help: "restore: a plain SQLite file; of a PostgreSQL server, its new data directory; dump: a new file",
    },
    replace: { type: "boolean", help: "moves a database that is there aside" },
    from: {
      type: "string",
      help: "another directory with backups, or copy for the second place; load: a dump",
    },
    plain: { type: "boolean", help: "a plain SQLite file, that everybody can read" },
    json: { type: "boolean", help: "print the result as JSON" },
  },
  run: async (given, terminal) => {
    const [verb = ""] = given.words;
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    const runDump = Object.hasOwn(DUMPS, verb) ? DUMPS[verb] : undefined;
    const verbs = { ...VERBS, ...SERVER_VERBS, ...DUMPS };
    if (!Object.hasOwn(verbs, verb)) {
      throw new UsageError(`say one of ${Object.keys(verbs).join(", ")}`);
    }
    const config = loadSettings(terminal);
    const base = {
      ...{ given, terminal, config },
      keys: requireBackupKeys(config),
      show: (value: unknown, lines: readonly string[]) => {
        const text = given.isSet("json") ? [JSON.stringify(value, null, 2)] : lines;
        for (const line of text) terminal.print(line);
      },
    };
    try {
      if (runDump !== undefined) return await runDump(base);
      const isServers = config.database.url !== undefined && config.backups.server !== undefined;
      const chosen = (isServers ? SERVER_VERBS[verb] : undefined) ?? run;
      if (chosen === undefined) throw new UsageError("setup is for BACKUP_POSTGRES_DATA");
      return await chosen({ ...base, target: targetOf(given, terminal, config) });
    } catch (fault) {
      if (fault instanceof UsageError || fault instanceof BootError) throw fault;
      if (!(fault instanceof Error)) throw fault;
      terminal.tell(`plinth: ${systemFaultWords(fault) ?? fault.message}`);
      return fault instanceof BackupFault || fault.name === "Error" ? 1 : 70;
    }
  },
};
