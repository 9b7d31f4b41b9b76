import type { Severity } from "../probe.ts";
import { visibleLine } from "../views/visible.ts";
import type { SourceReview } from "./schema.ts";

/** Unreached throws are many: the JSON has all of them. */
const MOST_SHOWN = 40;

/** A review as text: every finding with its file and line. */
export const sourceText = (review: SourceReview): string => {
  const others = Object.entries(review.notLookedAt).map(([ending, count]) => `${count} ${ending}`);
  return [
    `${review.source}: ${review.files} files${others.length === 0 ? "" : `; not looked at: ${others.join(", ")}`}`,
    ...review.sections.flatMap(({ name, state, detail, findings, allowed }) => [
      "",
      `${name}: ${state}, ${detail}${state === "ran" ? `; ${findings.length} findings` : ""}`,
      ...findings
        .slice(0, MOST_SHOWN)
        .flatMap((one) => [
          `  ${one.severity}  ${one.file}:${one.line}  ${one.rule} (${one.standard}): ${one.what}`,
          `      ${one.code}`,
          ...(one.severity === "info" ? [] : [`      ${one.remedy}`]),
        ]),
      ...(findings.length > MOST_SHOWN ? [`  and ${findings.length - MOST_SHOWN} more`] : []),
      ...allowed.map(
        ({ file, line, rule, because }) => `  allowed  ${file}:${line}  ${rule}: ${because}`,
      ),
    ]),
  ]
    .map(visibleLine)
    .join("\n");
};

const LEVEL: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** A review as SARIF 2.1.0, with places that code scanning shows beside the line. */
export const sourceSarif = ({ tool, sections }: SourceReview): string => {
  const findings = sections.flatMap((section) => section.findings);
  const rules = [...Map.groupBy(findings, ({ rule }) => rule).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  );
  return `${JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: tool.name,
              version: tool.version,
              rules: rules.map((one) => ({
                id: one.rule,
                shortDescription: { text: one.what },
                help: { text: `${one.remedy}. ${one.standard}.` },
                defaultConfiguration: { level: LEVEL[one.severity] },
              })),
            },
          },
          results: findings.map((one) => ({
            ruleId: one.rule,
            level: LEVEL[one.severity],
            message: { text: one.what },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: encodeURI(one.file) },
                  region: { startLine: one.line },
                },
              },
            ],
          })),
        },
      ],
    },
    null,
    2,
  )}\n`;
};
