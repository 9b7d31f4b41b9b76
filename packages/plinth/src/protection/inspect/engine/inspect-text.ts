import { analyseCommands } from "../command/index.ts";
import { analyseNosql } from "../nosql/index.ts";
import { analysePath } from "../path/index.ts";
import type { RuleId } from "../rules/index.ts";
import { analyseSql } from "../sql/index.ts";
import { analyseMarkup, analyseScript } from "../xss/index.ts";
import type { Analysis, Finding, Meter } from "./finding.ts";
import { ALL, COMMANDS, DECODE, gatesOf, MARKUP, NOSQL, PATH, SCRIPT, SQL } from "./gates.ts";
import { BACKSLASH, PERCENT, type Scan, scanText } from "./scan.ts";
import { readTokens } from "./tokens.ts";
import { decodedViews } from "./views.ts";

/** A scan that rules nothing out. */
const FULL: Scan = { flags: -1, bits: -1 };

/** How a text is read; tests only. */
export interface InspectOptions {
  /** Counts the steps. */
  readonly meter?: Meter;
  /** Runs every analyser on every view, whatever the first pass says. */
  readonly ungated?: boolean;
}

const hasClimb = (text: string): boolean => text.includes("../") || text.includes("..\\");

/** How much of a text is searched for a written NUL. */
const HEAD = 2_048;
const NUL = /%00|\0|\\x00|\\u0000/;

const hasNul = (raw: string, flags: number): boolean =>
  (flags & (PERCENT | BACKSLASH)) !== 0 && NUL.test(raw.slice(0, HEAD));

/** A view of a text: the text itself, or how it reads after decoding. */
interface View {
  readonly text: string;
  readonly raw: string;
  /** Characters that `raw` holds. */
  readonly rawFlags: number;
  readonly scan: Scan;
  readonly gates: number;
}

const runAnalysers = (analysis: Analysis, { text, raw, rawFlags, scan, gates }: View): void => {
  if ((gates & (SQL | SCRIPT | NOSQL)) !== 0) {
    readTokens(text, analysis.meter, (tokens) => {
      if ((gates & SQL) !== 0) analyseSql(analysis, tokens);
      if ((gates & SCRIPT) !== 0) analyseScript(analysis, tokens);
      if ((gates & NOSQL) !== 0) analyseNosql(analysis, tokens);
    });
  }
  if ((gates & MARKUP) !== 0) analyseMarkup(analysis, text);
  if ((gates & COMMANDS) !== 0) analyseCommands(analysis, text, scan);
  if ((gates & PATH) !== 0) {
    analysePath(analysis, text, {
      flags: scan.flags,
      isDecoded: text !== raw && hasClimb(text) && !hasClimb(raw),
      hasNul: hasNul(raw, rawFlags),
    });
  }
};

/** Class of a rule: the word before its dot. */
export const classOfRule = (rule: string): string => rule.slice(0, rule.indexOf("."));

const NOTHING: readonly Finding[] = [];

/** Every rule that the views of a text meet, the text itself being `first`. */
const findRules = (first: View, meter: Meter, isUngated: boolean): ReadonlySet<RuleId> => {
  const rules = new Set<RuleId>();
  const analysis: Analysis = {
    meter,
    report: { add: (rule) => rules.add(rule), has: (rule) => rules.has(rule) },
  };
  runAnalysers(analysis, first);
  if ((first.gates & DECODE) === 0) return rules;
  const raw = first.text;
  for (const text of decodedViews(raw, meter)) {
    if (text === raw) continue;
    const scan = isUngated ? FULL : scanText(text);
    meter.steps += text.length;
    runAnalysers(analysis, {
      text,
      raw,
      rawFlags: first.scan.flags,
      scan,
      gates: isUngated ? ALL : gatesOf(scan, text.length),
    });
  }
  return rules;
};

/**
 * Every rule that a text meets, in any of its decoded views. Never throws; the work is linear in
 * the length of the text (P-070).
 */
export const inspectText = (text: string, options: InspectOptions = {}): readonly Finding[] => {
  const isUngated = options.ungated === true;
  const scan = isUngated ? FULL : scanText(text);
  const gates = isUngated ? ALL : gatesOf(scan, text.length);
  const { meter } = options;
  if (meter !== undefined) meter.steps += text.length;
  if (gates === 0) return NOTHING;
  const rules = findRules(
    { text, raw: text, rawFlags: scan.flags, scan, gates },
    meter ?? { steps: 0 },
    isUngated,
  );
  if (rules.size === 0) return NOTHING;
  return [...rules].map((rule) => ({ rule, class: classOfRule(rule) }));
};
