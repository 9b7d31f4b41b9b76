import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How keys look that somebody could use; git's extended expressions and ours read them alike. */
const SHAPES: readonly (readonly [string, string])[] = [
  ["access key of AWS", "AKIA[0-9A-Z]{16}"],
  ["token of GitHub", "gh[pousr]_[A-Za-z0-9]{36}"],
  ["token of Slack", "xox[abprs]-[0-9A-Za-z-]{10,}"],
  ["key of Stripe", "(sk|rk)_live_[0-9A-Za-z]{16,}"],
  ["signing secret of Stripe", "whsec_[0-9A-Za-z]{24,}"],
  ["key of Google", "AIza[0-9A-Za-z_-]{35}"],
  ["private key", "-----BEGIN [A-Z ]*PRIVATE KEY-----"],
  ["API key of Plinth", "plk_[0-9A-Za-z]{12}_[0-9A-Za-z]{20,}"],
  [
    "value of a secret setting",
    "(SECRET_KEY|SECRET_KEY_PREVIOUS|BACKUP_KEY|OPS_TOKEN|_SECRET|_PASSWORD)[=:] ?[A-Za-z0-9_+/-]{40,}",
  ],
];

/** Lines that look like a key and are none, and why. */
const HARMLESS: readonly (readonly [string, string])[] = [
  [
    "packages/plinth/src/ops/backup/targets/signature.test.ts",
    "the example of AWS's own documents",
  ],
  ["packages/plinth/src/cli/commands/signing/sign.test.ts", "made anew in each run of the test"],
];

test("CFG-08: no secret is in the repository", () => {
  const expression = SHAPES.map(([, shape]) => `(${shape})`).join("|");
  // -e: the shape of a private key begins like an option.
  const { status, stdout, stderr } = spawnSync("git", ["grep", "-nIE", "-e", expression], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 16_777_216,
  });
  expect(status, stderr).toBeLessThan(2);
  const places = stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.split(":")[0]]));
  const strange = places.filter((file) => !HARMLESS.some(([known]) => known === file));
  // The place alone: whoever reads this must not learn the key by it.
  expect(strange).toEqual([]);
  // What is excused is still there; what is not, needs no excuse.
  for (const [known] of HARMLESS) expect(places).toContain(known);
});

test("CFG-08: each shape finds what it is for", () => {
  const letters = (count: number) => randomBytes(count).toString("hex").slice(0, count);
  const planted = [
    `AKIA${letters(16).toUpperCase()}`,
    `ghp_${letters(36)}`,
    `xoxb-${letters(12)}`,
    `sk_live_${letters(24)}`,
    `whsec_${letters(32)}`,
    `AIza${letters(35)}`,
    ["-----BEGIN", "RSA PRIVATE KEY-----"].join(" "),
    `plk_${letters(12)}_${letters(40)}`,
    `JWT_SECRET_KEY=${randomBytes(48).toString("base64url")}`,
  ];
  for (const [index, [name, shape]] of SHAPES.entries()) {
    expect(new RegExp(shape).test(planted[index] ?? ""), name).toBe(true);
  }
});
