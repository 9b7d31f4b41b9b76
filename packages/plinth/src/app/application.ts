import { BootError } from "#core";
import type { ListenAddress } from "#http";
import { type ComposeOptions, type Composition, compose } from "./compose.ts";
import { personalDataProblems, tablesOf } from "./personal-data.ts";

/** Longest wait for requests in flight when the application stops, in milliseconds. */
const DRAIN_MS = 20_000;

/** A running application. */
export interface RunningApplication extends Composition {
  /** Where it really listens; the port is chosen by the system where 0 was asked for. */
  readonly address: ListenAddress;
  /** Base URL on this machine, for example http://127.0.0.1:8000. */
  readonly localUrl: string;
  /** Runs the boot backwards: not ready, drain, close. May be called again. */
  readonly stop: () => Promise<void>;
}

const bracket = (host: string): string => (host.includes(":") ? `[${host}]` : host);

const listen = async (composition: Composition): Promise<ListenAddress> => {
  const { host, port } = composition.config.server;
  try {
    return await composition.server.listen({ host, port });
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code ?? "unknown";
    const reason =
      code === "EADDRINUSE"
        ? `port ${port} on ${host} is in use; stop the other program or set PORT`
        : `cannot listen on ${host} port ${port} (${code}); set HOST and PORT`;
    throw new BootError([reason]);
  }
};

/**
 * Composes, migrates, listens.
 * @throws {BootError} when anything is not as it must be; nothing listens then.
 */
export const startApplication = async (options: ComposeOptions): Promise<RunningApplication> => {
  const composition = await compose(options);
  const { log, server } = composition;
  try {
    const applied = await composition.migrator.up();
    if (applied.length > 0) log.info("migrations applied", { migrations: applied });
    const problems = personalDataProblems(
      await tablesOf(composition.store),
      composition.modules.personalData(),
    );
    if (problems.length > 0) throw new BootError(problems);
    await composition.modules.start();
    const address = await listen(composition);
    const localUrl = `http://${bracket(address.host)}:${address.port}`;
    if (options.config.server.port === 0) composition.setPublicUrl(localUrl);
    log.info("listening", { host: address.host, port: address.port });
    let stopping: Promise<void> | undefined;
    const stopOnce = async (): Promise<void> => {
      log.info("draining");
      await server.drain(DRAIN_MS);
      await composition.close();
    };
    return {
      ...composition,
      address,
      localUrl,
      stop: () => {
        stopping ??= stopOnce();
        return stopping;
      },
    };
  } catch (fault) {
    await composition.close();
    throw fault;
  }
};
