import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { describeTarget } from "./conformance.test-support.ts";
import { createDirectoryTarget } from "./directory.ts";

const root = mkdtempSync(join(tmpdir(), "plinth-target-"));
let made = 0;
const fresh = () => {
  made += 1;
  return join(root, String(made));
};
const one = async function* one() {
  yield Buffer.from("x");
};

afterAll(() => {
  chmodSync(root, 0o700);
  rmSync(root, { recursive: true, force: true });
});

describeTarget("a directory", async () => createDirectoryTarget(fresh()));

it("BK-02: is its owner's alone, and leaves files of others where they are", async () => {
  const directory = fresh();
  mkdirSync(directory);
  writeFileSync(join(directory, "README"), "not ours");
  const target = createDirectoryTarget(directory);
  await target.put("g/a.plb", one());
  expect(statSync(join(directory, "g")).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, "g/a.plb")).mode & 0o777).toBe(0o600);
  expect((await target.list("")).map(({ name }) => name)).toEqual(["g/a.plb"]);
});

it("P-060: a place that is no directory is a fault that says so", async () => {
  const file = fresh();
  writeFileSync(file, "");
  await expect(createDirectoryTarget(file).put("a.plb", one())).rejects.toMatchObject({
    kind: "target",
    message: expect.stringContaining("a.plb cannot be written"),
  });
});
