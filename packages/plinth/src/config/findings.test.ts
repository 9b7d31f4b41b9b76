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

test("RL-08: https without a declared proxy is a finding where the service is exposed", () => {
  const idsOf = (env: Readonly<Record<string, string>>) =>
    findingsOf(
      loadConfig({
        env: {
          PLINTH_ENV: "production",
          PUBLIC_URL: "https://app.example.org",
          SECRET_KEY: "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP",
          JWT_SECRET_KEY: "pW5t_Ru8yQa2-SdF7gHj4kLz9XcV6bNm",
          SMTP_URL: "smtps://user:password@mail.example.org:465",
          MAIL_FROM: "no-reply@example.org",
          ...env,
        },
      }),
    ).map(({ id }) => id);
  expect(idsOf({})).toEqual(["no-proxy"]);
  expect(idsOf({ TRUSTED_PROXIES: '["127.0.0.1"]' })).toEqual([]);
});
