import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createSigningKeyPair } from "#client";
import { parseArguments, UsageError } from "../../command.ts";
import { sign } from "./sign.ts";

const directory = mkdtempSync(join(tmpdir(), "plinth-sign-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
writeFileSync(join(directory, "body.json"), '{"hello": "world"}');

const secret = Buffer.alloc(32, 1).toString("base64");
const key = `plk_${"a".repeat(12)}_${"b".repeat(49)}`;
const good = { PLINTH_API_KEY: key, PLINTH_SIGNING_SECRET: secret };
const url = "https://app.example.org/api/v1/x";

const run = async (
  words: readonly string[],
  environment: Readonly<Record<string, string>> = good,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  const terminal = {
    print: (line: string) => lines.push(line),
    tell: () => undefined,
    environment,
    directory,
  };
  expect(await sign.run(parseArguments(sign, words), terminal)).toBe(0);
  return lines;
};

describe("plinth sign", () => {
  it("KEY-03: prints headers that curl takes from a file; the secret is not among them", async () => {
    const lines = await run(["POST", url, "--body", "body.json"]);
    expect(lines.map((line) => line.slice(0, line.indexOf(":")))).toEqual([
      "Authorization",
      "Content-Digest",
      "Signature-Input",
      "Signature",
    ]);
    expect(lines[1]).toBe("Content-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    expect(lines[2]).toContain(`keyid="plk_${"a".repeat(12)}";alg="hmac-sha256"`);
    expect(lines.join("\n")).not.toContain(secret);
    expect(await run(["get", url])).toHaveLength(3);
  });

  it("KEY-03: signs with a private Ed25519 key, as base64 or PEM", async () => {
    const { privateKey } = await createSigningKeyPair();
    const pem = `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\n`;
    for (const text of [privateKey, pem]) {
      const environment = { ...good, PLINTH_SIGNING_SECRET: text };
      const lines = await run(["GET", url, "--algorithm", "ed25519"], environment);
      expect(lines[2]).toMatch(/^Signature: sig=:[A-Za-z0-9+/]{86}==:$/);
    }
  });

  it.each([
    ["no URL", ["POST"], good],
    ["a path alone", ["POST", "/api/v1/x"], good],
    ["too many words", ["POST", url, "x"], good],
    ["no key", ["POST", url], { PLINTH_SIGNING_SECRET: secret }],
    ["no secret", ["POST", url], { PLINTH_API_KEY: key }],
    ["a secret that is none", ["POST", url], { ...good, PLINTH_SIGNING_SECRET: "not base64" }],
    ["a key that is none", ["POST", url], { ...good, PLINTH_API_KEY: "me" }],
    ["a body that is not there", ["POST", url, "--body", "nowhere.json"], good],
    ["an algorithm that is none", ["POST", url, "--algorithm", "rsa"], good],
    ["a secret for another algorithm", ["POST", url, "--algorithm", "ed25519"], good],
  ] as const)("KEY-03: refuses %s in one sentence", async (_, words, environment) => {
    const outcome = await run(words, environment as Readonly<Record<string, string>>).catch(
      (fault: unknown) => fault,
    );
    expect(outcome).toBeInstanceOf(UsageError);
    expect(String(outcome)).not.toContain(secret);
  });
});
