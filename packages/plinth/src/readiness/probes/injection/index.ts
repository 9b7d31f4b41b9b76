import type { Probe } from "../../probe.ts";
import { databaseErrors } from "./database-errors.ts";
import { evaluatedInput } from "./evaluated-input.ts";
import { splitAnswers } from "./split-answers.ts";
import { unescapedInput } from "./unescaped-input.ts";
import { wrappedData } from "./wrapped-data.ts";

/** Probes about what becomes of texts that links bring, of any service. */
export const injectionProbes: readonly Probe[] = [
  databaseErrors,
  evaluatedInput,
  splitAnswers,
  unescapedInput,
  wrappedData,
];
