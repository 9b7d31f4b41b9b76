import { accessSync, constants, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { htmlReport, markdownReport, type Report, sarifReport, textReport } from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";

const jsonReport = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;

/** Flags that name a file, or "-" for standard output, and the view that goes there. */
const VIEWS: Readonly<Record<string, (report: Report) => string>> = {
  output: jsonReport,
  sarif: sarifReport,
  markdown: markdownReport,
  html: htmlReport,
};

const asked = (given: Arguments): readonly (readonly [flag: string, file: string])[] =>
  Object.keys(VIEWS).flatMap((flag) => {
    const file = given.text(flag);
    return file === undefined ? [] : [[flag, file] as const];
  });

/** Whether standard output is for a program, or for text that people read. */
export const printsView = (given: Arguments): boolean =>
  given.isSet("json") || asked(given).some(([, file]) => file === "-");

/**
 * Checks where the views are to go, before the run and not after it.
 * @throws {UsageError} when two would be printed, or a folder is not there.
 */
export const checkOutputs = (given: Arguments, terminal: Terminal): void => {
  const files = asked(given);
  const printed = files.filter(([, file]) => file === "-").length + (given.isSet("json") ? 1 : 0);
  if (printed > 1) throw new UsageError("one view can be printed; name files for the others");
  for (const [flag, file] of files) {
    try {
      if (file !== "-") accessSync(dirname(resolve(terminal.directory, file)), constants.W_OK);
    } catch {
      throw new UsageError(`--${flag}: ${file} cannot be written`);
    }
  }
};

/**
 * Writes every view that was asked for; prints the text where nothing else is printed.
 * @throws {UsageError} when a file cannot be written.
 */
export const writeViews = (report: Report, given: Arguments, terminal: Terminal): void => {
  for (const [flag, file] of asked(given)) {
    const text = VIEWS[flag]?.(report) ?? "";
    if (file === "-") {
      terminal.print(text.trimEnd());
      continue;
    }
    try {
      writeFileSync(resolve(terminal.directory, file), text);
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      throw new UsageError(`--${flag}: ${file} cannot be written: ${why}`);
    }
  }
  if (given.isSet("json")) terminal.print(jsonReport(report).trimEnd());
  else if (!printsView(given)) terminal.print(textReport(report));
};
