import { type Owned, startOwned } from "#instance";
import type { Asked, InstanceSpecification, Started } from "./messages.ts";

const IS_SOURCE = import.meta.url.endsWith(".ts");
const MAIN = new URL(IS_SOURCE ? "./main.ts" : "./main.js", import.meta.url);
const FLAGS = [
  ...(IS_SOURCE ? ["--conditions=plinth-source"] : []),
  "--disable-warning=ExperimentalWarning",
];
const READY_MS = 60_000;
const ORDER_MS = 10_000;
const STOP_MS = 30_000;
const PROOF_MS = 60_000;
const LEAD_MS = 60_000;

/** How a throwaway instance is started. */
export interface InstanceOptions extends InstanceSpecification {
  readonly dataDirectory: string;
  /** Further settings by variable name; nothing of the caller's environment gets there. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A throwaway instance, as a process of its own. */
export interface Instance extends Started, Pick<Owned<Asked>, "pid" | "kill" | "stop" | "gone"> {
  readonly dataDirectory: string;
  /** Moves its clock; negative moves it back. */
  readonly jump: (milliseconds: number) => Promise<void>;
  /** Publishes the next signing key. */
  readonly rotateKeys: () => Promise<void>;
  /** Has it restore its newest backup and look at it; what it found wrong, undefined for nothing. */
  readonly proveBackup: () => Promise<string | undefined>;
  /** Of a standby: resolves with where it serves once it took over. */
  readonly awaitLead: () => Promise<Started>;
}

/**
 * Starts a throwaway instance on a free port of 127.0.0.1. It sees no setting of ours, and ends when
 * this process does.
 * @throws {InstanceError} when it does not get ready.
 */
export const startInstance = async (options: InstanceOptions): Promise<Instance> => {
  const { dataDirectory, env, ...specification } = options;
  const { pid, ask, kill, stop, gone } = startOwned<Asked>({
    file: MAIN,
    flags: FLAGS,
    settings: { PLINTH_ENV: "test", PLINTH_DATA: dataDirectory, PORT: "0", ...env },
    endMs: STOP_MS,
  });
  try {
    const started = (await ask({ do: "start", specification }, READY_MS)) as Started;
    return {
      ...started,
      ...{ pid, kill, stop, gone, dataDirectory },
      jump: async (milliseconds) => void (await ask({ do: "jump", milliseconds }, ORDER_MS)),
      proveBackup: async () => (await ask({ do: "prove-backup" }, PROOF_MS)) as string | undefined,
      awaitLead: async () => (await ask({ do: "await-lead" }, LEAD_MS)) as Started,
      rotateKeys: async () => void (await ask({ do: "rotate" }, ORDER_MS)),
    };
  } catch (fault) {
    await kill();
    throw fault;
  }
};
