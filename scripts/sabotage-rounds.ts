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
} from "../packages/plinth/src/readiness/index.ts";
import {
  SABOTAGES,
  type Sabotage,
  startSpecimen,
} from "../packages/plinth/src/testing/sabotage/index.ts";

/** Runs probes against a throwaway instance. */
export const runAgainst = async (
  sabotage: Partial<Sabotage>,
  probes: readonly Probe[],
): Promise<readonly ReportLine[]> => {
  const specimen = await startSpecimen(sabotage);
  try {
    const target = await createTarget({
      url: specimen.localUrl,
      depth: "touch",
      clock: systemClock,
      budget: 20_000,
      requestsPerSecond: 10_000,
    });
    const options = { probes, target, depth: "touch", clock: systemClock, version: "0" } as const;
    return (await runProbes(options)).lines;
  } finally {
    await specimen.stop();
  }
};

/** What one sabotage did to the probes. */
export interface Round {
  readonly name: string;
  readonly what: string;
  readonly lines: readonly ReportLine[];
}

const SIDE_BY_SIDE = 3;

/**
 * One round for each sabotage that a probe names, some side by side; `isCross` runs every probe, not
 * only its own. Yields in the order of the probes.
 */
export async function* sabotageRounds(isCross: boolean): AsyncGenerator<Round> {
  const names = [...new Set(PROBES.map(({ sabotage }) => sabotage))];
  const start = async (name: string): Promise<Round> => {
    const sabotage = SABOTAGES[name];
    if (sabotage === undefined) throw new Error(`a probe names ${name}: there is no such sabotage`);
    const probes = isCross ? PROBES : PROBES.filter((probe) => probe.sabotage === name);
    return { name, what: sabotage.what, lines: await runAgainst(sabotage, probes) };
  };
  const running: Promise<Round>[] = [];
  for (const name of names) {
    running.push(start(name));
    const first = running.length >= SIDE_BY_SIDE ? running.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const round of running) yield await round;
}
