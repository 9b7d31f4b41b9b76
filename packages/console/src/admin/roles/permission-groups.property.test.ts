import fc from "fast-check";
import { expect, it } from "vitest";
import { covers } from "../permissions.ts";
import { choose, groupPermissions, isImplied, outdated } from "./permission-groups.ts";

const KNOWN = ["access:review", "roles:read", "roles:write", "users:read", "users:write"];
const ALL = ["*", ...groupPermissions(KNOWN).map(({ wildcard }) => wildcard), ...KNOWN];

it("AZ-01: every permission stands in one group, under its resource", () => {
  const groups = groupPermissions(["users:write", "users:read", "access:review"]);
  expect(groups.map(({ resource }) => resource)).toEqual(["access", "users"]);
  expect(groups[1]?.actions.map(({ action }) => action)).toEqual(["read", "write"]);
});

it("AZ-01: choosing gives exactly what was chosen, and dropping takes it away", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ALL)), fc.constantFrom(...ALL), (before, one) => {
      const chosen = before.reduce<readonly string[]>((all, next) => choose(all, next, true), []);
      const more = choose(chosen, one, true);
      // What was covered stays covered, and the new one is.
      for (const permission of ALL.filter((wanted) => covers(chosen, wanted))) {
        expect(covers(more, permission)).toBe(true);
      }
      expect(covers(more, one)).toBe(true);
      // Nothing beyond: each permission of a route is covered by what was there or by the new one.
      for (const permission of KNOWN) {
        expect(covers(more, permission)).toBe(covers([...chosen, one], permission));
      }
      expect(choose(more, one, false)).not.toContain(one);
      expect(more.filter((permission) => isImplied(more, permission))).toEqual([]);
    }),
  );
});

it("a permission that no route asks for is named", () => {
  expect(outdated(["*", "users:*", "users:read", "gone:read", "gone:*"], KNOWN)).toEqual([
    "gone:read",
    "gone:*",
  ]);
});
