import { expect, it } from "vitest";
import { gateWords, timeAround, toneOf, wayBackWords } from "./deploy-words.ts";
import type { DeployList } from "./deploys-api.ts";

const list = (more: Partial<DeployList>): DeployList => ({
  serving: { name: "Test", version: "1" },
  ...{ isDeployed: true, hasWayBack: true, deploys: [], ...more },
});

it("DEP-02: says which checks passed, and names the others", () => {
  expect(gateWords({ gates: null })).toBe("none were made");
  expect(gateWords({ gates: { passed: 12, others: [] } })).toBe("12 passed");
  expect(gateWords({ gates: { passed: 3, others: ["pool skipped", "redis fail"] } })).toBe(
    "3 passed; pool skipped, redis fail",
  );
});

it("DEP-04: says whether there is a way back, and nothing where nothing was deployed", () => {
  expect(wayBackWords(list({}))).toMatch(/rollback/);
  expect(wayBackWords(list({ hasWayBack: false }))).toMatch(/No release/);
  expect(wayBackWords(list({ isDeployed: false }))).toBeUndefined();
});

it("OBS-12: an outcome that nobody knows is worth a look", () => {
  expect(
    ["deployed", "checked", "refused", "rolled back", "new"].map((outcome) => toneOf({ outcome })),
  ).toEqual(["ok", "plain", "warn", "danger", "warn"]);
});

it("OBS-12: leads to the time around a deploy, and not past now", () => {
  const at = "2026-01-01T12:00:00.500Z";
  const moment = Date.parse("2026-01-01T12:00:00Z") / 1_000;
  expect(timeAround({ at }, (moment + 86_400) * 1_000)).toEqual([moment - 900, moment + 1_800]);
  expect(timeAround({ at }, (moment + 600) * 1_000)).toEqual([moment - 900, moment + 600]);
  expect(timeAround({ at }, (moment + 5) * 1_000)).toEqual([moment - 900, moment + 60]);
});
