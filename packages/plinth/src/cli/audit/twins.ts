import { systemClock } from "#core";
import {
  createTarget,
  type Probe,
  probeOfModule,
  progressText,
  type ReportLine,
  runProbes,
} from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { startInstance } from "../instance/instance.ts";
import { ownVersion } from "../own-version.ts";
import { chooseProbes, loadOwnProbes } from "./catalogue.ts";

/** Runs probes against a throwaway instance; a sound one, or one broken by the twin of a probe. */
const runAgainst = async (
  probes: readonly Probe[],
  twinOf: string | undefined,
  app: string,
  terminal: Terminal,
): Promise<readonly ReportLine[]> => {
  const instance = await startInstance({
    app,
    directory: terminal.directory,
    // As a developer starts it: test accounts are made by HTTP, and read no mail.
    settings: { PLINTH_ENV: "development", PUBLIC_URL: "", SMTP_URL: "" },
    ...(twinOf === undefined ? {} : { twinOf }),
  });
  try {
    const depth = "touch";
    const target = await createTarget({ url: instance.url, depth, clock: systemClock });
    const version = ownVersion();
    return (await runProbes({ probes, target, depth, clock: systemClock, version })).lines;
  } finally {
    await instance.stop();
  }
};

/**
 * Shows that every probe of an application has teeth (EVID-03): it passes on a sound throwaway
 * instance, and fails on one that is broken by its twin.
 */
export const runTwins = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const app = given.text("app");
  if (app === undefined || given.words.length > 0) {
    throw new UsageError(
      "--twins takes --app FILE and no URL: it breaks only what it starts itself",
    );
  }
  const own = chooseProbes(
    (await loadOwnProbes(given, terminal)).map((owned) => ({ ...owned, id: owned.probe.id })),
    given,
  );
  if (own.length === 0) throw new UsageError("no module of this application brings a probe");
  const say = (what: string, lines: readonly ReportLine[]): void => {
    for (const line of lines) terminal.print(`${what}: ${progressText(line)}: ${line.measured}`);
  };
  const sound = await runAgainst(
    own.map(({ probe }) => probeOfModule(probe, app)),
    undefined,
    app,
    terminal,
  );
  say("sound", sound);
  let killed = 0;
  for (const { id, probe } of own) {
    const broken = await runAgainst([probeOfModule(probe, app)], id, app, terminal);
    say(`an instance that ${probe.twin.what}`, broken);
    killed += broken.filter(({ verdict }) => verdict === "fail").length;
  }
  const passed = sound.filter(({ verdict }) => verdict === "pass").length;
  terminal.print(`sound ${passed} of ${own.length}, kill rate ${killed} of ${own.length}`);
  return passed === own.length && killed === own.length ? 0 : 1;
};
