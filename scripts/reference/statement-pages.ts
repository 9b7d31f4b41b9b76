import { basename } from "node:path";
import { code, documentOf, sentence, table } from "./markdown.ts";
import type { Statement } from "./statements.ts";
import { countTraced, type Traceability } from "./traceability.ts";

const testLinks = (id: string, { tests }: Traceability): string => {
  const files = [...(tests.get(id) ?? [])];
  if (files.length === 0) return "none yet";
  return files
    .map(([file, count]) => {
      const times = count === 1 ? "" : ` (${count})`;
      return `[${basename(file)}](../../${file})${times}`;
    })
    .join(", ");
};

const sections = (
  statements: readonly Statement[],
  columns: readonly string[],
  row: (statement: Statement) => readonly string[],
): readonly string[] =>
  [...Map.groupBy(statements, ({ section }) => section)].flatMap(([section, members]) => [
    `## ${section}`,
    table(columns, members.map(row)),
  ]);

/** docs/reference/properties.md: every property with its statement and its tests. */
export const propertiesPage = (properties: readonly Statement[], traced: Traceability): string =>
  documentOf(
    "# Properties",
    `${properties.length} numbered correctness properties; tests name ${countTraced(properties, traced)} of them. A number in brackets counts the tests of a file that name the property. Statements are those of [design.md](../../specs/production-readiness/design.md).`,
    ...sections(properties, ["Id", "Statement", "Must fail on", "Tests"], ({ id, text, proof }) => [
      code(id),
      sentence(text),
      sentence(proof),
      testLinks(id, traced),
    ]),
  );

const unstatedSection = (traced: Traceability): readonly string[] =>
  traced.unstated.length === 0
    ? []
    : [
        "## Named, but not stated",
        "The catalogue refers to these and has no sentence for them.",
        table(
          ["Id", "Tests"],
          traced.unstated.map((id) => [code(id), testLinks(id, traced)]),
        ),
      ];

/** docs/reference/traceability.md: every requirement with its tests. */
export const traceabilityPage = (
  requirements: readonly Statement[],
  traced: Traceability,
): string =>
  documentOf(
    "# Requirements and their tests",
    `${requirements.length} requirements; tests name ${countTraced(requirements, traced)} of them. That a test names a requirement says where to look, not that all of it is shown. Statements are those of [requirements.md](../../specs/production-readiness/requirements.md).`,
    ...sections(requirements, ["Id", "Requirement", "Tests"], ({ id, text }) => [
      code(id),
      sentence(text),
      testLinks(id, traced),
    ]),
    ...unstatedSection(traced),
  );
