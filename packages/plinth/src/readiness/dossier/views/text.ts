import { visibleLine } from "../../views/visible.ts";
import type { ReadinessReport } from "../document.ts";
import { numbersText, verdictText } from "./words.ts";

/** The report on a terminal: the gates, the numbers, and the verdict last. */
export const readinessText = (report: ReadinessReport): string =>
  [
    ...report.gates.map(
      ({ id, isMet, measured, wanted }) =>
        `${isMet ? "met  " : "UNMET"} ${id}: ${measured}${isMet ? "" : ` (wanted: ${wanted})`}`,
    ),
    ...report.capabilities.map(
      ({ name, state, shown, of }) => `${state.padEnd(9)} ${name}: ${shown} of ${of}`,
    ),
    numbersText(report),
    verdictText(report),
  ]
    .map(visibleLine)
    .join("\n");
