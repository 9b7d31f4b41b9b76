import { expect, it } from "vitest";
import { OPERATIONS, openGroups } from "./operations-pages.ts";

it("OBS-12: the menu has what opens to somebody, and no group without a page", () => {
  const groups = openGroups(
    (permission) => permission === "jobs:read" || permission === "mail:read",
  );
  expect(groups.map(({ pages }) => pages.map(({ label }) => label))).toEqual([["Jobs", "Mail"]]);
  expect(openGroups(() => false)).toEqual([]);
  expect(openGroups(() => true)).toEqual(OPERATIONS);
});

it("OBS-12: every page stands in the menu once", () => {
  const paths = OPERATIONS.flatMap(({ pages }) => pages.map(({ to }) => to));
  expect(new Set(paths).size).toBe(paths.length);
});
