import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "#core";
import { drive, request } from "../bench/drive.ts";
import { pathOf, settingsOf } from "../bench/options.ts";
import { withInstance } from "../bench/parts/subject.ts";
import { FULL } from "../bench/run.ts";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { ownVersion } from "../own-version.ts";
import { flamePage, shareLines } from "./flame.ts";
import { byRoom, type Frame, readProfile } from "./read-profile.ts";

const ENDPOINT = "/api/v1/auth/me";
const DIRECTORY = ".data/profiles";
const SECONDS = 10;
const MOST_SECONDS = 300;
/** Between two samples. */
const INTERVAL_MICROS = 250;
const WARM_UP_MS = 1_000;

const secondsOf = (given: Arguments): number => {
  const text = given.text("seconds") ?? String(SECONDS);
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > MOST_SECONDS) {
    throw new UsageError(`--seconds is a whole number from 1 to ${MOST_SECONDS}`);
  }
  return Number(text);
};

const write = (directory: string, files: Readonly<Record<string, string>>): void => {
  try {
    mkdirSync(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new UsageError(`the profile cannot be written to ${directory}: ${why}`);
  }
};

/** What a readiness report reads of a profile (EVID-16): shares of the main thread, by room. */
const summaryOf = (
  root: Frame,
  about: { readonly endpoint: string; readonly seconds: number; readonly rate: number },
): string =>
  `${JSON.stringify(
    {
      tool: { name: "plinth profile", version: ownVersion() },
      at: new Date(systemClock.now()).toISOString(),
      ...about,
      rooms: byRoom(root).map(({ name, micros }) => ({
        name,
        share: Math.round((1_000 * micros) / Math.max(1, root.totalMicros)) / 1_000,
      })),
    },
    null,
    2,
  )}\n`;

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const seconds = secondsOf(given);
  const endpoint = pathOf(given.text("endpoint") ?? ENDPOINT);
  const directory = resolve(terminal.directory, given.text("output") ?? DIRECTORY);
  const { signal } = new AbortController();
  const subject = {
    app: given.text("app"),
    directory: terminal.directory,
    settings: settingsOf(given),
    effort: FULL,
    endpoint,
    say: terminal.tell,
    signal,
  };
  return withInstance(subject, async (instance, headers) => {
    const load = (durationMs: number) =>
      drive({
        url: instance.url,
        journeys: [request(endpoint, headers)],
        model: { kind: "closed", users: FULL.users },
        durationMs,
      });
    await load(WARM_UP_MS);
    await instance.startProfile(INTERVAL_MICROS);
    const { rate, total } = await load(seconds * 1_000);
    const raw = await instance.stopProfile();
    const root = readProfile(raw, terminal.directory);
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    const about = `GET ${endpoint} for ${seconds} s: ${Math.round(rate)} answers a second while it was watched, ${total.requests - total.ok} unexpected. ${(root.totalMicros / 1_000_000).toFixed(1)} s of the main thread were spent.`;
    write(directory, {
      [`${stamp}.cpuprofile`]: JSON.stringify(raw),
      [`${stamp}.json`]: summaryOf(root, { endpoint, seconds, rate }),
      [`${stamp}.html`]: flamePage(root, `Profile of ${instance.name}`, about),
    });
    terminal.print(`${about}\n`);
    for (const line of shareLines(root)) terminal.print(line);
    terminal.print(`\n${join(directory, stamp)}.html, .json and .cpuprofile`);
    return 0;
  });
};

/** Says where a throwaway instance spends its time under load (PERF-08). */
export const profile: Command = {
  usage:
    "plinth profile [--app FILE] [--seconds 10] [--endpoint /path] [--output DIR] [--setting NAME=VALUE]",
  flags: {
    app: { type: "string", help: "the application's file" },
    seconds: { type: "string", help: `how long is measured (${SECONDS})` },
    endpoint: { type: "string", help: `what is asked by GET, signed in (${ENDPOINT})` },
    output: { type: "string", help: `where flame graph and profile are written (${DIRECTORY})` },
    setting: { type: "string", isMany: true, help: "NAME=VALUE for the instance; may be repeated" },
  },
  run,
};
