import { type StatementReport, sendControl } from "#app";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { MOVE_FLAGS, runMove } from "./move.ts";
import { reportLines } from "./report-lines.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 200;

const readLimit = (given: Arguments): number => {
  const text = given.text("limit");
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new UsageError(`--limit is a number from 1 to ${MAX_LIMIT}`);
};

const report = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const limit = readLimit(given);
  const { dataDirectory } = loadSettings(terminal);
  const answer = await sendControl(dataDirectory, { command: "db.report", arguments: { limit } });
  if (answer === undefined) {
    terminal.tell(
      `plinth: no instance runs on ${dataDirectory}; what statements cost is known while one runs`,
    );
    return 1;
  }
  if (!answer.ok) {
    terminal.tell(`plinth: ${answer.message}`);
    return 1;
  }
  const value = answer.value as StatementReport;
  const lines = given.isSet("json") ? [JSON.stringify(value, null, 2)] : reportLines(value);
  for (const line of lines) terminal.print(line);
  return 0;
};

/** What concerns the database as a whole (DB-01, DB-06). */
export const db: Command = {
  usage: "plinth db report [--limit N] [--json] | move --from PLACE --to PLACE [--json]",
  mostWords: 1,
  verbs: { report: ["limit", "json"], move: Object.keys(MOVE_FLAGS) },
  flags: {
    ...MOVE_FLAGS,
    limit: { type: "string", help: `how many statements (${DEFAULT_LIMIT})` },
    json: { type: "boolean", help: "print the report as JSON" },
  },
  run: async (given, terminal) => {
    const [verb] = given.words;
    if (verb === "move") return runMove(given, terminal);
    if (verb === "report") return report(given, terminal);
    throw new UsageError("say report or move");
  },
};
