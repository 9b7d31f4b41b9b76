import { resolve } from "node:path";
import {
  backupCopyTarget,
  type ControlRequest,
  type OpenStandby,
  openControlSocket,
  openStandby,
} from "#app";
import { BootError, systemClock } from "#core";
import { createDirectoryTarget } from "#ops/backup";
import type { Standby } from "#ops/failover";
import { createLogger } from "#telemetry";
import type { Command, Terminal } from "../command.ts";
import { runDefinition } from "../commands/serve.ts";
import { announceFirstAdministrator } from "../first-administrator.ts";
import { loadDefinition } from "../load-definition.ts";
import { loadSettings } from "../load-settings.ts";

/** What `plinth failover` asks of a standby on this machine. */
const obey =
  ({ state, promote }: Standby) =>
  async (request: ControlRequest): Promise<unknown> => {
    if (request.command === "ping") return "pong";
    if (request.command === "failover.promote") {
      promote({ isForced: request.arguments["isForced"] === true });
      return { standby: state() };
    }
    if (request.command === "failover") return { standby: state() };
    throw new BootError([`this is a standby, which knows no ${request.command}`]);
  };

/** Follows until it took over (true), or was told to stop (false). */
const follow = async ({ standby }: OpenStandby, dataDirectory: string): Promise<boolean> => {
  const control = await openControlSocket(dataDirectory, obey(standby));
  const stop = (): void => standby.stop();
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  try {
    return await standby.run();
  } finally {
    process.off("SIGTERM", stop);
    process.off("SIGINT", stop);
    await control.close();
  }
};

const openFor = (
  from: string | undefined,
  config: ReturnType<typeof loadSettings>,
  terminal: Terminal,
): Promise<OpenStandby> => {
  const named =
    from === undefined
      ? undefined
      : from === "copy"
        ? backupCopyTarget(config)
        : createDirectoryTarget(resolve(terminal.directory, from));
  return openStandby({
    config,
    log: createLogger({ level: config.log.level, clock: systemClock, component: "standby" }),
    ...(named === undefined ? {} : { from: named }),
    tell: (what) => terminal.tell(`plinth: ${what}`),
  });
};

/** Keeps a copy of what another instance ships, and serves in its place when that one is lost. */
export const standby: Command = {
  usage: "plinth standby [--from DIRECTORY|copy] [--app FILE] [--quiet]",
  flags: {
    from: { type: "string", help: "where the log is shipped to; copy for the second place" },
    app: { type: "string", help: "the application's file" },
    quiet: { type: "boolean", help: "print no greeting" },
  },
  run: async (given, terminal) => {
    // First: a standby that cannot serve would be one only until it is needed.
    const definition = await loadDefinition(given.text("app"), terminal.directory);
    const config = loadSettings(terminal);
    const opened = await openFor(given.text("from"), config, terminal);
    if (!given.isSet("quiet")) {
      terminal.tell(`plinth: a standby of ${definition.name} on port ${opened.address.port}`);
    }
    let hasTakenOver = false;
    try {
      hasTakenOver = await follow(opened, config.dataDirectory);
    } finally {
      await opened.close();
    }
    if (!hasTakenOver) return 0;
    return runDefinition({
      definition,
      terminal,
      isQuiet: given.isSet("quiet"),
      announce: (application) => announceFirstAdministrator(application, terminal),
    });
  },
};
