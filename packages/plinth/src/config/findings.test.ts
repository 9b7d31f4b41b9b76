import { expect, test } from "vitest";
import { findingsOf } from "./findings.ts";
import { loadConfig } from "./load-config.ts";

const findings = (settings: object, profile = "development") =>
  findingsOf(
    loadConfig({ env: { PLINTH_ENV: profile, SECURITY_SETTINGS: JSON.stringify(settings) } }),
  ).map(({ id, message }) => [id, message]);

test.each([
  [10, /4 times as fast/],
  [11, /2 times as fast/],
])("ID-06: bcrypt cost %i is a finding", (cost, message) => {
  expect(findings({ bcrypt_cost: cost })).toEqual([
    ["bcrypt-cost", expect.stringMatching(message)],
  ]);
});

test("ID-06: cost 12 and more are none, nor is a cost that argon2id makes idle, nor a test run", () => {
  expect(findings({})).toEqual([]);
  expect(findings({ bcrypt_cost: 13 })).toEqual([]);
  expect(findings({ bcrypt_cost: 10, password_hash: "argon2id" })).toEqual([]);
  expect(findings({ bcrypt_cost: 10 }, "test")).toEqual([]);
});
