import { BootError } from "#core";
import { audit } from "./audit/audit.ts";
import { type Command, parseArguments, type Terminal, UsageError } from "./command.ts";
import { config } from "./commands/config.ts";
import { gateway } from "./commands/gateway.ts";
import { health } from "./commands/health.ts";
import { importUsers } from "./commands/import-users.ts";
import { inspect } from "./commands/inspect.ts";
import { keys } from "./commands/keys.ts";
import { limits } from "./commands/limits.ts";
import { mail } from "./commands/mail.ts";
import { migrate } from "./commands/migrate.ts";
import { routes } from "./commands/routes.ts";
import { secrets } from "./commands/secrets.ts";
import { serve } from "./commands/serve.ts";
import { sign } from "./commands/sign.ts";
import { user } from "./commands/user.ts";
import { load } from "./load/load.ts";

/** EX_USAGE and EX_CONFIG of sysexits.h. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;
/** Longest that a command which failed may live on, in milliseconds. */
const LEFT_OPEN_MS = 2_000;

const COMMANDS: readonly Command[] = [
  serve,
  gateway,
  routes,
  user,
  importUsers,
  migrate,
  audit,
  load,
  health,
  config,
  secrets,
  limits,
  inspect,
  sign,
  keys,
  mail,
];

const printHelp = (terminal: Terminal): void => {
  terminal.print("plinth: the production layer for web applications\n");
  for (const command of COMMANDS) terminal.print(`  ${command.usage}\n      ${command.help}`);
};

const run = async (line: readonly string[], terminal: Terminal): Promise<number> => {
  const [name, ...rest] = line;
  if (name === undefined || name === "help" || name === "--help") {
    printHelp(terminal);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) throw new UsageError(`no command ${name}; see plinth help`);
  if (rest.includes("--help")) {
    terminal.print(`${command.usage}\n    ${command.help}`);
    for (const [flag, { help }] of Object.entries(command.flags)) {
      terminal.print(`  --${flag}  ${help}`);
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

try {
  process.exitCode = await run(process.argv.slice(2), terminal);
} catch (fault) {
  process.exitCode = explain(fault, terminal);
  // A thread that a part started before it failed must not keep a refused start alive.
  setTimeout(() => process.exit(), LEFT_OPEN_MS).unref();
}
