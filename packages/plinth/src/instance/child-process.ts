import type { ChildProcess } from "node:child_process";

/** Kept of what a process says on standard error, in characters. */
const TOLD = 4_000;

/** What programs need of the environment, and nothing that configures an application. */
export const plainEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    ["PATH", "HOME", "TMPDIR", "LANG", "TZ"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Listens to standard error from now on; hands out the last of what was said there. */
export const listenTo = (child: ChildProcess): (() => string) => {
  let told = "";
  child.stderr?.on("data", (part: Buffer) => {
    told = `${told}${part.toString()}`.slice(-TOLD);
  });
  return () => told.trim();
};

/** Resolves when the process is gone, also where it is gone already or never came to be. */
export const goneOf = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

/** SIGTERM, and kill -9 where that takes longer than `endMs`; resolves when the process is gone. */
export const endChild = async (child: ChildProcess, endMs: number): Promise<void> => {
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), endMs);
  await goneOf(child);
  clearTimeout(force);
};
