import type { ReadinessReport } from "../document.ts";

type Now = Omit<ReadinessReport, "changes">;

/** How good a word is; a change to a higher one is for the better. */
const RANK: Readonly<Record<string, number>> = {
  unmet: 0,
  met: 1,
  unproven: 0,
  roadmap: 0,
  partial: 1,
  supported: 2,
  fail: 0,
  blocked: 1,
  "not-run": 1,
  warn: 2,
  "not-applicable": 2,
  pass: 3,
  open: 0,
  fixed: 1,
};

/** Everything of a report that has a name and a word. */
const wordsOf = (report: Now): ReadonlyMap<string, string> =>
  new Map([
    ...report.gates.map(({ id, isMet }) => [`gate ${id}`, isMet ? "met" : "unmet"] as const),
    ...report.capabilities.map(({ name, state }) => [`capability ${name}`, state] as const),
    ...report.drills.map(({ id, verdict }) => [`drill ${id}`, verdict] as const),
    ...report.ledger.findings.map(({ id, state }) => [`finding ${id}`, state] as const),
  ]);

const sign = (difference: number): string => `${difference < 0 ? "" : "+"}${difference}`;

/** What became better and worse since an earlier report. */
export const changesOf = (
  before: ReadinessReport | undefined,
  now: Now,
): ReadinessReport["changes"] => {
  if (before === undefined) return { since: null, better: [], worse: [], other: [] };
  const [earlier, later] = [wordsOf(before), wordsOf(now)];
  const changed = [...later].flatMap(([name, after]) => {
    const old = earlier.get(name);
    if (old === undefined || old === after) return [];
    const difference = (RANK[after] ?? 0) - (RANK[old] ?? 0);
    return [{ text: `${name}: ${old} -> ${after}`, difference }];
  });
  const texts = (wanted: (difference: number) => boolean): readonly string[] =>
    changed.filter(({ difference }) => wanted(difference)).map(({ text }) => text);
  const security = now.security.value - before.security.value;
  const added = [...later.keys()]
    .filter((name) => !earlier.has(name))
    .map((name) => `new: ${name}`);
  const gone = [...earlier.keys()]
    .filter((name) => !later.has(name))
    .map((name) => `gone: ${name}`);
  return {
    since: before.header.generatedAt,
    better: texts((difference) => difference > 0),
    worse: texts((difference) => difference < 0),
    other: [
      ...texts((difference) => difference === 0),
      `security score ${before.security.value} -> ${now.security.value} (${sign(security)})`,
      `score ${before.score.value} of ${before.score.denominator} -> ${now.score.value} of ${now.score.denominator}`,
      ...added,
      ...gone,
    ],
  };
};
