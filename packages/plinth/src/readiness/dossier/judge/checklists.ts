import type { ReadinessReport } from "../document.ts";
import type { Registry } from "../registry.ts";
import type { AgedLine } from "./lines.ts";
import { effective } from "./lines.ts";
import { type Box, CHECKLIST, controlOf, DEPLOYMENT, QUESTIONNAIRE, SOC2 } from "./lists.ts";
import type { Standing } from "./standings.ts";

type Item = ReadinessReport["lists"]["checklist"][number];
type Check = ReadinessReport["checks"][number];

/** What boxes are ticked by. */
interface Ticking {
  readonly standings: readonly Standing[];
  readonly lines: readonly AgedLine[];
  readonly registry: Registry;
  /** Who answers for a control, by its number. */
  readonly owners: Readonly<Record<string, string>>;
}

const stateOf = (shown: number, of: number): Item["state"] => {
  if (shown === of) return "shown";
  return shown > 0 ? "partly" : "not shown";
};

/** Everything that could tick a box or leave it open: probes, drills and tests that name its requirements. */
const checksFor = (
  requirements: readonly string[],
  { lines, registry }: Ticking,
): readonly string[] => [
  ...new Set([
    ...lines
      .filter((line) => line.requirements.some((id) => requirements.includes(id)))
      .map(({ id }) => id),
    ...registry.requirements
      .filter(({ id }) => requirements.includes(id))
      .flatMap(({ tests }) => Object.keys(tests)),
  ]),
];

/** The boxes of a list, each ticked by requirements that are shown and by nothing else (EVID-15). */
const itemsOf = (
  list: Readonly<Record<string, readonly Box[]>>,
  ticking: Ticking,
): readonly Item[] =>
  Object.entries(list).flatMap(([group, boxes]) =>
    boxes.map(([title, requirements], index) => {
      const own = ticking.standings.filter(({ id }) => requirements.includes(id));
      const shown = own.filter(({ isShown }) => isShown).length;
      return {
        id: `${group.split(" ")[0]}-${index + 1}`,
        group,
        title,
        state: stateOf(shown, requirements.length),
        shown,
        of: requirements.length,
        requirements,
        by: [...new Set(own.flatMap(({ by }) => by))],
        checks: checksFor(requirements, ticking),
        owner: ticking.owners[controlOf(title)] ?? null,
      };
    }),
  );

/** A check that a box opens: how it went, and the command that runs it again. */
const checkOf = (id: string, { lines, standings }: Ticking): Check => {
  const line = lines.find((one) => one.id === id);
  if (line !== undefined) {
    const { verdict, measured } = effective(line);
    return {
      id,
      kind: line.depth === "drill" ? "drill" : "live probe",
      state: line.isStale ? `${line.verdict}, too old` : verdict,
      measured,
      command: line.command,
      source: line.source,
    };
  }
  const isGreen = standings.some(({ by }) => by.includes(id));
  const isRed = standings.some(({ against }) => against.includes(id));
  return {
    id,
    kind: "test",
    state: isRed ? "fail" : isGreen ? "pass" : "not-run",
    measured: isRed || isGreen ? "as the run of the tests says" : "no run of the tests has it",
    command: `npx vitest run ${id}`,
    source: "",
  };
};

/** Every list, and every check that a box of one opens. */
export const listsOf = (ticking: Ticking): Pick<ReadinessReport, "lists" | "checks"> => {
  const lists = {
    checklist: itemsOf(CHECKLIST, ticking),
    deployment: itemsOf(DEPLOYMENT, ticking),
    soc2: itemsOf(SOC2, ticking),
    questionnaire: itemsOf(QUESTIONNAIRE, ticking),
  };
  const ids = new Set(Object.values(lists).flatMap((items) => items.flatMap((one) => one.checks)));
  return { lists, checks: [...ids].toSorted().map((id) => checkOf(id, ticking)) };
};
