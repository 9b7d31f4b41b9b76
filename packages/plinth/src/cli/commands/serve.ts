import {
  type ApplicationDefinition,
  freeStartMemory,
  openControlSocket,
  type RunningApplication,
  startApplication,
} from "#app";
import type { Command, Terminal } from "../command.ts";
import { runControlCommand } from "../control-commands.ts";
import { announceFirstAdministrator } from "../first-administrator.ts";
import { loadDefinition } from "../load-definition.ts";
import { loadSettings } from "../load-settings.ts";

const HARD_STOP_MS = 30_000;

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });

/** An uncaught fault is logged, requests in flight are drained, the supervisor starts us again. */
const drainOnFault = (application: RunningApplication): void => {
  const onFault = (fault: unknown): void => {
    application.log.fatal("uncaught fault; draining", { error: fault });
    setTimeout(() => process.exit(70), HARD_STOP_MS).unref();
    application.stop().then(
      () => process.exit(70),
      () => process.exit(70),
    );
  };
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
};

/**
 * SIGHUP reads limits and certificate again, as with other services. In a terminal it keeps its meaning: the
 * window was closed, and the server goes with it.
 */
const reloadOnHangUp = (application: RunningApplication): void => {
  if (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY) return;
  process.on("SIGHUP", () => {
    application.https?.reload("signal SIGHUP");
    try {
      application.limits.reload("signal SIGHUP");
    } catch {
      // Logged and announced where it was refused; the old limits stay.
    }
  });
};

const greet = (application: RunningApplication, terminal: Terminal): void => {
  const { config, definition, localUrl } = application;
  terminal.tell("");
  terminal.tell(`  ${definition.name} is ready: open ${localUrl}`);
  terminal.tell(`  Documentation ${localUrl}/docs · health ${localUrl}/health`);
  const plain = application.plainAddress;
  if (plain !== undefined) terminal.tell(`  Plain HTTP on port ${plain.port} is sent to HTTPS`);
  terminal.tell(`  Data in ${config.dataDirectory}`);
  terminal.tell("  Stop with Ctrl+C");
  terminal.tell("");
};

/** What runs until a signal ends it. */
export interface Run {
  readonly definition: ApplicationDefinition;
  readonly terminal: Terminal;
  readonly isQuiet: boolean;
  /** Called once it listens. */
  readonly announce: (application: RunningApplication) => Promise<void>;
}

/** Starts everything: database, migrations, routes, control socket; ends with the first signal. */
export const runDefinition = async (run: Run): Promise<number> => {
  const { definition, terminal } = run;
  const config = loadSettings(terminal);
  const stopped = stopSignal();
  const application = await startApplication({ definition, config });
  drainOnFault(application);
  reloadOnHangUp(application);
  freeStartMemory();
  try {
    const control = await openControlSocket(config.dataDirectory, (request) =>
      runControlCommand(application, request),
    );
    await run.announce(application);
    if (!run.isQuiet) greet(application, terminal);
    await stopped;
    await control.close();
  } finally {
    await application.stop();
  }
  return 0;
};

/** Serves the application of this directory. */
export const serve: Command = {
  usage: "plinth serve [--app FILE] [--quiet]",
  flags: {
    app: { type: "string", help: "the application's file" },
    quiet: { type: "boolean", help: "print no greeting" },
  },
  run: async (given, terminal) => {
    const definition = await loadDefinition(given.text("app"), terminal.directory);
    return runDefinition({
      definition,
      terminal,
      isQuiet: given.isSet("quiet"),
      announce: (application) => announceFirstAdministrator(application, terminal),
    });
  },
};
