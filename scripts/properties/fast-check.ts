/**
 * Stands for fast-check where `plinth properties run` runs the tests: every property is tried as
 * often as PROPERTY_CASES says, whatever smaller number its test names for everyday use. A larger one
 * stays: some tests show that a broken twin is found, which takes as many cases as they say.
 */
import { createRequire } from "node:module";
import type fc from "fast-check";

// By require: an import would lead back to this file.
const real = createRequire(import.meta.url)("fast-check").default as typeof fc;
const cases = Number(process.env["PROPERTY_CASES"] ?? Number.NaN);

type Parameters = NonNullable<globalThis.Parameters<typeof fc.assert>[1]>;

const assert = (property: fc.IRawProperty<unknown>, parameters?: Parameters) =>
  real.assert(property, {
    ...parameters,
    ...(Number.isSafeInteger(cases) ? { numRuns: Math.max(cases, parameters?.numRuns ?? 0) } : {}),
  });

export default { ...real, assert };
