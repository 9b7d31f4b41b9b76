import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free-port.ts";
import { plinthCommand, processEnvironment } from "../support/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 60_000;
const STEP_MS = 50;

/** `plinth standby` as a process, on a port that stays when it takes over. */
export interface StandbyProcess {
  readonly url: string;
  readonly told: () => string;
  /** Resolves once it could take over. */
  readonly near: () => Promise<void>;
  /** Resolves once it leads and answers as the application. */
  readonly leads: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<number | null>;
}

/** Waits until something holds. */
export const until = async (isSo: () => Promise<boolean>, what: () => string): Promise<void> => {
  for (let waited = 0; waited < LIMIT_MS; waited += STEP_MS) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  throw new Error(what());
};

/** Starts it. */
export const startStandby = async (
  environment: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<StandbyProcess> => {
  const port = await freePort();
  const [command, words] = plinthCommand("standby", ...flags);
  const child = spawn(command, words, {
    cwd: root,
    env: processEnvironment({ ...environment, PORT: String(port) }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let told = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
  }
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    told: () => told,
    near: () =>
      until(
        async () => {
          const health = (await (await fetch(`${url}/health`)).json()) as {
            readonly standby?: { readonly couldTakeOver: boolean };
          };
          return health.standby?.couldTakeOver === true;
        },
        () => `the standby has no copy:\n${told}`,
      ),
    leads: () =>
      until(
        async () => (await fetch(`${url}/ready`)).status === 200,
        () => `the standby does not lead:\n${told}`,
      ),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
};
