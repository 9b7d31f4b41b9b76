import type { ReadinessReport } from "../document.ts";
import { AREAS, type AreaDefinition, COVERAGE } from "./areas.ts";
import type { Standing } from "./standings.ts";

type Capability = ReadinessReport["capabilities"][number];
type Area = ReadinessReport["areas"][number];

/**
 * A share in per cent, rounded, but 100 for all and 0 for nothing alone: the one formula of every
 * percentage here, so that no two views of a share differ (EVID-09, EVID-10).
 */
export const percentOf = (part: number, whole: number): number => {
  if (whole === 0 || part === 0) return 0;
  return part === whole ? 100 : Math.min(99, Math.max(1, Math.round((100 * part) / whole)));
};

const countShown = (standings: readonly Standing[]): number =>
  standings.filter(({ isShown }) => isShown).length;

const stateOf = (own: readonly Standing[]): Capability["state"] => {
  if (own.every(({ isLater }) => isLater)) return "roadmap";
  const shown = countShown(own);
  if (shown === 0) return "unproven";
  return shown === own.length ? "supported" : "partial";
};

/** The capabilities: sections of the requirements, and how they stand (EVID-13). */
export const capabilitiesOf = (standings: readonly Standing[]): readonly Capability[] =>
  [...Map.groupBy(standings, ({ section }) => section)].map(([name, own]) => {
    const count = (strength: Standing["strength"]): number =>
      own.filter((one) => one.strength === strength).length;
    return {
      name,
      state: stateOf(own),
      shown: countShown(own),
      of: own.length,
      strengths: {
        "live probe": count("live probe"),
        test: count("test"),
        "file exists": count("file exists"),
        nothing: count("nothing"),
      },
      statements: own.map(({ id, strength, isShown, by, against }) => ({
        id,
        strength,
        isShown,
        by,
        against,
      })),
    };
  });

/** A phase of work: how many of its tasks are done. */
export interface Phase {
  readonly name: string;
  readonly shown: number;
  readonly of: number;
}

/** How far phases are (EVID-10); a phase that is begun is partial, and still remains. */
export const progressOf = (phases: readonly Phase[]): ReadinessReport["progress"] => {
  const done = phases.reduce((sum, { shown }) => sum + shown, 0);
  const total = phases.reduce((sum, { of }) => sum + of, 0);
  const open = phases.filter(({ shown, of }) => shown < of);
  return {
    done,
    total,
    percent: percentOf(done, total),
    complete: phases.length - open.length,
    partial: open.filter(({ shown }) => shown > 0).length,
    remaining: open.length,
    next: open[0]?.name ?? null,
  };
};

/**
 * Low where all but a tenth is shown, high below a half or where something ran against it, and the
 * reason in words (EVID-12). Nothing but what ran goes in.
 */
const riskOf = (percent: number, against: readonly string[]): Pick<Area, "risk" | "because"> => {
  if (against.length > 0) {
    const more = against.length > 3 ? ` and ${against.length - 3} more` : "";
    return { risk: "high", because: `against it: ${against.slice(0, 3).join(", ")}${more}` };
  }
  if (percent < 50) return { risk: "high", because: `${percent} % shown, less than half` };
  if (percent < 90) return { risk: "medium", because: `${percent} % shown, less than 90 %` };
  return { risk: "low", because: `${percent} % shown, nothing against it` };
};

const areaOf = (
  { name, target, sections }: AreaDefinition,
  standings: readonly Standing[],
  before: number | null,
): Area => {
  const own = standings.filter((one) => sections.includes(one.section) && !one.isLater);
  const shown = countShown(own);
  const percent = percentOf(shown, own.length);
  return {
    name,
    percent,
    shown,
    of: own.length,
    target: target ?? null,
    before,
    ...riskOf(percent, [...new Set(own.flatMap(({ against }) => against))]),
  };
};

/** Scores of the areas, and the one of all (EVID-09). */
export const areasOf = (
  standings: readonly Standing[],
  previous: ReadinessReport | undefined,
): Pick<ReadinessReport, "areas" | "overall"> => {
  const before = (name: string): number | null =>
    previous?.areas.find((area) => area.name === name)?.percent ?? null;
  const sections = AREAS.flatMap((area) => area.sections);
  return {
    areas: AREAS.map((area) => areaOf(area, standings, before(area.name))),
    overall: areaOf(
      { name: "Overall", target: undefined, sections },
      standings,
      previous?.overall.percent ?? null,
    ),
  };
};

/** Computed coverage, with what it was before (EVID-07). */
export const coverageOf = (
  standings: readonly Standing[],
  previous: ReadinessReport | undefined,
): ReadinessReport["coverage"] =>
  COVERAGE.map(({ name, sections }) => {
    const own = standings.filter(({ section }) => sections.includes(section));
    const shown = countShown(own);
    return {
      name,
      shown,
      of: own.length,
      percent: percentOf(shown, own.length),
      before: previous?.coverage.find((one) => one.name === name)?.percent ?? null,
    };
  });
