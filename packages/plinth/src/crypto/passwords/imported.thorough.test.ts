import { describe, expect, test } from "vitest";
import { createPasswordHasher } from "./hasher.ts";
import { recognisePasswordHash } from "./registry.ts";

const hasher = createPasswordHasher({ cost: 10, concurrency: 2 });
const PASSWORD = "Tulpen-um-7-Uhr é";

/** Made by the systems themselves: bcrypt 5, argon2-cffi, passlib, Django, Werkzeug, better-auth. */
const FOREIGN: readonly (readonly [system: string, label: string, text: string])[] = [
  [
    "bcrypt of Python, 2b",
    "bcrypt, cost 4",
    "$2b$04$Xha2abyepdK2vkL1u8gRLeiLZ4pJV07wK3J.KmIXznNR/UHgUoJHC",
  ],
  [
    "bcrypt of Python, 2a",
    "bcrypt, cost 4",
    "$2a$04$S/o52pH7u7h0maIhZYOXv.4/ckB8SVpucfyceq7CzHeXQtdZtHhAa",
  ],
  [
    "bcrypt of PHP, 2y",
    "bcrypt, cost 4",
    "$2y$04$Xha2abyepdK2vkL1u8gRLeiLZ4pJV07wK3J.KmIXznNR/UHgUoJHC",
  ],
  [
    "bcrypt of Django",
    "bcrypt, cost 4",
    "bcrypt$$2b$04$Xha2abyepdK2vkL1u8gRLeiLZ4pJV07wK3J.KmIXznNR/UHgUoJHC",
  ],
  [
    "argon2i of argon2-cffi",
    "argon2i, 1024 KiB, 2 passes",
    "$argon2i$v=19$m=1024,t=2,p=2$nsc+UA+2dI6wD7WlEfJqpQ$/Os8Bk8R0hHI1o+FQE4P1WONlA4JNQVC2hgwDB4jlQU",
  ],
  [
    "argon2id of argon2-cffi",
    "argon2id, 1024 KiB, 2 passes",
    "$argon2id$v=19$m=1024,t=2,p=2$Iskf5nSS/tL7PiFPWFdK1g$ZUKzN6D+xjJ0HR4D/2Lvmy+HtI9v06ehe/vKH00qmpE",
  ],
  [
    "argon2 of Django",
    "argon2id, 102400 KiB, 2 passes",
    "argon2$argon2id$v=19$m=102400,t=2,p=8$YVNhbHRPZkRqYW5nbzEy$bIGozahOZGM0m/tVQm2UkxNQa+FBC1iNOa7pnvcB1E4",
  ],
  [
    "scrypt of passlib",
    "scrypt, N 1024, r 8, p 1",
    "$scrypt$ln=10,r=8,p=1$IkTI+V8LodSaE6KUEsKYEw$vrcgAdlBX/EQafqmBmI1npWUdt0Gs4BD8BX+IHDpVP8",
  ],
  [
    "scrypt of Django",
    "scrypt, N 1024, r 8, p 5",
    "scrypt$1024$aSaltOfDjango12$8$5$PmiaYcY8G44hFPq8lK9rBpWzBGR9OjIcezac8PYJki/PbI6UQGYeS6STHG2ukv3IF87c/9u4cggT4c79bIzW/A==",
  ],
  [
    "scrypt of Werkzeug",
    "scrypt, N 1024, r 8, p 1",
    "scrypt:1024:8:1$I6R40NZPjuhXWuwF$8c6f3f9d09acab7db1fb5ed187f1ed302c17245e66361b7d9dbb446265a0af79a147513059bd1718335271b7efe60029ea19359d9cf355c989f1257eb2c3dde9",
  ],
  [
    "scrypt of better-auth",
    "scrypt, N 16384, r 16, p 1",
    "056d0c9a8730164e16fda12c437d9853:a76bdcc17dc3f684f8ac022fd53afa8c2e9fa05f3f000a4080f416e1d557664140320245520568fcf1f4bda56e0632cf97e050cea1a8ee9a45ff25eef67ae6e9",
  ],
  [
    "PBKDF2-SHA256 of passlib",
    "PBKDF2 with SHA256, 1000 rounds",
    "$pbkdf2-sha256$1000$/P//n/O.NyaE8P5/j5ESQg$J9iY2g1OQF62.D2UxF5wJKPjFgYT2FlzmrOl88pmSL0",
  ],
  [
    "PBKDF2-SHA256 as PHC",
    "PBKDF2 with SHA256, 1000 rounds",
    "$pbkdf2-sha256$i=1000,l=32$/P//n/O+NyaE8P5/j5ESQg$J9iY2g1OQF62+D2UxF5wJKPjFgYT2FlzmrOl88pmSL0",
  ],
  [
    "PBKDF2-SHA512 of passlib",
    "PBKDF2 with SHA512, 1000 rounds",
    "$pbkdf2-sha512$1000$1loL4fw/hxCi9P7fu5ey9g$z/.0hcNot0fv.myPYBifFrF1LW1Efn3iHegekaQjjdvs5Tik16qyfGIw1VVuJvcdmT2TC05E8ZK07kYYgRKXog",
  ],
  [
    "PBKDF2-SHA1 of passlib",
    "PBKDF2 with SHA1, 1000 rounds",
    "$pbkdf2$1000$xXiP8X7vfc/ZO6eUMuZ8rw$baC55dHJfkKOBRunCVRNEwkvHvg",
  ],
  [
    "PBKDF2 of Django",
    "PBKDF2 with SHA256, 1000 rounds",
    "pbkdf2_sha256$1000$aSaltOfDjango12$n5m12WDtgdp4X6rDOY5rP/7skOuIEizqHR14Aw1pric=",
  ],
  [
    "PBKDF2-SHA1 of Django",
    "PBKDF2 with SHA1, 1000 rounds",
    "pbkdf2_sha1$1000$aSaltOfDjango12$d3J7etrWbHgE6Ep+GjBzJQd//OI=",
  ],
  [
    "PBKDF2 of Werkzeug",
    "PBKDF2 with SHA256, 1000 rounds",
    "pbkdf2:sha256:1000$rG473rgpM3J7fbee$5256fa1c3628d5e3aceb6e10e18d23385cb8eadd8d80142f4ea5bb94ce2a55f5",
  ],
  [
    "SHA-256, hex",
    "SHA-256 without salt",
    "9ac2696cc283725a2ac6ea780c25d76988ed644b31721f630e2efb22e026904f",
  ],
  [
    "SHA-256, named",
    "SHA-256 without salt",
    "sha256:9ac2696cc283725a2ac6ea780c25d76988ed644b31721f630e2efb22e026904f",
  ],
  [
    "SHA-256 with salt",
    "SHA-256 with salt",
    "sha256$pepper$5eafb84c6564c2e98fa9c681efad7a7369543aa0f78258a348b3b980d13d3546",
  ],
];

