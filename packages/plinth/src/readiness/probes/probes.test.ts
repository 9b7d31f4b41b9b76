import { expect, test } from "vitest";
import { OWASP_TOP_10 } from "../owasp.ts";
import { DEPTHS, SEVERITIES } from "../probe.ts";
import { PROBES } from "./index.ts";

test("EVID-03: at least 130 probes, each with an id of its own", () => {
  const ids = PROBES.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(130);
  expect(new Set(ids).size).toBe(ids.length);
});

test("EVID-05: each category of OWASP Top 10 has a probe", () => {
  for (const category of Object.keys(OWASP_TOP_10)) {
    expect(
      PROBES.map(({ owasp }) => owasp),
      category,
    ).toContain(category);
  }
});

/** What a claim stands on: a requirement of the OWASP ASVS 5, or a section of an RFC. */
const STANDARD = /OWASP ASVS 5 V\d+\.\d+|RFC \d{3,5}/;
/** Neither speaks of counting requests, or of another machine that takes over. */
const OF_NO_STANDARD_OF_THEIRS: readonly string[] = [
  "metrics-count",
  "health-counts",
  "failover-ready",
];

test.each(PROBES.map((probe) => [probe.id, probe] as const))(
  "EVID-01: %s says what it claims, who asks for it, and what to do",
  (id, probe) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(probe.sabotage).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(probe.claim.length).toBeGreaterThan(20);
    expect(probe.claim).not.toMatch(/\.$/);
    expect(probe.remedy).toMatch(/\.$/);
    const published = OF_NO_STANDARD_OF_THEIRS.includes(id)
      ? /NIST|Prometheus|\(\d{4}\)/
      : STANDARD;
    expect(probe.standard).toMatch(published);
    expect(probe.requirements.length).toBeGreaterThan(0);
    for (const requirement of probe.requirements) {
      expect(requirement).toMatch(/^(?:[A-Z]+-\d{2}|P-\d{3})$/);
    }
    expect(SEVERITIES).toContain(probe.severity);
    expect(DEPTHS).toContain(probe.depth);
    expect(["none", ...Object.keys(OWASP_TOP_10)]).toContain(probe.owasp);
  },
);
