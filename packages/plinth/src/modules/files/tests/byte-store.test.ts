import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createSecureRandom } from "#crypto";
import { createByteStore } from "../bytes/byte-store.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-bytes-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const pieces = async function* () {
  yield Buffer.from("what somebody keeps");
};

it("UPL-02: bytes that cannot be looked at are not taken for bytes that are gone", async () => {
  const bytes = createByteStore(directory, createSecureRandom());
  const name = await bytes.write(pieces());
  expect(await bytes.has(name)).toBe(true);
  await bytes.remove(name);
  expect(await bytes.has(name)).toBe(false);
  const path = join(directory, name.slice(0, 2), name.slice(2, 4), name);
  // A link to itself: refused to every user, unlike what rights keep from all but one.
  symlinkSync(path, path);
  // The sweep removes the row of what is gone.
  await expect(bytes.has(name)).rejects.toMatchObject({ code: "ELOOP" });
});
