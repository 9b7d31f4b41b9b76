import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROBES, securityScoreOf } from "../../packages/plinth/src/readiness/index.ts";
import { STRANGERS } from "./support/catalogue.ts";
import { type Comparison, compareWith, labelsOf } from "./support/labels.ts";
import { type Visit, visitAll } from "./support/round.ts";
import { createWorkshop, type Workshop } from "./support/workshop.ts";

/** EVID-18: of all lines that apply. */
const MOST_FALSE = 0.02;
/** Of all labels. */
const MOST_MISSED = 0.1;
const ROUND_MS = 240_000;

let workshop: Workshop;
let visits: readonly Visit[] = [];
let compared: readonly Comparison[] = [];

const sum = (count: (one: Comparison) => number): number =>
  compared.reduce((total, one) => total + count(one), 0);

const table = (): string =>
  [
    "server             lines  labels  false  missed",
    ...compared.map(({ name, applicable, labelled, falseAlarms, missed }) =>
      [
        name.padEnd(18),
        ...[applicable, labelled, falseAlarms.length, missed.length].map((figure) =>
          String(figure).padStart(6),
        ),
        ...falseAlarms.map(({ id, measured }) => `\n    false: ${id}: ${measured.slice(0, 200)}`),
        ...missed.map((id) => `\n    missed: ${id}`),
      ].join(" "),
    ),
  ].join("\n");

beforeAll(async () => {
  workshop = createWorkshop();
  visits = await visitAll(workshop);
  for (const { stranger, missing } of visits) {
    if (missing === undefined) continue;
    process.stderr.write(`\n*** SKIPPED: ${stranger.title}: no ${missing} ***\n`);
  }
  compared = visits.flatMap(({ stranger, lines }) =>
    lines === undefined ? [] : [compareWith(stranger.name, lines, labelsOf(stranger.name))],
  );
  process.stdout.write(`${table()}\n`);
}, ROUND_MS);
afterAll(async () => {
  await workshop.packages;
  workshop.remove();
});

test("EVID-18: a fail without a label is a false alarm, a label without one is missed", () => {
  const line = (id: string, verdict: "fail" | "warn" | "pass" | "not-applicable" | "blocked") =>
    ({ id, depth: "look", verdict, measured: "" }) as const;
  const lines = [
    line("seen", "fail"),
    line("doubted", "warn"),
    line("invented", "fail"),
    line("overlooked", "pass"),
    line("unasked", "blocked"),
    line("elsewhere", "not-applicable"),
  ];
  const labels = ["seen", "doubted", "overlooked", "unasked", "elsewhere"];
  const found = compareWith("x", lines, new Map(labels.map((id) => [id, "because"])));
  expect(found).toMatchObject({ applicable: 5, labelled: 5 });
  expect(found.falseAlarms.map(({ id }) => id)).toEqual(["invented"]);
  expect(found.missed).toEqual(["overlooked", "unasked", "elsewhere"]);
});

describe("an audit of services that are not made with Plinth", () => {
  test("EVID-18: there are at least twelve of them, and every label names a probe of this depth", () => {
    expect(STRANGERS.length).toBeGreaterThanOrEqual(13);
    const looks = PROBES.filter(({ depth }) => depth === "look").map(({ id }) => id);
    for (const { name } of STRANGERS) {
      for (const [id, why] of labelsOf(name)) {
        expect(looks, `${name}: ${id}`).toContain(id);
        expect(why.length, `${name}: ${id}`).toBeGreaterThan(10);
      }
    }
  });

  test("EVID-18: false alarms are 2 % of the lines that apply at most", () => {
    const rate = sum(({ falseAlarms }) => falseAlarms.length) / sum(({ applicable }) => applicable);
    expect(rate, table()).toBeLessThanOrEqual(MOST_FALSE);
  });

  test("EVID-18: of what is truly wrong 10 % stay unseen at most", () => {
    const rate = sum(({ missed }) => missed.length) / sum(({ labelled }) => labelled);
    expect(rate, table()).toBeLessThanOrEqual(MOST_MISSED);
  });

  test("EVID-06, EVID-18: where somebody took care little is found, where nobody did much", () => {
    const scoreOf = (name: string): number | undefined => {
      const lines = visits.find(({ stranger }) => stranger.name === name)?.lines;
      return lines === undefined ? undefined : securityScoreOf(lines).value;
    };
    for (const name of ["plinth", "nginx-careful"]) {
      expect(scoreOf(name) ?? 95, name).toBeGreaterThanOrEqual(90);
    }
    for (const name of ["php-weak", "express-tutorial"]) {
      expect(scoreOf(name) ?? 0, name).toBeLessThanOrEqual(45);
    }
  });
});
