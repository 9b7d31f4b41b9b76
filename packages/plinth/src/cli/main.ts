import { AppError, BootError, systemFaultWords } from "#core";
import { parseArguments, type Terminal, UsageError, verbsTaking } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { requireNode } from "./own-version.ts";

/** EX_USAGE, EX_UNAVAILABLE, EX_IOERR and EX_CONFIG of sysexits.h. */
const EXIT_USAGE = 64;
const EXIT_UNAVAILABLE = 69;
const EXIT_SYSTEM = 74;
const EXIT_CONFIG = 78;
const UNAVAILABLE = 503;
/** Longest that a command which failed may live on, in milliseconds. */
const LEFT_OPEN_MS = 2_000;

const printHelp = (terminal: Terminal): void => {
  terminal.print("plinth: the production layer for web applications\n");
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  for (const { name, help } of COMMANDS) terminal.print(`  ${name.padEnd(width)}  ${help}`);
  terminal.print("\nplinth COMMAND --help tells what a command takes");
};

const run = async (line: readonly string[], terminal: Terminal): Promise<number> => {
  const [name, ...rest] = line;
  if (name === undefined || name === "help" || name === "--help") {
    printHelp(terminal);
    return 0;
  }
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new UsageError(`no command ${name}; see plinth help`);
  requireNode(process.versions.node);
  const command = await entry.load();
  if (rest.includes("--help")) {
    terminal.print(`${command.usage}\n    ${entry.help}`);
    for (const [flag, { help }] of Object.entries(command.flags)) {
      const verbs = verbsTaking(command, flag).filter((verb) => verb !== "");
      terminal.print(`  --${flag}  ${verbs.length === 0 ? "" : `${verbs.join(", ")}: `}${help}`);
    }
    return 0;
  }
  return command.run(parseArguments(command, rest), terminal);
};

const explain = (fault: unknown, terminal: Terminal): number => {
  if (fault instanceof BootError) {
    for (const problem of fault.problems) terminal.tell(`plinth: ${problem}`);
    return EXIT_CONFIG;
  }
  if (fault instanceof UsageError) {
    terminal.tell(`plinth: ${fault.message}`);
    return EXIT_USAGE;
  }
  // What the store met is no fault of ours: a full disk, a server that is not there.
  if (fault instanceof AppError && fault.status === UNAVAILABLE) {
    const cause = fault.cause instanceof Error ? ` (${fault.cause.message})` : "";
    terminal.tell(`plinth: ${fault.message}${cause}`);
    return EXIT_UNAVAILABLE;
  }
  const refused = systemFaultWords(fault);
  if (refused !== undefined) {
    terminal.tell(`plinth: ${refused}`);
    return EXIT_SYSTEM;
  }
  terminal.tell(
    `plinth: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`,
  );
  return 70;
};

const terminal: Terminal = {
  print: (line) => process.stdout.write(`${line}\n`),
  tell: (line) => process.stderr.write(`${line}\n`),
  environment: process.env,
  directory: process.cwd(),
};

// Who reads has seen enough, as with `| head`: no fault, and nothing more to do.
process.stdout.on("error", (fault: NodeJS.ErrnoException) => {
  if (fault.code !== "EPIPE") throw fault;
  process.exit(0);
});

try {
  process.exitCode = await run(process.argv.slice(2), terminal);
} catch (fault) {
  process.exitCode = explain(fault, terminal);
  // A thread that a part started before it failed must not keep a refused start alive.
  setTimeout(() => process.exit(), LEFT_OPEN_MS).unref();
}
