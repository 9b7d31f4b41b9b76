import type { ReadinessReport } from "../document.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { RegistryEntry } from "../registry.ts";
import { type Standing, standingsOf, type TestOutcome } from "./standings.ts";

type Properties = ReadinessReport["properties"];

/** How many tests ran, and how they ended. */
export const testsOf = (outcomes: readonly TestOutcome[]): ReadinessReport["tests"] => {
  const passed = outcomes.filter(({ isPassed }) => isPassed).length;
  const failed = outcomes.filter(({ isFailed }) => isFailed).length;
  return { total: outcomes.length, passed, failed, skipped: outcomes.length - passed - failed };
};

const isPending = ({ tests }: RegistryEntry): boolean => Object.keys(tests).length === 0;

/** A property that no test names is pending; one whose tests did not run lately is no pass. */
const stateOf = (
  entry: RegistryEntry,
  standing: Standing,
): Properties["registry"][number]["state"] => {
  if (standing.isRefuted) return "refuted";
  if (standing.isShown) return "passed";
  return isPending(entry) ? "pending" : "not run";
};

/** The registry of properties, each with its state and the tests that say so (TST-08, EVID-11). */
export const propertiesOf = (
  { registry: { properties } }: Pick<Evidence, "registry">,
  outcomes: readonly TestOutcome[],
): Properties => {
  const standings = new Map(standingsOf(properties, [], outcomes).map((one) => [one.id, one]));
  const registry = properties.flatMap((entry) => {
    const standing = standings.get(entry.id);
    if (standing === undefined) return [];
    const { id, section, text } = entry;
    const ran = [...new Set([...standing.against, ...standing.by])];
    const by = ran.length > 0 ? ran : Object.keys(entry.tests);
    return [{ id, section, text, state: stateOf(entry, standing), by }];
  });
  const inState = (wanted: string): readonly string[] =>
    registry.filter(({ state }) => state === wanted).map(({ id }) => id);
  const pending = properties.filter(isPending).map(({ id }) => id);
  return {
    total: properties.length,
    implemented: properties.length - pending.length,
    pending,
    passed: inState("passed").length,
    refuted: inState("refuted"),
    registry,
  };
};
