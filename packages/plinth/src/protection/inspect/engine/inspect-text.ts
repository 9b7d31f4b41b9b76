import { analyseCommands } from "../command/index.ts";
import { narrowGates } from "../near/index.ts";
import { analyseLanguages, analyseNosql, analyseValue } from "../nosql/index.ts";
import { hasOddPlace, LONG, mayHoldPassages, oddPassages } from "../passages/index.ts";
import { analysePath } from "../path/index.ts";
import type { RuleId } from "../rules/index.ts";
import { analyseSql } from "../sql/index.ts";
import { isTalk } from "../talk/index.ts";
import { analyseMarkup, analyseScript } from "../xss/index.ts";
import type { Analysis, Finding, Meter } from "./finding.ts";
import {
  ALL,
  COMMANDS,
  DECODE,
  gatesOf,
  LANGUAGES,
  MARKUP,
  NOSQL,
  PATH,
  QUIET,
  SCRIPT,
  SQL,
  VALUE,
} from "./gates.ts";
import { mayBeSpelled, partsOf } from "./parts.ts";
import { createScanner, type Scan, type Scanner } from "./scan.ts";
import { mayBeSpaced, spacedViews, withoutLineComments } from "./spaces.ts";
import { createTokenizer, type Tokenizer } from "./tokens.ts";
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

/** A view of a text: the text itself, or how it reads after decoding. */
interface View {
  readonly text: string;
  readonly raw: string;
  /** Characters that `raw` holds. */
  readonly rawFlags: number;
  readonly scan: Scan;
  readonly gates: number;
}

/** What an inspector reads with: each owns the memory it writes on. */
interface Readers {
  readonly scanner: Scanner;
  readonly tokenizer: Tokenizer;
}

const runAnalysers = (
  analysis: Analysis,
  tokenizer: Tokenizer,
  { text, raw, rawFlags, scan, gates }: View,
): void => {
  if ((gates & (SQL | SCRIPT | NOSQL)) !== 0) {
    tokenizer.read(text, analysis.meter, (tokens) => {
      if ((gates & SQL) !== 0) analyseSql(analysis, tokens);
      if ((gates & SCRIPT) !== 0) analyseScript(analysis, tokens);
      if ((gates & NOSQL) !== 0) analyseNosql(analysis, tokens);
    });
  }
  if ((gates & LANGUAGES) !== 0) analyseLanguages(analysis, text);
  if ((gates & MARKUP) !== 0) analyseMarkup(analysis, text);
  if ((gates & COMMANDS) !== 0) analyseCommands(analysis, text, scan);
  if ((gates & PATH) !== 0) {
    analysePath(analysis, text, {
      flags: scan.flags,
      isDecoded: text !== raw && hasClimb(text) && !hasClimb(raw),
      raw,
      rawFlags,
    });
  }
  if ((gates & VALUE) !== 0) analyseValue(analysis, text);
};

/** Class of a rule: the word before its dot. */
export const classOfRule = (rule: string): string => rule.slice(0, rule.indexOf("."));

const NOTHING: readonly Finding[] = [];
const NO_RULES: ReadonlySet<RuleId> = new Set();

/** What a text is worth reading as, after one pass over it; 0 for most. */
const gatesOfText = (scanner: Scanner, scan: Scan, text: string): number => {
  const gates = gatesOf(scan, text.length);
  return gates === 0 ? 0 : narrowGates(scanner.page(text), gates);
};

