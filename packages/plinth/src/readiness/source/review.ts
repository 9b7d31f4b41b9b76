import { SEVERITIES } from "../probe.ts";
import { type CodeFile, codeFileOf, lineAt, lineText, type SourceFile } from "./file.ts";
import { CODE_RULES, CONTAINERS, isDockerfile, isManifest, type RuleText } from "./rules/index.ts";
import type { SourceReview } from "./schema.ts";
import { type Coverage, throwSitesOf } from "./throw-sites.ts";

type Section = SourceReview["sections"][number];
type Finding = Section["findings"][number];
type Allowed = Section["allowed"][number];

/** What is reviewed. */
export interface SourceGiven {
  readonly version: string;
  /** Name of the folder. */
  readonly source: string;
  readonly startedAt: string;
  readonly finishedAt: () => string;
  readonly files: readonly SourceFile[];
  /** Files of other languages, by ending: nobody looked at them. */
  readonly notLookedAt: Readonly<Record<string, number>>;
  /** What processes ran while they were watched; undefined where nobody watched. */
  readonly coverages: readonly Coverage[] | undefined;
}

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Lines are cut: a file that is one line is no finding to be read. */
const LONGEST_LINE = 160;

/** "plinth-audit-allow rule: why", in a comment on the line or the one before. */
const reasonFor = (rule: string, lines: readonly string[], line: number): string | undefined => {
  for (const text of [lines[line - 1] ?? "", lines[line - 2] ?? ""]) {
    const mark = text.indexOf(`plinth-audit-allow ${rule}:`);
    if (mark < 0) continue;
    const because = text
      .slice(mark + `plinth-audit-allow ${rule}:`.length)
      .replace(/\*\/.{0,20}$/, "")
      .trim();
    if (because !== "") return because;
  }
  return undefined;
};

/** Sorts what a rule found in a file into findings and what the source allows with a reason. */
const sorted = (
  rule: RuleText,
  { name, text }: SourceFile,
  found: readonly number[],
): { readonly findings: readonly Finding[]; readonly allowed: readonly Allowed[] } => {
  const findings: Finding[] = [];
  const allowed: Allowed[] = [];
  const lines = found.length === 0 ? [] : text.split("\n");
  for (const line of new Set(found)) {
    const because = reasonFor(rule.id, lines, line);
    if (because !== undefined) {
      allowed.push({ rule: rule.id, file: name, line, because });
      continue;
    }
    const { severity, kind, what, remedy, standard } = rule;
    const code = lineText(text, line).slice(0, LONGEST_LINE);
    // A credential is told by its place: a report goes to more people than the source.
    const shown = rule.id.startsWith("secret-") ? "(not shown)" : code;
    findings.push({
      ...{ rule: rule.id, file: name, line, severity, kind, what, remedy, standard },
      code: shown,
    });
  }
  return { findings, allowed };
};

const byWeight = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line);

const sectionOf = (
  name: Section["name"],
  detail: string,
  parts: readonly ReturnType<typeof sorted>[],
): Section => ({
  name,
  state: "ran",
  detail,
  findings: parts.flatMap(({ findings }) => findings).toSorted(byWeight),
  allowed: parts.flatMap(({ allowed }) => allowed),
});

const notRun = (name: Section["name"], detail: string): Section => ({
  ...{ name, detail, state: "not-run", findings: [], allowed: [] },
});

const codeSection = (files: readonly CodeFile[]): Section => {
  if (files.length === 0)
    return notRun("static code rules", "no JavaScript or TypeScript is there");
  return sectionOf(
    "static code rules",
    `${CODE_RULES.length} rules over ${files.length} files`,
    files.flatMap((file) =>
      CODE_RULES.map((rule) =>
        sorted(
          rule,
          file,
          rule.find(file).map((at) => lineAt(file.text, at)),
        ),
      ),
    ),
  );
};

const containerSection = (files: readonly SourceFile[]): Section => {
  const own = files.filter((file) => isDockerfile(file.name) || isManifest(file));
  if (own.length === 0) return notRun("container review", "no Dockerfile and no manifest is there");
  return sectionOf(
    "container review",
    `${CONTAINERS.length} rules over ${own.length} files: what is written, not what was built`,
    own.flatMap((file) => CONTAINERS.map((rule) => sorted(rule, file, rule.find(file)))),
  );
};

const throwSection = (
  files: readonly CodeFile[],
  coverages: readonly Coverage[] | undefined,
): Section => {
  const name = "unreached throw sites";
  if (coverages === undefined) {
    return notRun(name, "run the tests with NODE_V8_COVERAGE=DIR, and give --coverage DIR");
  }
  const { looked, unreached } = throwSitesOf(files, coverages);
  if (!coverages.some((one) => files.some((file) => one.has(file.name)))) {
    return notRun(name, "no watched process ran a file of this folder");
  }
  return {
    name,
    state: "ran",
    detail: `${looked - unreached.length} of ${looked} were reached in ${coverages.length} watched processes`,
    findings: unreached.map(({ file, line, why }) => ({
      ...{ rule: "unreached-throw", file, line },
      ...{ severity: "info", kind: "quality", standard: "none" },
      what: `A fault that nothing showed: ${why}`,
      remedy: "Write the test that makes it happen",
      code: lineText(files.find((one) => one.name === file)?.text ?? "", line).slice(
        0,
        LONGEST_LINE,
      ),
    })),
    allowed: [],
  };
};

/** Reviews a folder of source (EVID-16): a pure function of its files and of what was watched. */
export const reviewSource = (given: SourceGiven): SourceReview => {
  const code = given.files.filter(({ name }) => CODE.test(name)).map(codeFileOf);
  const sections = [
    codeSection(code),
    containerSection(given.files),
    throwSection(code, given.coverages),
  ];
  return {
    tool: { name: "plinth audit --source", version: given.version },
    source: given.source,
    startedAt: given.startedAt,
    finishedAt: given.finishedAt(),
    files: given.files.length,
    notLookedAt: given.notLookedAt,
    sections,
  };
};
