import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { BootError } from "#core";
import { type Owned, startOwned } from "#instance";
import {
  type Candidate,
  type CandidateFacts,
  deployDirectory,
  type Release,
  type StartRules,
} from "#ops/deploy";
import { callSlot } from "./calling.ts";
import type { SlotAsked, SlotSaid } from "./messages.ts";

/** Times in milliseconds. */
const JUDGE_MS = 300_000;
const LOOK_MS = 5_000;
const BEAT_MS = 10_000;
const END_MS = 30_000;
/** Longest that data may take to be copied. */
const COPY_MS = 1_200_000;

/** What slots are launched with. */
export interface LauncherOptions {
  readonly dataDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Under which people reach the front. */
  readonly publicUrl: () => string;
  /** Longest that a release may take to load, and again to start, in milliseconds. */
  readonly patienceMs: number;
  /** Beside readiness: paths that must not answer with a fault of the server. */
  readonly smokePaths: (release: Release) => readonly string[];
}

/**
 * The command line of the Plinth that a release brings along; the one that runs now where it brings
 * none, or the same.
 */
const mainOf = (directory: string): string => {
  const own = realpathSync(process.argv[1] ?? "");
  const base = pathToFileURL(join(directory, "package.json"));
  let manifest: string | undefined;
  try {
    manifest = findPackageJSON("plinth", base);
  } catch {
    return own;
  }
  if (manifest === undefined) return own;
  const root = dirname(realpathSync(manifest));
  if (own.startsWith(root)) return own;
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin?: { plinth?: unknown } };
  if (typeof bin?.plinth !== "string") {
    throw new BootError([`the Plinth of ${directory} has no command line`]);
  }
  return join(root, bin.plinth);
};

/** Paths that the release names itself, in package.json under "plinth": { "smoke": [...] }. */
export const smokePathsOf = ({ directory }: Release): readonly string[] => {
  try {
    const text = readFileSync(join(directory, "package.json"), "utf8");
    const { plinth } = JSON.parse(text) as { plinth?: { smoke?: unknown } };
    const smoke = plinth?.smoke;
    return Array.isArray(smoke) ? smoke.filter((path) => typeof path === "string") : [];
  } catch {
    return [];
  }
};

/** Readiness and smoke as somebody outside sees them; a sentence where it is not fit. */
const lookAt = async (origin: string, paths: readonly string[]): Promise<string | undefined> => {
  try {
    const ready = await callSlot(origin, { path: "/ready" }, LOOK_MS);
    if (ready.status !== 200) return `/ready answers ${ready.status}`;
    for (const path of paths) {
      const { status } = await callSlot(origin, { path }, LOOK_MS);
      if (status >= 500) return `${path} answers ${status}`;
    }
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
};

/** A process of a release with its code loaded. */
const openProcess = async (
  release: Release,
  options: LauncherOptions,
): Promise<{ readonly owned: Owned<SlotAsked>; readonly facts: CandidateFacts }> => {
  const { directory, app, environment } = release;
  const owned = startOwned<SlotAsked>({
    name: "the release",
    file: pathToFileURL(mainOf(directory)),
    words: ["serve", "--slot"],
    flags: process.execArgv,
    directory,
    isHeard: true,
    settings: Object.fromEntries(
      Object.entries(options.environment).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
    endMs: END_MS,
  });
  try {
    const facts = (await owned.ask(
      {
        do: "load",
        ...(app === undefined ? {} : { app }),
        environment,
        dataDirectory: options.dataDirectory,
        publicUrl: options.publicUrl(),
      },
      options.patienceMs,
    )) as SlotSaid["load"];
    return { owned, facts };
  } catch (fault) {
    await owned.kill();
    throw fault;
  }
};

/** Runs a release over a copy of the data, looks at it, and removes both. */
const rehearse =
  (release: Release, options: LauncherOptions): Candidate["rehearse"] =>
  async (wanted, rules) => {
    const { owned } = await openProcess(release, options);
    const directory = mkdtempSync(join(deployDirectory(options.dataDirectory), "rehearsal-"));
    try {
      await owned.ask({ do: "copy", directory }, COPY_MS);
      const place = (await owned.ask(
        { do: "rehearse", directory, rules },
        options.patienceMs,
      )) as SlotSaid["rehearse"];
      const fault = await lookAt(place.origin, options.smokePaths(release));
      if (fault !== undefined) throw new BootError([fault]);
      if (wanted === undefined) return [];
      return (await owned.ask({ do: "judge", wanted }, JUDGE_MS)) as SlotSaid["judge"];
    } finally {
      // What it leaves behind where it cannot answer is removed by the next rehearsal.
      await owned.ask({ do: "forget" }, END_MS).catch(() => undefined);
      await owned.kill();
      rmSync(directory, { recursive: true, force: true });
    }
  };

/** Builds what launches releases, each in a process that ends with this one. */
export const createLauncher =
  (options: LauncherOptions) =>
  async (release: Release): Promise<Candidate> => {
    const { owned, facts } = await openProcess(release, options);
    let origin: string | undefined;
    const requireOrigin = (): string => {
      if (origin === undefined) throw new BootError(["the slot listens nowhere yet"]);
      return origin;
    };
    const simply =
      (order: "activate" | "deactivate" | "beat" | "note") => async (): Promise<void> => {
        await owned.ask({ do: order }, BEAT_MS);
      };
    return {
      ...{ pid: owned.pid, facts, gone: owned.gone, stop: owned.stop, kill: owned.kill },
      rehearse: rehearse(release, options),
      start: async (rules: StartRules) => {
        const place = (await owned.ask(
          { do: "start", rules },
          options.patienceMs,
        )) as SlotSaid["start"];
        origin = place.origin;
      },
      judge: async (wanted) =>
        (await owned.ask({ do: "judge", wanted }, JUDGE_MS)) as SlotSaid["judge"],
      look: async () => lookAt(requireOrigin(), options.smokePaths(release)),
      origin: requireOrigin,
      activate: simply("activate"),
      deactivate: simply("deactivate"),
      beat: simply("beat"),
      note: simply("note"),
    };
  };
