import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createBlocklist } from "./blocklist.ts";
import { readFuseFilter } from "./fuse-filter.ts";

const blocklist = createBlocklist();

describe("the list of common passwords", () => {
  it.each([
    "password1",
    "PASSWORD1",
    "iloveyou",
    "qwerty123456",
    "1q2w3e4r5t6y7u8i9o0p",
    "dragon",
    "ｐａｓｓｗｏｒｄ１",
    "Pattolin23_08",
  ])("ID-03: knows %j", (password) => {
    expect(blocklist.has(password)).toBe(true);
  });

  it.each(["", "cat", "12345", "dragon!", "Tulpen-um-7-Uhr", "x".repeat(1_000)])(
    "ID-03: does not know %j",
    (password) => {
      expect(blocklist.has(password)).toBe(false);
    },
  );

  it("ID-03: holds some hundred thousand entries", () => {
    expect(blocklist.count()).toBeGreaterThan(250_000);
  });

  it("ID-03: is wrong about fewer than one of 10,000 random texts", () => {
    const trials = 100_000;
    let wrong = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      if (blocklist.has(randomBytes(12).toString("base64url"))) wrong += 1;
    }
    // 1.5 are expected; ten would be a chance of one in 100,000.
    expect(wrong).toBeLessThan(10);
  });

  it("refuses a file that is none, or cut off", () => {
    expect(() => readFuseFilter(Buffer.from("not a filter at all, is it"))).toThrow(RangeError);
    expect(() => readFuseFilter(Buffer.alloc(0))).toThrow(RangeError);
    const absent = createBlocklist(new URL("./absent.bin", import.meta.url));
    expect(() => absent.has("password1")).toThrow(/ENOENT/);
  });
});
