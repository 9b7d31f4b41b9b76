import type { ReadinessReport } from "../document.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { AREAS } from "./areas.ts";
import { type AgedLine, effective } from "./lines.ts";
import type { Standing } from "./standings.ts";

/** How what people think is called, wherever it is shown. */
const LABEL = "human estimate";

/**
 * What closes an area's risk: probes and drills that are not passed, and for requirements that no
 * line names, the requirement itself.
 */
const closingOf = (
  area: string,
  lines: readonly AgedLine[],
  standings: readonly Standing[],
): readonly string[] => {
  const sections = AREAS.find(({ name }) => name === area)?.sections ?? [];
  const open = standings.filter(
    ({ section, isShown, isLater }) => sections.includes(section) && !isShown && !isLater,
  );
  return [
    ...new Set(
      open.flatMap(({ id }) => {
        const own = lines
          .map(effective)
          .filter(({ requirements, verdict }) => requirements.includes(id) && verdict !== "pass");
        return own.length > 0 ? own.map((line) => line.id) : [id];
      }),
    ),
  ].toSorted();
};

/**
 * What people think a risk costs or takes, labelled as that, beside the checks that close it
 * (EVID-12). No number, level or gate is made of it.
 */
export const estimatesOf = (
  { people }: Evidence,
  lines: readonly AgedLine[],
  standings: readonly Standing[],
): ReadinessReport["estimates"] =>
  people.flatMap(({ source, value }) =>
    value.estimates.map((estimate) => ({
      label: LABEL,
      ...estimate,
      source: source.name,
      closedBy: closingOf(estimate.area, lines, standings),
    })),
  );
