import { beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../packages/plinth/src/core/index.ts";
import {
  createTarget,
  PROBES,
  type Probe,
  type ReportLine,
  runProbes,
} from "../packages/plinth/src/readiness/index.ts";
import {
  SABOTAGES,
  STAGE_REMOVALS,
  startSpecimen,
} from "../packages/plinth/src/testing/sabotage/index.ts";
import {
  differenceOf,
  firstRed,
  runSound,
  sabotageRounds,
  straysAlone,
} from "../scripts/sabotage-rounds.ts";
import { shareOfRun } from "./support/share.ts";

/** Everything is run once, before the tests that look at it. */
const ROUNDS_MS = 900_000;
const told = (line: ReportLine | undefined): string => `${line?.verdict}: ${line?.measured}`;

describe("probes against a sound instance", () => {
  let lines: readonly ReportLine[] = [];
  beforeAll(async () => {
    lines = await runSound();
  }, ROUNDS_MS);

  for (const { id, requirements } of PROBES) {
    test(`EVID-03: ${id} is green on a sound instance (${requirements.join(", ")})`, () => {
      const line = lines.find((one) => one.id === id);
      expect(told(line)).toMatch(/^pass:/);
    });
  }
});

/** Probes that ask little, and claim something else than nearly every control. */
const BYSTANDERS = ["request-ids", "no-echo", "health-and-ready"];
/** Twins of wide controls, with probes that would fall if they took away more than they say. */
const NARROW: Readonly<Record<string, readonly string[]>> = {
  "authenticate-anyone": ["forged-credentials", "identity-headers", "roles", "sign-out"],
  "one-bucket-for-all": ["limit-by-address", "callers-told-apart", "accounts-work"],
  "believe-sessions-forever": ["sign-out", "refresh-tokens", "foreign-sessions"],
  "greet-as-administrator": ["broken-bodies", "media-types", "roles", "sign-out"],
};
const SABOTAGED = [...new Set(PROBES.map(({ sabotage }) => sabotage))];
/** Another eighth in another run; `npm run sabotage -- --cross` holds all of them against all probes. */
const CROSSED = shareOfRun(SABOTAGED, 8);
const crossing = (name: string): readonly Probe[] => {
  if (!CROSSED.includes(name)) return [];
  const ids = [...BYSTANDERS, ...(NARROW[name] ?? [])];
  return PROBES.filter(({ id }) => ids.includes(id));
};

describe("probes against their sabotage", () => {
  const bySabotage = new Map<string, readonly ReportLine[]>();
  beforeAll(async () => {
    for await (const { name, lines } of sabotageRounds({ crossing })) bySabotage.set(name, lines);
  }, ROUNDS_MS);

  for (const { id, sabotage } of PROBES) {
    test(`EVID-03, P-067: ${id} is red when ${sabotage}`, () => {
      const line = bySabotage.get(sabotage)?.find((one) => one.id === id);
      expect(told(line)).toMatch(/^fail:/);
    });
  }

  for (const name of CROSSED) {
    test(`EVID-03: ${name} turns no probe red but those that claim the control`, async () => {
      const { strays } = differenceOf({ name, lines: bySabotage.get(name) ?? [] });
      expect(await straysAlone(name, strays)).toEqual([]);
    });
  }

  test("EVID-03: no sabotage is there that no probe names", () => {
    expect(Object.keys(SABOTAGES).filter((name) => !SABOTAGED.includes(name))).toEqual([]);
  });
});

/** A few probes between them notice any stage that is missing. */
const WATCHMEN = [
  "accounts-work",
  "limit-by-address",
  "address-blocks",
  "media-types",
  "anonymous-reads",
  "roles",
  "csrf-token",
  "limit-by-user",
  "key-limits",
  "unsigned-requests",
  "broken-bodies",
  "attacks-blocked",
  "upload-size",
  "upload-content",
];

describe("P-065: every stage is wired", () => {
  const watchmen = PROBES.filter(({ id }) => WATCHMEN.includes(id));
  for (const [name, sabotage] of Object.entries(STAGE_REMOVALS)) {
    test(`P-065: some probe is red on an instance ${name}`, async () => {
      expect(await firstRed(sabotage, watchmen)).toMatchObject({ verdict: "fail" });
    });
  }

  test("P-065: the list of removals names every stage there is", async () => {
    const counts: Record<string, number> = {};
    const specimen = await startSpecimen({
      alter: () => ({
        controls: (controls) => {
          for (const [place, stages] of Object.entries(controls.stages)) {
            if (stages.length > 0) counts[place] = stages.length;
          }
          return controls;
        },
      }),
    });
    await specimen.stop();
    const listed: Record<string, number> = { protect: 1 };
    for (const name of Object.keys(STAGE_REMOVALS)) {
      const place = name.replace(/^without (\w+) \d+$/, "$1");
      listed[place] = (listed[place] ?? 0) + 1;
    }
    // protect 1 is CORS, which adds nothing where no origin is listed; its own tests list some.
    expect(counts).toEqual(listed);
  });
});

describe("P-069: replay", () => {
  test("P-069: the probes give the same verdicts in any order, on an instance already audited", async () => {
    const fast = PROBES.filter(({ depth }) => depth === "look");
    const specimen = await startSpecimen();
    try {
      const run = async (probes: typeof fast) => {
        const target = await createTarget({
          url: specimen.localUrl,
          depth: "look",
          clock: systemClock,
          requestsPerSecond: 10_000,
        });
        const options = {
          probes,
          target,
          depth: "look",
          clock: systemClock,
          version: "0",
        } as const;
        const { lines } = await runProbes(options);
        return Object.fromEntries(lines.map(({ id, verdict }) => [id, verdict]));
      };
      const first = await run(fast);
      expect(await run(fast.toReversed())).toEqual(first);
    } finally {
      await specimen.stop();
    }
  });
});
