import { platformErrors } from "#core";
import { alterStages, rewriteProblems, stageBefore } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

/** Words and signs that careless filters forbid. */
const FORBIDDEN = /o'brien|select all|drop the table/i;

/** What is done to the inspection of input. */
export const INSPECTION_SABOTAGES: Sabotages = {
  "inspect-nothing": {
    what: "looks at no input",
    alter: () => alterStages("inspect", () => []),
  },
  "echo-findings": {
    what: "repeats what it refuses",
    alter: () =>
      rewriteProblems((problem, raw) =>
        problem["code"] === "INPUT_REJECTED"
          ? { ...problem, detail: `refused: ${decodeURIComponent(raw.url ?? "")}` }
          : problem,
      ),
  },
  "keyword-list": {
    what: "takes ordinary words for attacks",
    alter: () =>
      stageBefore("inspect", () => ({ params, query }) => {
        if (FORBIDDEN.test(JSON.stringify([params, query]))) {
          throw platformErrors.make.INPUT_REJECTED();
        }
      }),
  },
};