const adopt = (text: string) => {
  const found = recognisePasswordHash(text);
  if ("refused" in found) throw new Error(found.refused);
  return found;
};

describe("imported hashes", () => {
  test.each(FOREIGN)("ID-08: %s is read, verifies and is replaced", async (_, label, text) => {
    const { stored, ...found } = adopt(text);
    expect(found.label).toBe(label);
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    for (const wrong of [PASSWORD.slice(0, -1), `${PASSWORD}x`, "", PASSWORD.toUpperCase()]) {
      expect(await hasher.verify(wrong, stored)).toBe(false);
    }
    expect(hasher.needsUpgrade(stored)).toBe(true);
    expect(hasher.kindOf(stored)).toEqual({ label, state: found.isWeak ? "weak" : "outdated" });
  });

  test("ID-08: bcrypt of our own version and cost is adopted as it is", async () => {
    const own = await hasher.hash(PASSWORD);
    const { stored, isWeak } = adopt(own.hash);
    expect(stored).toEqual(own);
    expect(isWeak).toBe(false);
    expect(hasher.needsUpgrade(stored)).toBe(false);
    expect(hasher.kindOf(stored)).toEqual({ label: "bcrypt, cost 10", state: "current" });
  });

  test("ID-07: another system's bcrypt cut long passwords; such a one never verifies here", async () => {
    const long = "a".repeat(80);
    // What a system that cuts at 72 bytes stored for it.
    const { stored } = adopt((await hasher.hash(long.slice(0, 72))).hash);
    expect(await hasher.verify(long, stored)).toBe(false);
    expect(await hasher.verify(long.slice(0, 72), stored)).toBe(true);
  });

  const SALT = "AAAAAAAAAAAAAAAAAAAAAA";
  const DIGEST = "A".repeat(43);
  test.each([
    ["bcrypt of cost 17", `$2b$17$${".".repeat(53)}`],
    ["bcrypt of cost 3", `$2b$03$${".".repeat(53)}`],
    ["argon2id with 257 MiB", `$argon2id$v=19$m=263168,t=1,p=1$${SALT}$${DIGEST}`],
    ["argon2id with 1,000 passes", `$argon2id$v=19$m=19456,t=1000,p=1$${SALT}$${DIGEST}`],
    ["argon2id with 200 lanes", `$argon2id$v=19$m=19456,t=2,p=200$${SALT}$${DIGEST}`],
    ["argon2id with no memory", `$argon2id$v=19$m=1,t=2,p=1$${SALT}$${DIGEST}`],
    ["scrypt with N 2^20 and r 8", `$scrypt$ln=20,r=8,p=1$${SALT}$${DIGEST}`],
    ["scrypt with p 200", `$scrypt$ln=14,r=8,p=200$${SALT}$${DIGEST}`],
    ["scrypt with N 3", `scrypt:3:8:1$salt$${"ab".repeat(32)}`],
    ["scrypt with r 0", `$scrypt$ln=14,r=0,p=1$${SALT}$${DIGEST}`],
    ["scrypt with an empty digest", "scrypt:1024:8:1$salt$ab"],
    ["PBKDF2 with 100 million rounds", `$pbkdf2-sha256$100000000$${SALT}$${DIGEST}`],
    ["PBKDF2 with no rounds", `$pbkdf2-sha256$0$${SALT}$${DIGEST}`],
    ["PBKDF2 with a digest of 4 bytes", `$pbkdf2-sha256$1000$${SALT}$AAAAAA`],
  ])("ID-08: %s is refused: a row is no weapon", async (_, text) => {
    expect(recognisePasswordHash(text)).toEqual({ refused: "out-of-bounds" });
  });

  test.each([
    "",
    "plain text",
    "$1$abc$def",
    "$6$rounds=5000$salt$digest",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "$argon2d$v=19$m=1024,t=2,p=2$nsc+UA+2dI6wD7WlEfJqpQ$/Os8Bk8R0hHI1o+FQE4P1WONlA4JNQVC2hgwDB4jlQU",
    "$2x$04$Xha2abyepdK2vkL1u8gRLeiLZ4pJV07wK3J.KmIXznNR/UHgUoJHC",
    `sha256$salt$${"a".repeat(600)}`,
  ])("ID-08: %j is no scheme that is known", (text) => {
    expect(recognisePasswordHash(text)).toEqual({ refused: "unknown-scheme" });
  });
});

