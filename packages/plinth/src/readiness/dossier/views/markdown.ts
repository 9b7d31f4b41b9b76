import { visibleLine } from "../../views/visible.ts";
import type { ReadinessReport } from "../document.ts";
import { changeLines, factsOf, tablesOf } from "./tables.ts";
import { type Cell, cellWords, numbersText, type Table, verdictText } from "./words.ts";

/** Text of others in a cell or a list: nothing in it is markup. */
const plain = (text: string): string =>
  visibleLine(text)
    .replaceAll(/[\\`*_{}[\]>|#~!]/g, (mark) => `\\${mark}`)
    .replaceAll("<", "&lt;");

const cellText = (cell: Cell): string => plain(cellWords(cell));

const tableText = ({ title, none, head, rows }: Table): readonly string[] => [
  `## ${title}`,
  rows.length === 0
    ? plain(none)
    : [head, head.map(() => "---"), ...rows.map(({ cells }) => cells.map(cellText))]
        .map((cells) => `| ${cells.join(" | ")} |`)
        .join("\n"),
];

/** The report as Markdown. */
export const readinessMarkdown = (report: ReadinessReport): string =>
  `${[
    "# Readiness report",
    `**${verdictText(report)}**`,
    numbersText(report),
    factsOf(report)
      .map(([name, text]) => `- ${name}: ${plain(text)}`)
      .join("\n"),
    "## Changes",
    changeLines(report)
      .map((line) => `- ${plain(line)}`)
      .join("\n"),
    ...tablesOf(report).flatMap(tableText),
  ].join("\n\n")}\n`;
