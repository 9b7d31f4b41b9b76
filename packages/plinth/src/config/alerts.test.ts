import { expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";

const SECRET = "a-secret-of-the-sink";
const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    loadConfig({ env: { PLINTH_ENV: "test", ...env } });
    return [];
  } catch (fault) {
    return (fault as { readonly problems: readonly string[] }).problems;
  }
};

it("OBS-09, CFG-05: a webhook that nobody could trust, or that would never be called, is refused", () => {
  const url = { ALERT_WEBHOOK_URL: "https://hooks.example.org/T0/B0" };
  const secret = { ALERT_WEBHOOK_SECRET: SECRET };
  expect(problemsOf({ ...url, ...secret })).toEqual([]);
  expect(problemsOf({ ...url, ALERT_WEBHOOK_FORMAT: "slack" })).toEqual([]);
  expect(problemsOf({ ...url, ...secret, ALERT_WEBHOOK_FORMAT: "pagerduty" })).toEqual([]);
  expect(problemsOf(url)).toEqual([expect.stringContaining("nobody could tell our notices")]);
  expect(problemsOf({ ...url, ALERT_WEBHOOK_FORMAT: "pagerduty" })).toEqual([
    expect.stringContaining("routing key"),
  ]);
  expect(problemsOf(secret)).toEqual([expect.stringContaining("nothing would be posted")]);
  expect(problemsOf({ ...url, ALERT_WEBHOOK_SECRET: "short" })).toHaveLength(1);
  for (const bad of ["hooks", "ftp://hooks.example.org", "https://ann:pass@hooks.example.org/"]) {
    expect(problemsOf({ ...secret, ALERT_WEBHOOK_URL: bad })).toHaveLength(1);
  }
});

it("OBS-09, CFG-08: neither address nor secret of a webhook is shown", () => {
  const { effective } = loadConfig({
    env: {
      PLINTH_ENV: "test",
      ALERT_WEBHOOK_URL: "https://hooks.example.org/T0/B0/secret-part",
      ALERT_WEBHOOK_SECRET: SECRET,
    },
  });
  expect(JSON.stringify(effective)).not.toMatch(/secret-part|a-secret-of/);
});
