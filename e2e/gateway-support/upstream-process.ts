import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const EXAMPLE = fileURLToPath(new URL("../../docs/guide/gateway-example/", import.meta.url));
const START_MS = 20_000;

/** The example's applications by language, and what runs each. */
export const LANGUAGES = { javascript: "notes.mjs", python: "notes.py" } as const;
export type Language = keyof typeof LANGUAGES;

/** The policy file of the guide. */
export const EXAMPLE_FILE = `${EXAMPLE}policy.json`;

/** Whether the language runs here. */
export const hasLanguage = (language: Language): boolean =>
  language === "javascript" || spawnSync("python3", ["--version"]).status === 0;

/** An application behind the gateway, in a process of its own. */
export interface UpstreamProcess {
  readonly port: number;
  /** kill -9; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

/** Starts the example's application; port 0 takes a free one. */
export const startUpstreamProcess = async (
  language: Language,
  key: string,
  port = 0,
): Promise<UpstreamProcess> => {
  const command = language === "javascript" ? process.execPath : "python3";
  const child = spawn(command, [EXAMPLE + LANGUAGES[language]], {
    env: { PATH: process.env["PATH"] ?? "", PORT: String(port), PLINTH_GATEWAY_KEY: key },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const found = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`the ${language} upstream did not start`));
    }, START_MS);
    child.once("exit", (code) => reject(new Error(`the ${language} upstream ended with ${code}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      const listening = /listening on (\d+)/.exec(chunk.toString())?.[1];
      if (listening === undefined) return;
      clearTimeout(timer);
      resolve(Number(listening));
    });
  });
  return {
    port: found,
    kill: async () => {
      child.kill("SIGKILL");
      await gone(child);
    },
  };
};
