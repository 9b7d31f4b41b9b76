import { type DataPlace, type MoveReport, moveBetween } from "#app";
import {
  type Arguments,
  type Command,
  requireText,
  type Terminal,
  UsageError,
} from "../command.ts";
import { withComposition } from "../with-composition.ts";
import { describePlace, isSamePlace, readPlace } from "./place.ts";

const SHOWN_DIGITS = 16;
/** Progress is told once for so many rows. */
const TELL_EVERY = 50_000;

/** What a move is told. */
export const MOVE_FLAGS: Command["flags"] = {
  app: { type: "string", help: "the application's file" },
  from: {
    type: "string",
    help: "a directory, postgresql://… or env:NAME of a variable with either",
  },
  to: { type: "string", help: "the same; it must be empty" },
  json: { type: "boolean", help: "print the parity report as JSON" },
};

const linesOf = ({ tables, rows, isEqual }: MoveReport): readonly string[] => {
  const width = Math.max(...tables.map(({ table }) => table.length));
  return [
    ...tables.map(({ table, rows: counts, checksum }) => {
      const same = counts.from === counts.to && checksum.from === checksum.to;
      const [from, to] = [checksum.from, checksum.to].map((sum) => sum.slice(0, SHOWN_DIGITS));
      return `${same ? "equal  " : "DIFFERS"}  ${table.padEnd(width)}  ${counts.from} ${counts.to} rows  ${from} ${to}`;
    }),
    isEqual
      ? `${rows} rows in ${tables.length} tables moved; counts and checksums are equal`
      : "counts or checksums differ; nothing was kept in the target",
  ];
};

const requirePlaces = (given: Arguments, terminal: Terminal): readonly [DataPlace, DataPlace] => {
  const from = readPlace(requireText(given, "from"), "from", terminal);
  const to = readPlace(requireText(given, "to"), "to", terminal);
  if (isSamePlace(from, to)) throw new UsageError("--from and --to are the same directory");
  return [from, to];
};

/** Moves, prints the parity report and gives the exit code. */
export const runMove = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const [from, to] = requirePlaces(given, terminal);
  return withComposition(given.text("app"), terminal, async ({ migrator }) => {
    const started = performance.now();
    let next = TELL_EVERY;
    let table = "";
    const report = await moveBetween({
      from,
      to,
      migrations: migrator.migrations,
      onProgress: (progress) => {
        if (progress.table !== table) next = TELL_EVERY;
        table = progress.table;
        if (progress.rows < next) return;
        next += TELL_EVERY;
        terminal.tell(`${progress.step} ${progress.table}: ${progress.rows} rows`);
      },
    });
    const value = {
      from: describePlace(from),
      to: describePlace(to),
      seconds: Math.round(performance.now() - started) / 1_000,
      rows: report.rows,
      equal: report.isEqual,
      tables: report.tables,
    };
    const lines = given.isSet("json") ? [JSON.stringify(value, null, 2)] : linesOf(report);
    for (const line of lines) terminal.print(line);
    return report.isEqual ? 0 : 1;
  });
};

/** Moves the data of a stopped application between embedded and PostgreSQL (DB-01). */
export const migrateData: Command = {
  usage: "plinth migrate-data --from PLACE --to PLACE [--json]",
  flags: MOVE_FLAGS,
  run: runMove,
};
