import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  countRules,
  hideInProse,
  inspectText,
  measureCorpus,
  parseCorpus,
  percentFound,
  RULES,
  totalRate,
} from "#app";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadDefinition } from "../load-definition.ts";

const share = (percent: number): string => `${percent.toFixed(2)} %`;

/** The application's own detectors count too, where one is named or stands here. */
const detectorsOf = async (given: Arguments, terminal: Terminal) => {
  const app = given.text("app");
  if (app === undefined && !existsSync(resolve(terminal.directory, "package.json"))) return [];
  try {
    return (await loadDefinition(app, terminal.directory)).detectors ?? [];
  } catch (fault) {
    if (app !== undefined) throw fault;
    return [];
  }
};

const inventory = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const counts = countRules(await detectorsOf(given, terminal));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (given.isSet("json")) {
    terminal.print(JSON.stringify({ counts: Object.fromEntries(counts), total, rules: RULES }));
    return 0;
  }
  for (const [category, count] of counts) terminal.print(`${category}: ${count}`);
  terminal.print(`total: ${total}`);
  return 0;
};

/** Prose in which every attack is hidden once more, in characters (VAL-10). */
const PADDING = 8_192;

const corpus = (file: string, given: Arguments, terminal: Terminal): number => {
  const path = resolve(terminal.directory, file);
  if (!existsSync(path)) throw new UsageError(`no file ${file}`);
  const rows = parseCorpus(readFileSync(path, "utf8"));
  const rates = measureCorpus(rows);
  const attacks = rows.filter(({ kind }) => kind !== "benign");
  const hidden = totalRate(measureCorpus(attacks, (text) => hideInProse(text, PADDING)));
  const shown = [
    ...rates,
    totalRate(rates),
    { ...hidden, kind: "all attacks in 8 KB of prose" },
  ].filter((rate) => rate.rows > 0);
  if (given.isSet("json")) {
    terminal.print(JSON.stringify(shown.map((rate) => ({ ...rate, percent: percentFound(rate) }))));
    return 0;
  }
  for (const rate of shown) {
    const { kind, rows, found, ownClass } = rate;
    terminal.print(
      kind === "benign"
        ? `benign: ${found} of ${rows} mistaken, ${share(percentFound(rate))}`
        : `${kind}: ${found} of ${rows} found, ${share(percentFound(rate))} (as its class ${ownClass})`,
    );
  }
  return 0;
};

/** Counts rules, measures the rates on a corpus, or inspects one text (VAL-08, VAL-10). */
export const inspect: Command = {
  usage: 'plinth inspect --inventory | --corpus FILE | "TEXT"',
  mostWords: Number.POSITIVE_INFINITY,
  flags: {
    inventory: { type: "boolean", help: "count the rules, and detectors of the application" },
    corpus: {
      type: "string",
      help: "lines of class<TAB>payload; lines without a tab are harmless",
    },
    app: { type: "string", help: "the application's file" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    if (given.isSet("inventory")) return inventory(given, terminal);
    const file = given.text("corpus");
    if (file !== undefined) return corpus(file, given, terminal);
    if (given.words.length === 0) throw new UsageError("say --inventory, --corpus FILE or a text");
    const findings = inspectText(given.words.join(" "));
    if (given.isSet("json")) terminal.print(JSON.stringify(findings));
    else for (const { rule } of findings) terminal.print(`${rule}: ${titleOf(rule)}`);
    return findings.length === 0 ? 0 : 1;
  },
};

const titleOf = (rule: string): string =>
  (RULES as Readonly<Record<string, { title: string }>>)[rule]?.title ?? "";
