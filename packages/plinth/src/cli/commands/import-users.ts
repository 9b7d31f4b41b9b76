import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { type Command, type Terminal, UsageError } from "../command.ts";
import { controlTarget, directTarget } from "../import/import-commands.ts";
import { type ImportTarget, importFile } from "../import/import-file.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";

const actor = (): string => {
  try {
    return `command line, user ${userInfo()
      .username.replace(/[^\w.@-]/g, "")
      .slice(0, 64)}`;
  } catch {
    // Containers may run as a number without a name.
    return "command line";
  }
};

/** What was typed. */
interface Wanted {
  readonly path: string;
  readonly isDryRun: boolean;
  readonly isPartialFine: boolean;
  readonly isJson: boolean;
}

const run = async (wanted: Wanted, target: ImportTarget, terminal: Terminal): Promise<number> => {
  const { path, isDryRun, isPartialFine, isJson } = wanted;
  const { imported, refused, fault } = await importFile({
    path,
    isDryRun,
    actor: actor(),
    target,
    onRefused: (row, reasons) => terminal.print(`row ${row}: ${reasons.join("; ")}`),
  });
  if (fault !== undefined) terminal.tell(`plinth: ${fault}`);
  if (isJson) terminal.print(JSON.stringify({ imported, refused, dryRun: isDryRun }));
  else
    terminal.print(
      `${imported} ${isDryRun ? "would be imported" : "imported"}, ${refused} refused`,
    );
  return fault === undefined && (refused === 0 || isPartialFine) ? 0 : 1;
};

/** Takes accounts of another system over, into a stopped instance or a running one (ID-08). */
export const importUsers: Command = {
  usage: "plinth import-users FILE.csv|FILE.json [--dry-run] [--allow-partial] [--json]",
  mostWords: 1,
  flags: {
    app: { type: "string", help: "the application's file" },
    "dry-run": { type: "boolean", help: "judge every row, write nothing" },
    "allow-partial": { type: "boolean", help: "exit 0 even if rows were refused" },
    json: { type: "boolean", help: "print the counts as JSON" },
  },
  run: async (given, terminal) => {
    const [name] = given.words;
    if (name === undefined) throw new UsageError("name one file");
    const path = resolve(terminal.directory, name);
    if (!existsSync(path)) throw new UsageError(`there is no file ${name}`);
    const wanted = {
      path,
      isDryRun: given.isSet("dry-run"),
      isPartialFine: given.isSet("allow-partial"),
      isJson: given.isSet("json"),
    };
    const running = await controlTarget(loadSettings(terminal).dataDirectory);
    if (running !== undefined) return run(wanted, running, terminal);
    return withData(given.text("app"), terminal, async (composition) => {
      await composition.migrator.up();
      await composition.modules.start();
      return run(wanted, directTarget(composition), terminal);
    });
  },
};
