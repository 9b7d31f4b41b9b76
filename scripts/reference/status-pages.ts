import { basename } from "node:path";
import { percentOf, progressOf } from "../../packages/plinth/src/readiness/index.ts";
import { code, documentOf, sentence, table } from "./markdown.ts";
import type { Specification, Statement } from "./statements.ts";
import type { Traceability } from "./traceability.ts";

/** A probe, as far as it says what it is for. */
interface ProbeView {
  readonly id: string;
  readonly requirements: readonly string[];
}

/** What the pages about status are made of. */
export interface StatusParts {
  readonly specification: Specification;
  readonly traced: Traceability;
  readonly probes: readonly ProbeView[];
}

type State = "probed and tested" | "probed" | "tested" | "open";

const probesOf = ({ id }: Statement, { probes }: StatusParts): readonly string[] =>
  probes.filter(({ requirements }) => requirements.includes(id)).map((probe) => probe.id);

const testsOf = ({ id }: Statement, { traced }: StatusParts): readonly string[] => [
  ...(traced.tests.get(id)?.keys() ?? []),
];

const stateOf = (statement: Statement, parts: StatusParts): State => {
  const [probed, tested] = [
    probesOf(statement, parts).length > 0,
    testsOf(statement, parts).length > 0,
  ];
  if (probed) return tested ? "probed and tested" : "probed";
  return tested ? "tested" : "open";
};

const phasesOf = (parts: StatusParts) =>
  [...Map.groupBy(parts.specification.requirements, ({ section }) => section)].map(
    ([name, members]) => {
      const states = members.map((one) => stateOf(one, parts));
      const count = (wanted: State) => states.filter((state) => state === wanted).length;
      return {
        name,
        members,
        both: count("probed and tested"),
        probed: count("probed"),
        tested: count("tested"),
        open: count("open"),
        shown: members.length - count("open"),
        of: members.length,
      };
    },
  );

/** Says what these pages can know: that a check exists, never that it passed. */
const LIMITS =
  "Made from the repository alone, so that it is the same wherever it is made: it says which checks exist, not how they went. How a deployment stands is what `plinth report` says, from evidence that ran.";

const linked = (files: readonly string[], up: string): string =>
  files.map((file) => `[${basename(file)}](${up}${file})`).join(", ");

/** specs/production-readiness/tasks.md: every requirement as a task, with what checks it (DOC-06). */
export const tasksPage = (parts: StatusParts): string =>
  documentOf(
    "# Tasks",
    `Every requirement of [requirements.md](requirements.md) is a task; the properties of it stand in [design.md](design.md). ${LIMITS}`,
    ...phasesOf(parts).flatMap(({ name, members, shown, of }) => [
      `## ${name}`,
      `${shown} of ${of} tasks have a check.`,
      table(
        ["Task", "What", "Status", "Probes", "Tests"],
        members.map((one) => [
          code(one.id),
          sentence(one.text),
          stateOf(one, parts),
          probesOf(one, parts).map(code).join(", ") || "-",
          linked(testsOf(one, parts), "../../") || "-",
        ]),
      ),
    ]),
  );

/** PRODUCTION_TASKS_IMPLEMENTATION_SUMMARY.md: how far each phase is (DOC-05, EVID-10). */
export const tasksSummaryPage = (parts: StatusParts): string => {
  const phases = phasesOf(parts);
  const { done, total, percent, complete, partial, remaining, next } = progressOf(phases);
  return documentOf(
    "# Tasks: summary",
    LIMITS,
    `${done} of ${total} tasks have a check (${percent} %). Of ${phases.length} phases ${complete} are complete, ${partial} partial, ${remaining} remain; next: ${next ?? "none"}. Task by task: [tasks.md](specs/production-readiness/tasks.md).`,
    table(
      ["Phase", "Tasks with a check", "Per cent", "Probed and tested", "Probed", "Tested", "Open"],
      phases.map(({ name, shown, of, both, probed, tested, open }) => [
        name,
        `${shown} of ${of}`,
        `${percentOf(shown, of)} %`,
        String(both),
        String(probed),
        String(tested),
        String(open),
      ]),
    ),
  );
};

/** PRODUCTION_READINESS_STATUS.md: what there is to show readiness with (DOC-05). */
export const readinessStatusPage = (parts: StatusParts): string => {
  const { specification, traced, probes } = parts;
  const { requirements, properties } = specification;
  const implemented = properties.filter(({ id }) => traced.tests.has(id));
  const pending = properties.filter(({ id }) => !traced.tests.has(id)).map(({ id }) => code(id));
  const open = requirements.filter((one) => stateOf(one, parts) === "open");
  const checked = requirements.length - open.length;
  return documentOf(
    "# Production readiness: status",
    LIMITS,
    "Verdict: none. A verdict is about a deployment, and is the AND of gates that evidence meets (`plinth report`, [docs/guide/report.md](docs/guide/report.md)).",
    table(
      ["What", "Count"],
      [
        ["Requirements with a probe or a test", `${checked} of ${requirements.length}`],
        ["Properties with a test", `${implemented.length} of ${properties.length}`],
        ["Probes, each with a sabotage twin", String(probes.length)],
      ],
    ),
    "## Requirements without a check",
    table(
      ["Requirement", "What"],
      open.map(({ id, text }) => [code(id), sentence(text)]),
    ),
    "## Properties without a test",
    pending.length === 0 ? "None." : pending.join(", "),
  );
};
