import { expect, it } from "vitest";
import { OPERATIONS } from "../../operations/operations-pages.ts";
import { type Begun, readKey, WAIT_MS } from "../../shell/shortcuts/keys.ts";
import { shortcutsOf } from "./console-shortcuts.ts";

const SHORTCUTS = shortcutsOf(OPERATIONS);

it("UX-05: no two shortcuts have the same keys, and every page has one", () => {
  const keys = SHORTCUTS.map((one) => one.keys.join(" "));
  expect(new Set(keys).size).toBe(keys.length);
  const pages = OPERATIONS.flatMap((group) => group.pages).map(({ to }) => to);
  const goals = SHORTCUTS.flatMap(({ action }) => (action.kind === "go" ? [action.to] : []));
  expect(goals).toEqual(pages);
});

it("UX-05: each shortcut is read from its keys", () => {
  for (const { keys, action } of SHORTCUTS) {
    let begun: Begun | undefined;
    let found: unknown;
    for (const key of keys) {
      const read = readKey(SHORTCUTS, begun, key, 0);
      begun = read.begun;
      found = read.action;
    }
    expect(found).toEqual(action);
  }
});

it("UX-05: the first of two keys is forgotten after a while, and when another one follows", () => {
  const { begun } = readKey(SHORTCUTS, undefined, "g", 0);
  expect(begun).toEqual({ key: "g", at: 0 });
  expect(readKey(SHORTCUTS, begun, "o", WAIT_MS).action).toMatchObject({ kind: "go" });
  expect(readKey(SHORTCUTS, begun, "o", WAIT_MS + 1)).toEqual({});
  expect(readKey(SHORTCUTS, begun, "?", 1).action).toEqual({ kind: "help" });
  expect(readKey(SHORTCUTS, undefined, "x", 0)).toEqual({});
});

it("UX-05: who may open no page of operations has no shortcut to one", () => {
  expect(shortcutsOf([]).map(({ action }) => action.kind)).toEqual(["help", "again"]);
});
