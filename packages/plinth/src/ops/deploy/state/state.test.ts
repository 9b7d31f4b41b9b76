import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createStateKeeper, EMPTY_STATE } from "./state.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-state-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("P-062: the state is written whole, for its owner alone, and a draft that a crash left counts for nothing", () => {
  const keeper = createStateKeeper(directory);
  expect(keeper.read()).toEqual(EMPTY_STATE);
  keeper.write({ ...EMPTY_STATE, number: 7 });
  const path = join(directory, "deploy", "state.json");
  writeFileSync(`${path}.draft`, '{"format":1,"numb');
  expect(createStateKeeper(directory).read().number).toBe(7);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ format: 1 });
});

it("P-062: a state that is none of ours is refused in one sentence", () => {
  const keeper = createStateKeeper(directory);
  keeper.write(EMPTY_STATE);
  writeFileSync(join(directory, "deploy", "state.json"), "[]");
  expect(() => keeper.read()).toThrow("cannot be read; move it away");
});

it("DEP-15: a state that may not be looked at is not taken for none", () => {
  mkdirSync(join(directory, "deploy"));
  // A link to itself: refused to every user, unlike what rights keep from all but one.
  symlinkSync("state.json", join(directory, "deploy", "state.json"));
  expect(() => createStateKeeper(directory).read()).toThrow("ELOOP");
});
