import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type DataPlace, type MoveReport, moveBetween, type requireBackupKeys } from "#app";
import type { Config } from "#config";
import { BackupFault, openDump, restoreDatabase, restoreFiles, sealDump } from "#ops/backup";
import { type Arguments, requireText, type Terminal } from "../command.ts";
import { withComposition } from "../with-composition.ts";

/** What a dump or a load needs. */
export interface DumpContext {
  readonly given: Arguments;
  readonly terminal: Terminal;
  readonly config: Config;
  readonly keys: ReturnType<typeof requireBackupKeys>;
  readonly show: (value: unknown, lines: readonly string[]) => void;
}

/** The database that the settings name. */
const placeOf = ({ database, dataDirectory }: Config): DataPlace =>
  database.url === undefined
    ? { kind: "embedded", directory: dataDirectory }
    : { kind: "postgresql", url: database.url };

const inScratch = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const scratch = mkdtempSync(join(tmpdir(), "plinth-dump-"));
  try {
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const move = (
  { given, terminal }: DumpContext,
  from: DataPlace,
  to: DataPlace,
  use: (report: MoveReport) => Promise<void>,
): Promise<number> =>
  withComposition(given.text("app"), terminal, async ({ migrator }) => {
    const report = await moveBetween({ from, to, migrations: migrator.migrations });
    if (!report.isEqual) throw new BackupFault("damaged", "counts or checksums of the copy differ");
    await use(report);
    return 0;
  });

/** Writes all rows of a stopped application, of either engine, into one file (BK-04). */
export const dump = (context: DumpContext): Promise<number> =>
  inScratch((scratch) => {
    const { given, terminal, config, keys, show } = context;
    const file = resolve(terminal.directory, requireText(given, "to"));
    if (existsSync(file)) throw new BackupFault("refused", `${file} is there already`);
    const to: DataPlace = { kind: "embedded", directory: join(scratch, "rows") };
    return move(context, placeOf(config), to, async ({ rows, tables }) => {
      const database = join(scratch, "rows", "plinth.db");
      const isPlain = given.isSet("plain");
      if (isPlain) cpSync(database, file);
      else await sealDump(keys.sealing, { database, file, at: Date.now() });
      show({ file, rows, tables: tables.length, encrypted: !isPlain }, [
        `${file}: ${rows} rows of ${tables.length} tables, ${isPlain ? "NOT encrypted" : "encrypted"}`,
      ]);
    });
  });

/** Loads a dump into the empty database of the settings, and compares counts and checksums. */
export const load = (context: DumpContext): Promise<number> =>
  inScratch(async (scratch) => {
    const { given, terminal, config, keys, show } = context;
    const file = resolve(terminal.directory, requireText(given, "from"));
    const directory = join(scratch, "rows");
    mkdirSync(directory, { mode: 0o700 });
    await openDump(keys.opening, { file, database: join(directory, "plinth.db") });
    return move(context, { kind: "embedded", directory }, placeOf(config), async (report) => {
      const { rows, tables } = report;
      show({ file, rows, tables: tables.length, to: report.to }, [
        `${rows} rows of ${tables.length} tables loaded; counts and checksums are equal`,
      ]);
    });
  });

/** Brings the rows of a backup by dumps into the empty PostgreSQL database of the settings. */
export const loadBackup = (
  context: DumpContext,
  options: Omit<Parameters<typeof restoreDatabase>[0], "file">,
): Promise<number> =>
  inScratch(async (scratch) => {
    const directory = join(scratch, "rows");
    const made = await restoreDatabase({ ...options, file: join(directory, "plinth.db") });
    const from: DataPlace = { kind: "embedded", directory };
    const { config } = context;
    return move(context, from, placeOf(config), async ({ rows, tables }) => {
      const uploads = await restoreFiles(options.target, options.key, config.files.directory);
      context.show({ full: made.full, at: made.at, rows, tables: tables.length, uploads }, [
        ...(uploads === 0 ? [] : [`${uploads} uploaded files were missing, and are back`]),
        `${rows} rows of ${tables.length} tables as of ${new Date(made.at).toISOString()}; counts and checksums are equal`,
      ]);
    });
  });