describe("argon2id as the default", () => {
  const argon = createPasswordHasher({ scheme: "argon2id", concurrency: 2 });

  test("ID-08: 19 MiB, two passes, one lane; every byte counts", async () => {
    const stored = await argon.hash(PASSWORD);
    expect(stored.scheme).toBe("argon2id");
    expect(stored.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(argon.kindOf(stored).state).toBe("current");
    const long = "a".repeat(72);
    const pairs = [
      [`${long}1`, `${long}2`],
      ["secret\0one", "secret\0two"],
      ["secret\ud800", "secret\udbff"],
    ] as const;
    for (const [one, two] of pairs) {
      const hash = await argon.hash(one);
      expect(await argon.verify(one, hash)).toBe(true);
      expect(await argon.verify(two, hash)).toBe(false);
    }
  });

  test("the text that stands for a lone surrogate is not itself the password", async () => {
    const odd = "secret\ud800";
    const stored = await argon.hash(odd);
    const text = Buffer.from(odd, "utf16le").toString("base64");
    expect(await argon.verify(text, stored)).toBe(false);
    expect(argon.kindOf(stored).state).toBe("current");
  });

  test("ID-08: a change of the default calls for an upgrade both ways, and both verify", async () => {
    const [own, other] = await Promise.all([argon.hash(PASSWORD), hasher.hash(PASSWORD)]);
    expect([argon.needsUpgrade(own), argon.needsUpgrade(other)]).toEqual([false, true]);
    expect([hasher.needsUpgrade(own), hasher.needsUpgrade(other)]).toEqual([true, false]);
    expect(await argon.verify(PASSWORD, other)).toBe(true);
    expect(await hasher.verify(PASSWORD, own)).toBe(true);
    expect(argon.kindOf(other)).toEqual({ label: "bcrypt, cost 10", state: "outdated" });
  });

  test("ID-19: whoever is unknown never gets in, whatever hash stands in", async () => {
    const like = await hasher.hash(PASSWORD);
    expect(await argon.verifyUnknown(PASSWORD, like)).toBe(false);
    expect(await argon.verifyUnknown(PASSWORD)).toBe(false);
  });
});
