import type { ReadinessReport } from "../document.ts";

/** A cell that no spreadsheet takes for a formula (CWE-1236), quoted by RFC 4180. */
const cell = (value: string | number): string => {
  const text = String(value);
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
};

const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

type Item = ReadinessReport["lists"]["soc2"][number];

const stateText = ({ state, shown, of }: Item): string => `${state}, ${shown} of ${of}`;

/** The control map of SOC 2 for a spreadsheet (EVID-17): control, evidence, owner. */
export const soc2Csv = ({ lists, header }: ReadinessReport): string =>
  csvOf([
    ["criterion", "control", "state", "requirements", "evidence", "owner", "as of"],
    ...lists.soc2.map((item) => [
      item.group,
      item.title,
      stateText(item),
      item.requirements.join(" "),
      item.by.join(" "),
      item.owner ?? "nobody named",
      header.generatedAt,
    ]),
  ]);

const ANSWERS = { shown: "Yes, shown", partly: "In part", "not shown": "Not shown" } as const;

/** The security questionnaire for a spreadsheet (EVID-17): every answer follows from what ran. */
export const questionnaireCsv = ({ lists, header }: ReadinessReport): string =>
  csvOf([
    ["topic", "question", "answer", "requirements shown", "evidence", "as of"],
    ...lists.questionnaire.map((item) => [
      item.group,
      item.title,
      ANSWERS[item.state],
      `${item.shown} of ${item.of}`,
      item.by.join(" "),
      header.generatedAt,
    ]),
  ]);
