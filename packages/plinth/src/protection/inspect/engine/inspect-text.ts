import { analyseCommands } from "../command/index.ts";
import { analyseNosql } from "../nosql/index.ts";
import { analysePath } from "../path/index.ts";
import type { RuleId } from "../rules/index.ts";
import { analyseSql } from "../sql/index.ts";
import { analyseMarkup, analyseScript } from "../xss/index.ts";
import type { Analysis, Finding, Meter } from "./finding.ts";
import { ALL_OPEN, type Gates, gatesOf } from "./gates.ts";
import { type Scan, scanText } from "./scan.ts";
import { tokenize } from "./tokens.ts";
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

const analyseView = (analysis: Analysis, view: string, raw: string, isUngated: boolean): Gates => {
  const scan = isUngated ? FULL : scanText(view);
  const gates = isUngated ? ALL_OPEN : gatesOf(scan, view.length);
  analysis.meter.steps += view.length;
  if (gates.sql || gates.script || gates.nosql) {
    const tokens = tokenize(view, analysis.meter);
    if (gates.sql) analyseSql(analysis, tokens);
    if (gates.script) analyseScript(analysis, tokens);
    if (gates.nosql) analyseNosql(analysis, tokens);
  }
  if (gates.markup) analyseMarkup(analysis, view);
  if (gates.commands) analyseCommands(analysis, view, scan);
  if (gates.path) {
    analysePath(analysis, view, {
      isDecoded: view !== raw && hasClimb(view) && !hasClimb(raw),
      hasNul: NUL.test(raw.slice(0, HEAD)),
    });
  }
  return gates;
};

/** Class of a rule: the word before its dot. */
export const classOfRule = (rule: string): string => rule.slice(0, rule.indexOf("."));

const NOTHING: readonly Finding[] = [];

/**
 * Every rule that a text meets, in any of its decoded views. Never throws; the work is linear in
 * the length of the text (P-070).
 */
export const inspectText = (text: string, options: InspectOptions = {}): readonly Finding[] => {
  const meter = options.meter ?? { steps: 0 };
  const isUngated = options.ungated === true;
  const rules = new Set<RuleId>();
  const report = {
    add: (rule: RuleId) => rules.add(rule),
    has: (rule: RuleId) => rules.has(rule),
  };
  const { decode } = analyseView({ meter, report }, text, text, isUngated);
  if (decode) {
    for (const view of decodedViews(text, meter)) {
      if (view !== text) analyseView({ meter, report }, view, text, isUngated);
    }
  }
  if (rules.size === 0) return NOTHING;
  return [...rules].map((rule) => ({ rule, class: classOfRule(rule) }));
};
