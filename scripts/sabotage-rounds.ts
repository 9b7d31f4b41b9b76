/**
 * Rounds of the sabotage harness: each probe against an instance that lacks the very control it
 * looks at, and all of them against a sound one.
 */
import { systemClock } from "../packages/plinth/src/core/index.ts";
import {
  createTarget,
  PROBES,
  type Probe,
  type ReportLine,
  runProbes,
  type Target,
} from "../packages/plinth/src/readiness/index.ts";
import {
  createSwitches,
  isSwitchable,
  SABOTAGES,
  type Sabotage,
  type Specimen,
  startSpecimen,
} from "../packages/plinth/src/testing/sabotage/index.ts";

/** Instance and probes share a thread with whatever else this machine does: late is not wrong here. */
const PATIENCE_MS = 20_000;

/** A target that seems to be on another machine. */
const seenFromElsewhere = (target: Target): Target => ({
  ...target,
  isLocal: false,
  visitor: (signal) => seenFromElsewhere(target.visitor(signal)),
});

/** Runs the probes of each call against an instance that stands already, as one audit of it. */
const createRun = async (
  specimen: Specimen,
  sabotage: Partial<Sabotage>,
): Promise<(probes: readonly Probe[]) => Promise<readonly ReportLine[]>> => {
  const isKnown = specimen.ca !== undefined && sabotage.secure?.isUnknown !== true;
  const target = await createTarget({
    url: specimen.localUrl,
    depth: "touch",
    clock: systemClock,
    budget: 20_000,
    requestsPerSecond: 10_000,
    timeoutMs: PATIENCE_MS,
    trust: isKnown ? { ca: specimen.ca } : { isInsecure: true },
  });
  const seen = sabotage.isElsewhere === true ? seenFromElsewhere(target) : target;
  const options = { target: seen, depth: "touch", clock: systemClock, version: "0" } as const;
  return async (probes) => (await runProbes({ ...options, probes })).lines;
};

/** Runs probes against an instance that stands already. */
const runOn = async (
  specimen: Specimen,
  sabotage: Partial<Sabotage>,
  probes: readonly Probe[],
): Promise<readonly ReportLine[]> => (await createRun(specimen, sabotage))(probes);

/** Runs probes against a throwaway instance. */
const runAgainst = async (
  sabotage: Partial<Sabotage>,
  probes: readonly Probe[],
): Promise<readonly ReportLine[]> => {
  const specimen = await startSpecimen(sabotage);
  try {
    return await runOn(specimen, sabotage, probes);
  } finally {
    await specimen.stop();
  }
};

/** The first line that is red on a throwaway instance, one probe after the other; undefined for none. */
export const firstRed = async (
  sabotage: Partial<Sabotage>,
  probes: readonly Probe[],
): Promise<ReportLine | undefined> => {
  const specimen = await startSpecimen(sabotage);
  try {
    const run = await createRun(specimen, sabotage);
    for (const probe of probes) {
      const red = (await run([probe])).find(({ verdict }) => verdict === "fail");
      if (red !== undefined) return red;
    }
    return undefined;
  } finally {
    await specimen.stop();
  }
};

/** Whether a probe is about HTTPS: then the sound instance for it speaks that. */
const isAboutHttps = ({ sabotage }: Probe): boolean => SABOTAGES[sabotage]?.secure !== undefined;

/** Runs every probe against a sound instance. */
export const runSound = async (): Promise<readonly ReportLine[]> => [
  ...(await runAgainst(
    { standbys: 1, isDeployed: true },
    PROBES.filter((probe) => !isAboutHttps(probe)),
  )),
  ...(await runAgainst({ secure: {} }, PROBES.filter(isAboutHttps))),
];

/** What one sabotage did to the probes. */
export interface Round {
  readonly name: string;
  readonly what: string;
  readonly lines: readonly ReportLine[];
}

/** How far a round was from turning red exactly the probes that it has to; both empty is exact. */
export interface Difference {
  /** Had to be red, and are not. */
  readonly missed: readonly string[];
  /** Are red, and claim something else. */
  readonly strays: readonly string[];
}

/** Holds a round against the probes that claim the control, and those that fall with it (EVID-03). */
export const differenceOf = ({ name, lines }: Pick<Round, "name" | "lines">): Difference => {
  const own = PROBES.filter(({ sabotage }) => sabotage === name).map(({ id }) => id);
  const ran = new Set(lines.map(({ id }) => id));
  const due = [...own, ...(SABOTAGES[name]?.alsoRed ?? []).filter((id) => ran.has(id))];
  const red = lines.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
  return {
    missed: due.filter((id) => !red.includes(id)),
    strays: red.filter((id) => !due.includes(id)),
  };
};

/** Most rounds wait more than they work. */
const SIDE_BY_SIDE = 4;

/** Runs one after the other what is given, whatever came of those before. */
const createQueue = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
};

/**
 * The strays of a round that are red again with nothing beside them: many instances share a thread,
 * and one that has too much to do refuses what it would take alone.
 */
export const straysAlone = async (
  name: string,
  strays: readonly string[],
): Promise<readonly ReportLine[]> => {
  const again = PROBES.filter(({ id }) => strays.includes(id));
  if (again.length === 0) return [];
  const lines = await runAgainst(SABOTAGES[name] ?? {}, again);
  return lines.filter(({ verdict }) => verdict === "fail");
};

/** Which rounds there are to be. */
export interface RoundsAsked {
  /** Which probes look at an instance besides those that claim the control; none if not given. */
  readonly crossing?: (name: string) => readonly Probe[];
  /** Only these sabotages; all that probes name if not given. */
  readonly names?: readonly string[];
}

/**
 * One round for each sabotage that a probe names, some side by side. Those that change answers only
 * share one instance, and are put to work one by one. Yields in the order of the probes.
 */
export async function* sabotageRounds(asked: RoundsAsked = {}): AsyncGenerator<Round> {
  const named = [...new Set(PROBES.map(({ sabotage }) => sabotage))];
  const names = named.filter((name) => asked.names?.includes(name) ?? true);
  const switches = createSwitches(Object.values(SABOTAGES).filter(isSwitchable));
  const shared = await startSpecimen(switches.sabotage);
  const queue = createQueue();
  const start = async (name: string): Promise<Round> => {
    const sabotage = SABOTAGES[name];
    if (sabotage === undefined) throw new Error(`a probe names ${name}: there is no such sabotage`);
    const crossing = new Set(asked.crossing?.(name));
    const probes = PROBES.filter((probe) => probe.sabotage === name || crossing.has(probe));
    const inTurn = async () => {
      switches.switchTo(sabotage);
      return runOn(shared, sabotage, probes);
    };
    const lines = isSwitchable(sabotage) ? queue(inTurn) : runAgainst(sabotage, probes);
    return { name, what: sabotage.what, lines: await lines };
  };
  try {
    const running: Promise<Round>[] = [];
    for (const name of names) {
      running.push(start(name));
      const first = running.length >= SIDE_BY_SIDE ? running.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const round of running) yield await round;
  } finally {
    await shared.stop();
  }
}
