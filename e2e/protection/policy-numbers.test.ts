import { afterAll, describe, expect, test } from "vitest";
import { application } from "../../apps/cibozer/server/application.ts";
import { startPolicyConformance } from "../../packages/plinth/src/testing/index.ts";
import { shareOfRun } from "../support/share.ts";

const conformance = await startPolicyConformance({
  modules: application.modules,
  ...(application.web === undefined ? {} : { web: application.web }),
});
afterAll(conformance.stop);

/** Numbers that take a thousand calls and more: another quarter of them in another run. */
const long = conformance.cases.filter(({ name }) => /: limit \d{4,} calls/.test(name));
const [isLong, isTurn] = [new Set(long), new Set(shareOfRun(long, 4))];

describe("POL-07: every number in the policies of Cibozer is held over HTTP", () => {
  let generated = 0;
  for (const one of conformance.cases) {
    generated += 1;
    if (!isLong.has(one) || isTurn.has(one)) test(`POL-07: ${one.name}`, one.run);
  }

  test("POL-07: as many tests were generated as the policy table shows numbers", () => {
    expect(generated).toBe(conformance.numbersInTable);
    expect(generated).toBeGreaterThan(100);
  });
});
