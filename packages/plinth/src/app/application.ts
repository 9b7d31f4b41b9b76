import { BootError, systemClock } from "#core";
import type { ListenAddress } from "#http";
import { readMaintenance } from "#ops/maintenance";
import { type ComposeOptions, type Composition, compose } from "./compose.ts";
import { personalDataProblems, tablesOf } from "./privacy/personal-data.ts";
import { openCertificate } from "./process/https.ts";
import { listen } from "./process/listen.ts";
import { withMaintenance } from "./process/maintenance.ts";

/** Longest wait for requests in flight when the application stops, in milliseconds. */
const DRAIN_MS = 20_000;
/**
 * How much of that goes by before connections that nobody uses are closed: the five seconds after
 * which a caller has learnt to expect it, because Node's own servers close them then.
 */
export const LAME_DUCK_MS = 5_000;
/** Longest wait for caches to be filled before anybody is let in, in milliseconds. */
const WARM_UP_MS = 5_000;

/** A running application. */
export interface RunningApplication extends Composition {
  /** Where it really listens; the port is chosen by the system where 0 was asked for. */
  readonly address: ListenAddress;
  /** Base URL on this machine, for example http://127.0.0.1:8000. */
  readonly localUrl: string;
  /** Where plain HTTP is sent to HTTPS; undefined where nothing listens for it. */
  readonly plainAddress: ListenAddress | undefined;
  /**
   * Runs the boot backwards: not ready, drain, close. May be called again. Those who keep connections
   * are answered for `lameDuckMs` at most before these are closed; default not at all.
   */
  readonly stop: (lameDuckMs?: number) => Promise<void>;
}

const bracket = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** Opens the listeners; the plain one last, because it sends callers to the other. */
const listenAll = async ({ config, server, plainServer, https }: Composition) => {
  const { host, port } = config.server;
  const address = await listen(server, host, port, "PORT");
  const plainAddress =
    plainServer === undefined
      ? undefined
      : await listen(plainServer, host, config.https.redirectPort ?? 0, "HTTP_REDIRECT_PORT");
  const scheme = https === undefined ? "http" : "https";
  return {
    address,
    plainAddress,
    localUrl: `${scheme}://${bracket(address.host)}:${address.port}`,
  };
};

/** How a start differs from the ordinary one. */
export interface StartOptions extends ComposeOptions {
  /** Looks at the database before it is migrated; what it throws refuses the start. */
  readonly beforeMigrations?: (migrator: Composition["migrator"]) => Promise<void>;
  /** Lets people in although the data directory says that nobody is to be let in. */
  readonly ignoresMaintenance?: boolean;
}

/** What shuts the door, where the data directory says so (DEP-16). */
const shutDoor = (options: StartOptions): Pick<StartOptions, "alter"> => {
  const { alter, config, ignoresMaintenance = false } = options;
  const maintenance = ignoresMaintenance ? undefined : readMaintenance(config.dataDirectory);
  if (maintenance === undefined) return {};
  return {
    alter: {
      ...alter,
      controls: (controls) => withMaintenance(alter?.controls?.(controls) ?? controls, maintenance),
    },
  };
};

/**
 * Sealed data would else fail answer by answer, for as long as nobody looks.
 * @throws {BootError} where keys of the data do not open.
 */
const requireOwnSecret = async ({ fields }: Composition): Promise<void> => {
  if ((await fields.unreadable()).length === 0) return;
  throw new BootError([
    "SECRET_KEY does not open what is sealed in this database: start with the one it was sealed under, or name that one as SECRET_KEY_PREVIOUS",
  ]);
};

/**
 * Composes, migrates, listens.
 * @throws {BootError} when anything is not as it must be; nothing listens then.
 */
export const startApplication = async (options: StartOptions): Promise<RunningApplication> => {
  const certificate = openCertificate(options.config, options.clock ?? systemClock);
  const composition = await compose({
    ...options,
    ...shutDoor(options),
    ...(certificate === undefined ? {} : { certificate }),
  });
  const { log, server } = composition;
  try {
    await options.beforeMigrations?.(composition.migrator);
    const applied = await composition.migrator.up();
    if (applied.length > 0) log.info("migrations applied", { migrations: applied });
    const ahead = await composition.migrator.ahead();
    if (ahead.length > 0) log.warn("a newer release expanded the database", { migrations: ahead });
    const problems = personalDataProblems(
      await tablesOf(composition.store),
      { classes: composition.view.data(), entries: composition.view.personalData() },
      ahead.length > 0,
    );
    if (problems.length > 0) throw new BootError(problems);
    await requireOwnSecret(composition);
    await composition.modules.start();
    if (options.isRehearsal !== true) await composition.jobs.start();
    // Before anyone is let in; what is not warm by then is computed by whoever asks first.
    await composition.warmUp(WARM_UP_MS);
    composition.https?.start();
    const listening = await listenAll(composition);
    const { address, localUrl } = listening;
    if (options.config.server.port === 0) composition.setPublicUrl(localUrl);
    composition.setLocalUrl(localUrl);
    log.info("listening", { host: address.host, port: address.port });
    let stopping: Promise<void> | undefined;
    const drain = async (lameDuckMs: number): Promise<void> => {
      const { plainServer } = composition;
      const servers = plainServer === undefined ? [server] : [server, plainServer];
      await Promise.all(servers.map((one) => one.lameDuck(lameDuckMs)));
      await Promise.all(servers.map((one) => one.drain(DRAIN_MS - lameDuckMs)));
    };
    const stopOnce = async (lameDuckMs: number): Promise<void> => {
      log.info("draining");
      await Promise.all([drain(lameDuckMs), composition.jobs.stop()]);
      await composition.close();
    };
    return {
      ...composition,
      ...listening,
      stop: (lameDuckMs = 0) => {
        stopping ??= stopOnce(lameDuckMs);
        return stopping;
      },
    };
  } catch (fault) {
    // One of two listeners may be open already; nothing else of a refused start may stay.
    await Promise.all([
      server.drain(0),
      composition.plainServer?.drain(0),
      composition.jobs.stop(),
    ]);
    await composition.close();
    throw fault;
  }
};
