import { wholeNumber } from "../parsers/plain.ts";
import { defineVariables, type ValuesOf, type ValueType } from "./variable.ts";

const MIN_PERCENT = 90;
const MAX_PERCENT = 99.9999;

/** A share that is nearly all, in percent; 100 would leave no budget to spend. */
const targetPercent: ValueType<number> = {
  words: `percent from ${MIN_PERCENT} to ${MAX_PERCENT}, such as 99.99`,
  parse: (text) => {
    const value = /^\d{2}(?:\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
    return value >= MIN_PERCENT && value <= MAX_PERCENT
      ? // A hundredth of a decimal fraction is one again, which binary ones only come near.
        { value: Number((value / 100).toFixed(6)) }
      : { fault: `must be a percentage from ${MIN_PERCENT} to ${MAX_PERCENT}, such as 99.99` };
  },
};

/** What the service is to reach, and how that is measured (OBS-14). */
export const OBJECTIVE_VARIABLES = defineVariables({
  SLO_TARGET: {
    type: targetPercent,
    description: "Percent of time that answers, and of requests without a server error.",
    defaults: "99.99",
  },
  SLO_PROBE_SECONDS: {
    type: wholeNumber(0, 60),
    description: "Seconds between two questions to the own listener; 0 for none.",
    // Tests count what they ask, and nothing else may ask; where people develop they read the log.
    defaults: { development: "30", test: "0", staging: "5", production: "5" },
  },
});

/** The settings that the variables stand for. */
export const objectiveConfig = (values: ValuesOf<typeof OBJECTIVE_VARIABLES>) => ({
  target: values.SLO_TARGET,
  probeSeconds: values.SLO_PROBE_SECONDS ?? 0,
});
