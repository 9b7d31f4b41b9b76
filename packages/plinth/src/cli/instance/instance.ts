import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { startOwned } from "#instance";
import type { Asked, Started, Usage } from "./messages.ts";
import { throwawaySettings } from "./settings.ts";

/** Longest wait for an order to be done, in milliseconds: a hundred thousand sessions take a while. */
const PATIENCE_MS = 300_000;
/** Longest wait for its end, in milliseconds. */
const END_MS = 15_000;

/** A throwaway instance of an application, in a process of its own. */
export interface Instance extends Started {
  readonly pid: number;
  /** The Cookie header of somebody who is signed in. @throws where it has no sessions. */
  readonly signIn: () => Promise<string>;
  /** Writes sessions straight to the store and uses each once; how many were accepted. */
  readonly addSessions: (count: number) => Promise<number>;
  /** Raises every limit of the routes ("GET /path") beyond what can be met. */
  readonly liftLimits: (routes: readonly string[]) => Promise<void>;
  readonly usage: () => Promise<Usage>;
  readonly startProfile: (intervalMicros: number) => Promise<void>;
  /** The profile as V8 writes it. */
  readonly stopProfile: () => Promise<unknown>;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** What an instance is started from. */
export interface InstanceOptions {
  /** File of the application as `--app` names it; the one of the nearest package.json if absent. */
  readonly app: string | undefined;
  readonly directory: string;
  /** Further settings by variable name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The probe of a module by whose twin it is to be broken; a sound one if not given. */
  readonly twinOf?: string;
}

/** A port of 127.0.0.1 that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((done, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/**
 * Starts a throwaway instance over an empty directory.
 * @throws {InstanceError} with what the application says when it refuses to start.
 */
export const startInstance = async (options: InstanceOptions): Promise<Instance> => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-throwaway-"));
  const settings = throwawaySettings({
    directory,
    port: await freePort(),
    extra: options.settings,
  });
  const owned = startOwned<Asked>({
    file: new URL(`./child${extname(import.meta.url)}`, import.meta.url),
    // As scripts and images start the server.
    flags: [...process.execArgv, "--max-semi-space-size=8"],
    directory: options.directory,
    settings,
    endMs: END_MS,
  });
  const ask = (asked: Asked): Promise<unknown> => owned.ask(asked, PATIENCE_MS);
  const stop = async (): Promise<void> => {
    await owned.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const app = options.app === undefined ? undefined : resolve(options.directory, options.app);
    const started = (await ask({ do: "start", file: app, twinOf: options.twinOf })) as Started;
    return {
      ...started,
      pid: owned.pid,
      signIn: async () => (await ask({ do: "sign-in" })) as string,
      addSessions: async (count) => (await ask({ do: "add-sessions", count })) as number,
      liftLimits: async (routes) => void (await ask({ do: "lift-limits", routes })),
      usage: async () => (await ask({ do: "usage" })) as Usage,
      startProfile: async (intervalMicros) =>
        void (await ask({ do: "profile-start", intervalMicros })),
      stopProfile: () => ask({ do: "profile-stop" }),
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
};
