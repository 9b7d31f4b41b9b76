import { describe, expect, test } from "vitest";
import { loadConfig } from "../load-config.ts";

const load = (env: Readonly<Record<string, string>>) =>
  loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: "/tmp/nothing", ...env } }).objectives;

describe("OBS-14: the objective is set by two variables", () => {
  test("99.99 % is the target, and tests are not probed unless they ask for it", () => {
    expect(load({})).toEqual({ target: 0.9999, probeSeconds: 0 });
    expect(load({ SLO_TARGET: "99.5", SLO_PROBE_SECONDS: "1" })).toEqual({
      target: 0.995,
      probeSeconds: 1,
    });
    expect(load({ PLINTH_ENV: "development" }).probeSeconds).toBe(30);
  });

  test.each(["100", "0.9999", "89.9", "99.99999", "lots"])("%s is no target", (text) => {
    expect(() => load({ SLO_TARGET: text })).toThrow(/SLO_TARGET must be a percentage from 90/);
  });
});
