import { describe, expect, test } from "vitest";
import { createPasswordHasher } from "./hasher.ts";

const hasher = createPasswordHasher({ cost: 10, concurrency: 2 });

describe("passwords", () => {
  test("ID-06: the default is bcrypt at cost 12, and the cost is a setting", async () => {
    const twelve = await createPasswordHasher().hash("Correct-Horse-7");
    expect(twelve.scheme).toBe("bcrypt");
    expect(twelve.hash.startsWith("$2b$12$")).toBe(true);
    const thirteen = await createPasswordHasher({ cost: 13 }).hash("Correct-Horse-7");
    expect(thirteen.hash.startsWith("$2b$13$")).toBe(true);
  });

  test("ID-06: one password hashed twice differs and both verify", async () => {
    const [first, second] = await Promise.all([hasher.hash("Correct-1"), hasher.hash("Correct-1")]);
    expect(first.hash).not.toBe(second.hash);
    expect(await hasher.verify("Correct-1", first)).toBe(true);
    expect(await hasher.verify("Correct-1", second)).toBe(true);
  });

  test.each([9, 4, 17, 10.5, Number.NaN])("ID-06: cost %s stops the start", (cost) => {
    expect(() => createPasswordHasher({ cost })).toThrow(/from 10 to 16/);
  });

  test("ID-07: 80-byte passwords equal in their first 72 bytes do not match each other", async () => {
    const one = `${"a".repeat(72)}11111111`;
    const two = `${"a".repeat(72)}22222222`;
    const stored = await hasher.hash(one);
    expect(stored.scheme).toBe("bcrypt-sha384");
    expect(stored.hash.startsWith("$2b$10$")).toBe(true);
    expect(await hasher.verify(one, stored)).toBe(true);
    expect(await hasher.verify(two, stored)).toBe(false);
    expect(await hasher.verify(one.slice(0, 72), stored)).toBe(false);
  });

  test("ID-07: 72 bytes go to bcrypt as they are, 73 do not, whatever the characters", async () => {
    expect((await hasher.hash("é".repeat(36))).scheme).toBe("bcrypt");
    expect((await hasher.hash(`${"é".repeat(36)}x`)).scheme).toBe("bcrypt-sha384");
  });

  test("ID-07: a stored 72-byte password does not match itself with more behind it", async () => {
    const stored = await hasher.hash("a".repeat(72));
    expect(stored.scheme).toBe("bcrypt");
    expect(await hasher.verify("a".repeat(73), stored)).toBe(false);
  });

  test.each([
    ["a zero byte", "secret\0one", "secret\0two"],
    ["lone surrogates", "secret\ud800", "secret\udbff"],
  ])("ID-07: %s cuts nothing off", async (_, one, two) => {
    const stored = await hasher.hash(one);
    expect(await hasher.verify(one, stored)).toBe(true);
    expect(await hasher.verify(two, stored)).toBe(false);
  });

  test("the text given to bcrypt for a long password is not itself a password", async () => {
    const { createHash } = await import("node:crypto");
    const long = "b".repeat(100);
    const stored = await hasher.hash(long);
    const digest = createHash("sha384").update(long).digest("base64");
    expect(await hasher.verify(digest, stored)).toBe(false);
  });

  test.each([
    ["unknown scheme", { scheme: "sha256", hash: "x" }],
    ["broken hash", { scheme: "bcrypt", hash: "$2b$10$short" }],
    ["empty hash", { scheme: "bcrypt", hash: "" }],
    ["absurd cost", { scheme: "bcrypt", hash: `$2b$31$${".".repeat(53)}` }],
  ])("a stored form with %s is refused without an error", async (_, stored) => {
    expect(await hasher.verify("anything", stored)).toBe(false);
    expect(hasher.needsUpgrade(stored)).toBe(stored.hash.includes("$31$") === false);
  });

  test("ID-19: an unknown account gets the same work, which never succeeds", async () => {
    expect(await hasher.verifyUnknown("anything")).toBe(false);
  });

  test("ID-08: a hash of lower cost calls for an upgrade, one of higher cost does not", async () => {
    const stored = await hasher.hash("Correct-1");
    expect(hasher.needsUpgrade(stored)).toBe(false);
    expect(createPasswordHasher({ cost: 11 }).needsUpgrade(stored)).toBe(true);
    expect(await createPasswordHasher({ cost: 11 }).verify("Correct-1", stored)).toBe(true);
  });
});

describe("the pool", () => {
  test("ID-09: a full queue refuses at once with Retry-After, and empties again", async () => {
    const small = createPasswordHasher({ cost: 10, concurrency: 1, queueLimit: 2 });
    const jobs = Array.from({ length: 5 }, () => small.hash("Correct-1"));
    expect(small.pending()).toBe(3);
    const results = await Promise.allSettled(jobs);
    const refused = results.filter((result) => result.status === "rejected");
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(3);
    expect(refused.map(({ reason }) => [reason.code, reason.headers["Retry-After"]])).toEqual([
      ["SERVICE_UNAVAILABLE", "1"],
      ["SERVICE_UNAVAILABLE", "1"],
    ]);
    expect(small.pending()).toBe(0);
    expect((await small.hash("Correct-1")).scheme).toBe("bcrypt");
  });

  test("ID-09: the main thread stays free while a password is hashed", async () => {
    let turns = 0;
    let isDone = false;
    const job = hasher.hash("Correct-1").finally(() => {
      isDone = true;
    });
    while (!isDone) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await job;
    expect(turns).toBeGreaterThan(5);
  });

  test.each([{ concurrency: 0 }, { concurrency: 1.5 }, { queueLimit: -1 }])(
    "%o is refused",
    (options) => {
      expect(() => createPasswordHasher(options)).toThrow(/whole number/);
    },
  );
});
