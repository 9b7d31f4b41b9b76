import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPlaceFinder, createStackReader, readStacks } from "./places.ts";

const home = mkdtempSync(join(tmpdir(), "plinth-places-"));
const packed = join(home, "dist/chunks/serve-x1.js");

beforeAll(() => {
  mkdirSync(join(home, "dist/chunks"), { recursive: true });
  const table = {
    sources: ["../../src/app/serve.ts", "../../src/http/kernel.ts"],
    runs: [3, 0, 10, 6, 1, 40],
  };
  writeFileSync(`${packed}.places`, JSON.stringify(table));
  writeFileSync(join(home, "dist/broken.js.places"), "[");
});

afterAll(() => rmSync(home, { recursive: true }));

it("ERR-10: a line of packed code leads to its source, and goes on with the run that it is in", () => {
  const find = createPlaceFinder();
  expect(find(packed, 2)).toBeUndefined();
  expect(find(packed, 3)).toEqual({ file: join(home, "src/app/serve.ts"), line: 10 });
  expect(find(packed, 5)).toEqual({ file: join(home, "src/app/serve.ts"), line: 12 });
  expect(find(packed, 6)).toEqual({ file: join(home, "src/http/kernel.ts"), line: 40 });
  expect(find(join(home, "dist/other.js"), 1)).toBeUndefined();
  expect(find(join(home, "dist/broken.js"), 1)).toBeUndefined();
});

it("ERR-10: stacks name sources for packed code, causes included; all else stays", () => {
  const read = createStackReader();
  const stack = `Error: x\n    at serve (file://${packed}:7:12)\n    at ${packed}:4:1\n    at node:fs:1:2`;
  const expected = `Error: x\n    at serve (${home}/src/http/kernel.ts:41:1)\n    at ${home}/src/app/serve.ts:11:1\n    at node:fs:1:2`;
  expect(read(stack)).toBe(expected);
  rmSync(`${packed}.places`);
  expect(read(stack)).toBe(expected);
  const written = { stack: "plain", cause: { errors: [{ stack }] } };
  readStacks(written, read);
  expect(written).toEqual({ stack: "plain", cause: { errors: [{ stack: expected }] } });
});
