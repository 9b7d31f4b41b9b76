import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Alterations, type AnyModule, type RunningApplication, startApplication } from "#app";
import { loadConfig } from "#config";
import { type Clock, type StartTimer, systemClock } from "#core";
import type { WebApplication } from "#http";
import type { DeclaredLanguages } from "#services/texts";
import { createLogger } from "#telemetry";

/** What a test wants of its application; everything has a default. */
export interface TestApplicationOptions {
  readonly modules: readonly AnyModule[];
  readonly web?: readonly WebApplication[];
  /** What it speaks beside English. */
  readonly languages?: DeclaredLanguages;
  readonly clock?: Clock;
  /** Rings at the time-outs of routes; default is the machine's own. */
  readonly startTimer?: StartTimer;
  /** Further settings by variable name. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes a part away, to show that something notices. */
  readonly alter?: Alterations;
  /** Keeps the log lines instead of dropping them. */
  readonly onLogLine?: (line: string) => void;
  /** Use this data directory and leave it there; default is a scratch one that is removed. */
  readonly dataDirectory?: string;
}

/** A real application on a free port of 127.0.0.1 with its own scratch data. */
export interface TestApplication extends RunningApplication {
  /** fetch with the path alone; redirects are not followed. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly dataDirectory: string;
}

/** A quarter of the time of bcrypt at the least cost that is allowed; tests sign in thousands of times. */
const QUICK_HASHES = '{"password_hash":"argon2id"}';

/** Starts an application for tests: real sockets, real store, nothing shared with other tests. */
export const startTestApplication = async (
  options: TestApplicationOptions,
): Promise<TestApplication> => {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), "plinth-test-"));
  const config = loadConfig({
    env: {
      PLINTH_ENV: "test",
      PLINTH_DATA: dataDirectory,
      PORT: "0",
      SECURITY_SETTINGS: QUICK_HASHES,
      ...options.env,
    },
  });
  const clock = options.clock ?? systemClock;
  const log = createLogger({
    level: config.log.level,
    clock,
    component: "plinth",
    destination: { write: (line) => options.onLogLine?.(line) },
  });
  const running = await startApplication({
    definition: {
      name: "Test",
      version: "0.0.0",
      description: "An application under test",
      modules: options.modules,
      web: options.web ?? [],
      languages: options.languages ?? {},
    },
    config,
    clock,
    log,
    ...(options.startTimer === undefined ? {} : { startTimer: options.startTimer }),
    ...(options.alter === undefined ? {} : { alter: options.alter }),
  });
  return {
    ...running,
    dataDirectory,
    fetch: (path, init) => fetch(`${running.localUrl}${path}`, { redirect: "manual", ...init }),
    stop: async () => {
      await running.stop();
      if (options.dataDirectory === undefined) {
        rmSync(dataDirectory, { recursive: true, force: true });
      }
    },
  };
};
