import type { Specification, Statement } from "./statements.ts";
import type { TestTitle } from "./test-titles.ts";

/** Which tests name which statements. */
export interface Traceability {
  /** Number of tests that name the statement, by file, by id. */
  readonly tests: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Sentences about tests that name what no specification has. */
  readonly faults: readonly string[];
  /** Ids that the specification only mentions, and tests name all the same. */
  readonly unstated: readonly string[];
}

/** Ids in a title whose prefix the specification uses; "SHA-256" and "UTF-8" are none. */
const idsIn = (title: string, prefixes: ReadonlySet<string>): readonly string[] =>
  [...title.matchAll(/\b([A-Z][A-Z0-9]*)-(\d+)\b/g)]
    .filter((match) => prefixes.has(match[1] ?? ""))
    .map((match) => match[0]);

/** Links statements and tests in both directions (EVID-11). */
export const trace = (
  { requirements, properties, mentioned }: Specification,
  titles: readonly TestTitle[],
): Traceability => {
  const statements = [...requirements, ...properties];
  const known = new Set(statements.map(({ id }) => id));
  const prefixes = new Set(statements.map(({ id }) => id.split("-")[0] ?? ""));
  const tests = new Map<string, Map<string, number>>();
  const faults: string[] = [];
  for (const { file, title } of titles) {
    for (const id of idsIn(title, prefixes)) {
      if (!known.has(id) && !mentioned.has(id))
        faults.push(`${file}: "${title}" names ${id}, which no specification has`);
      const files = tests.get(id) ?? new Map<string, number>();
      files.set(file, (files.get(file) ?? 0) + 1);
      tests.set(id, files);
    }
  }
  const unstated = [...tests.keys()].filter((id) => !known.has(id) && mentioned.has(id));
  return { tests, faults, unstated: unstated.toSorted() };
};

/** How many of some statements a test names. */
export const countTraced = (statements: readonly Statement[], { tests }: Traceability): number =>
  statements.filter(({ id }) => tests.has(id)).length;