/** Every rule that the views of a text meet, the text itself being `first`. */
const findRules = (
  readers: Readers,
  first: View,
  meter: Meter,
  isUngated: boolean,
): ReadonlySet<RuleId> => {
  // Most texts meet no rule: a set is made for those that do.
  let rules: Set<RuleId> | undefined;
  const analysis: Analysis = {
    meter,
    report: {
      add: (rule) => {
        rules ??= new Set();
        rules.add(rule);
      },
      has: (rule) => rules?.has(rule) === true,
      hasAny: () => rules !== undefined,
    },
  };
  runAnalysers(analysis, readers.tokenizer, first);
  const raw = first.text;
  const isSpelled = mayBeSpaced(raw, first.rawFlags);
  if ((first.gates & DECODE) === 0 && !isSpelled) return rules ?? NO_RULES;
  const read = (text: string, asked: number): void => {
    meter.steps += text.length;
    const scan = isUngated ? FULL : readers.scanner.scan(text);
    const gates = asked & (isUngated ? ALL : gatesOfText(readers.scanner, scan, text));
    const { rawFlags } = first;
    runAnalysers(analysis, readers.tokenizer, { text, raw, rawFlags, scan, gates });
  };
  for (const text of isSpelled ? spacedViews(raw, meter) : decodedViews(raw, meter)) {
    if (text !== raw) read(text, ALL);
    const uncommented = isSpelled ? withoutLineComments(text) : text;
    if (uncommented !== text) read(uncommented, SQL);
  }
  return rules ?? NO_RULES;
};

/** Finds what texts look like. */
export type Inspector = (text: string, options?: InspectOptions) => readonly Finding[];

/**
 * Builds an inspector, which owns the memory it works in and gives it to the next text: every rule
 * that a text meets, in any of its decoded views. Never throws; the work is linear in the length of
 * the text (P-070).
 */
export const createInspector = (): Inspector => {
  const readers: Readers = { scanner: createScanner(), tokenizer: createTokenizer() };
  const rulesOf = (
    text: string,
    scan: Scan,
    meter: Meter | undefined,
    isUngated: boolean,
  ): ReadonlySet<RuleId> => {
    const gates = isUngated ? ALL : gatesOfText(readers.scanner, scan, text);
    if (gates === 0 && !mayBeSpaced(text, scan.flags)) return NO_RULES;
    const first = { text, raw: text, rawFlags: scan.flags, scan, gates };
    return findRules(readers, first, meter ?? { steps: 0 }, isUngated);
  };
  const scanOf = (text: string, meter: Meter | undefined, isUngated: boolean): Scan => {
    if (meter !== undefined) meter.steps += text.length;
    return isUngated ? FULL : readers.scanner.scan(text);
  };
  /** What is found first in pieces of a text in which as a whole nothing is. */
  const rulesOfAny = (
    pieces: readonly string[],
    meter: Meter | undefined,
    isUngated: boolean,
  ): ReadonlySet<RuleId> => {
    for (const piece of pieces) {
      const rules = rulesOf(piece, scanOf(piece, meter, isUngated), meter, isUngated);
      if (rules.size > 0) return rules;
    }
    return NO_RULES;
  };
  /** Passages of an essay, and what they carry. */
  const passagesOf = (text: string, meter: Meter | undefined): readonly string[] =>
    oddPassages(text, meter).flatMap((passage) => [passage, ...partsOf(passage)]);
  /** Whether a text is one to look for passages in. */
  const isEssay = (text: string, flags: number): boolean =>
    text.length >= LONG &&
    (mayHoldPassages(text, flags) || hasOddPlace(readers.scanner.page(text)));
  return (text, options) => {
    const isUngated = options?.ungated === true;
    const meter = options?.meter;
    const scan = scanOf(text, meter, isUngated);
    const { flags } = scan;
    // Most texts of a body are words and numbers, of which nothing can be made.
    if (
      scan.bits === 0 &&
      (flags & ~QUIET) === 0 &&
      !mayBeSpelled(text) &&
      !mayBeSpaced(text, flags)
    )
      return NOTHING;
    let rules = rulesOf(text, scan, meter, isUngated);
    if (rules.size === 0 && isEssay(text, flags)) {
      rules = rulesOfAny(passagesOf(text, meter), meter, isUngated);
    }
    if (rules.size > 0 && isTalk(text, rules)) return NOTHING;
    if (rules.size === 0) rules = rulesOfAny(partsOf(text, flags), meter, isUngated);
    if (rules.size === 0) return NOTHING;
    return [...rules].map((rule) => ({ rule, class: classOfRule(rule) }));
  };
};

/** Inspects one text with an inspector of its own; who has many builds one with `createInspector`. */
export const inspectText: Inspector = (text, options) => createInspector()(text, options);
