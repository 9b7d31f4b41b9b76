import {
  type ApplicationDefinition,
  freeStartMemory,
  openControlSocket,
  type RunningApplication,
  startApplication,
} from "#app";
import type { Command, Terminal } from "../command.ts";
import { runControlCommand } from "../control/control-commands.ts";
import { drainOnFault } from "../deploy/drain-on-fault.ts";
import { announceFirstAdministrator } from "../first-administrator.ts";
import { loadDefinition } from "../load-definition.ts";
import { loadSettings } from "../load-settings.ts";
import { stopSignal } from "../stop-signal.ts";

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
  // Where mails and links lead: a session of one host is none of another. A free port is known only now.
  const url = config.server.port === 0 ? localUrl : config.server.publicUrl;
  terminal.tell("");
  terminal.tell(`  ${definition.name} is ready: open ${url}`);
  terminal.tell(`  Documentation ${url}/docs · health ${url}/health`);
  terminal.tell(`  Listens at ${localUrl}`);
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
    const { lameDuckMs } = await stopped;
    await control.close();
    await application.stop(lameDuckMs);
  } finally {
    await application.stop();
  }
  return 0;
};

/** Serves the application of this directory. */
export const serve: Command = {
  usage: "plinth serve [--app FILE] [--quiet] [--workers N]",
  flags: {
    app: { type: "string", help: "the application's file" },
    quiet: { type: "boolean", help: "print no greeting" },
    workers: { type: "string", help: "so many processes on one port; on PostgreSQL and Redis" },
    slot: { type: "boolean", help: "serve as one of two slots; plinth front starts it so" },
    worker: {
      type: "boolean",
      help: "serve as one of several; plinth serve --workers starts it so",
    },
  },
  run: async (given, terminal) => {
    if (given.isSet("slot")) {
      return (await import("../deploy/slot.ts")).runSlot(terminal, given.text("app"));
    }
    if (given.isSet("worker")) {
      return (await import("../workers/worker.ts")).runWorker(given, terminal);
    }
    if (given.text("workers") !== undefined) {
      return (await import("../workers/primary.ts")).serveWithWorkers(given, terminal);
    }
    const definition = await loadDefinition(given.text("app"), terminal.directory);
    return runDefinition({
      definition,
      terminal,
      isQuiet: given.isSet("quiet"),
      announce: (application) => announceFirstAdministrator(application, terminal),
    });
  },
};
