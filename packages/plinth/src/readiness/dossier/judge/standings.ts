import type { Evidence } from "../evidence/evidence.ts";
import { freshnessOf } from "../freshness.ts";
import { idsIn, isStretch, type RegistryEntry } from "../registry.ts";
import { type AgedLine, effective } from "./lines.ts";

/** What stands behind a statement, from the strongest to nothing (EVID-13). */
export const STRENGTHS = ["live probe", "test", "file exists", "nothing"] as const;
export type Strength = (typeof STRENGTHS)[number];

/** How a statement stands. */
export interface Standing {
  readonly id: string;
  readonly section: string;
  readonly isLater: boolean;
  readonly strength: Strength;
  /** Something that ran contradicts it. */
  readonly isRefuted: boolean;
  /** It ran, it counts today, and nothing contradicts it. */
  readonly isShown: boolean;
  /** What speaks for it and against it: ids of lines, files of tests. */
  readonly by: readonly string[];
  readonly against: readonly string[];
}

/** How a test ended. */
export interface TestOutcome {
  readonly file: string;
  readonly name: string;
  readonly isPassed: boolean;
  readonly isFailed: boolean;
  readonly isStale: boolean;
}

/** The folders of a repository that hold tests. */
const FOLDERS: readonly string[] = ["packages", "apps", "e2e", "scripts", "bench"];

/** The path inside the repository, whatever machine the tests ran on. */
const fileOf = (path: string): string => {
  const parts = path.split("/");
  const from = parts.findIndex((part) => FOLDERS.includes(part));
  return from < 0 ? path : parts.slice(from).join("/");
};

/** Every test that ran. */
export const testOutcomes = (evidence: Evidence, now: number): readonly TestOutcome[] =>
  evidence.tests.flatMap(({ source, value }) => {
    const { isStale } = freshnessOf("tests", source.at, now);
    return value.testResults.flatMap(({ name: path, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({
        file: fileOf(path),
        name: fullName,
        isPassed: status === "passed",
        isFailed: status === "failed",
        isStale,
      })),
    );
  });

const addTo = <T>(lists: Map<string, T[]>, id: string, value: T): void => {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [value]);
  else list.push(value);
};

const strengthOf = (lines: number, tests: number, entry: RegistryEntry): Strength => {
  if (lines > 0) return "live probe";
  if (tests > 0) return "test";
  return Object.keys(entry.tests).length > 0 ? "file exists" : "nothing";
};

/**
 * How every statement stands: by the lines and tests that name it. That one of them names it does
 * not mean that all of it is shown; that none does means that nothing is.
 */
export const standingsOf = (
  entries: readonly RegistryEntry[],
  lines: readonly AgedLine[],
  tests: readonly TestOutcome[],
): readonly Standing[] => {
  const known = new Set(entries.map(({ id }) => id));
  const linesOf = new Map<string, AgedLine[]>();
  const testsOf = new Map<string, TestOutcome[]>();
  for (const line of lines.map(effective)) {
    for (const id of line.requirements) addTo(linesOf, id, line);
  }
  for (const test of tests) {
    for (const id of new Set(idsIn(test.name, known))) addTo(testsOf, id, test);
  }
  return entries.map((entry) => {
    const [own, ran] = [linesOf.get(entry.id) ?? [], testsOf.get(entry.id) ?? []];
    const passed = own.filter(({ verdict }) => verdict === "pass");
    const green = ran.filter(({ isPassed, isStale }) => isPassed && !isStale);
    const against = [
      ...own.filter(({ verdict }) => verdict === "fail").map(({ id }) => id),
      ...ran.filter(({ isFailed }) => isFailed).map(({ file }) => file),
    ];
    const strength = strengthOf(passed.length, green.length, entry);
    const isRefuted = against.length > 0;
    return {
      id: entry.id,
      section: entry.section,
      isLater: isStretch(entry),
      strength,
      isRefuted,
      isShown: !isRefuted && (strength === "live probe" || strength === "test"),
      by: [...new Set([...passed.map(({ id }) => id), ...green.map(({ file }) => file)])],
      against: [...new Set(against)],
    };
  });
};
