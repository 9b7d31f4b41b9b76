import { afterAll, describe, expect, test } from "vitest";
import { application } from "../../apps/cibozer/server/application.ts";
import { startPolicyConformance } from "../../packages/plinth/src/testing/index.ts";

const conformance = await startPolicyConformance({
  modules: application.modules,
  ...(application.web === undefined ? {} : { web: application.web }),
});
afterAll(conformance.stop);

describe("POL-07: every number in the policies of Cibozer is held over HTTP", () => {
  let generated = 0;
  for (const { name, run } of conformance.cases) {
    generated += 1;
    test(`POL-07: ${name}`, run);
  }

  test("POL-07: as many tests were generated as the policy table shows numbers", () => {
    expect(generated).toBe(conformance.numbersInTable);
    expect(generated).toBeGreaterThan(100);
  });
});
