import { parseCorpus } from "../packages/plinth/src/protection/inspect/corpus/corpus.ts";
import { PROSE } from "../packages/plinth/src/protection/inspect/corpus/everyday.ts";
import { createScanner } from "../packages/plinth/src/protection/inspect/engine/scan.ts";
import { createInspector } from "../packages/plinth/src/protection/inspect/index.ts";
import { readThreats } from "../packages/plinth/src/testing/threats.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { type Candidate, measureCalls } from "./harness/microseconds.ts";
import { markdownTable, median, quantile } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";
import { PATTERNS } from "./subjects/patterns.ts";

/**
 * What the inspection of input costs, in CPU: an ordinary body of 2 KB beside JSON.parse of it and
 * beside regular expressions run one by one, values of 16 KB, ordinary lines, and adversarial texts of
 * 100 kB and twice that (VAL-11, P-070).
 */
const flags = readFlags();
const settings = flags.quick
  ? { rounds: 3, sliceMicros: 10_000 }
  : { rounds: 15, sliceMicros: 40_000 };

/** A text of its own, as it comes out of JSON: no part of another one. */
const own = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

const fill = (parts: readonly string[], length: number, between = " "): string => {
  let text = "";
  while (text.length < length) text += parts.join(between) + between;
  return own(text.slice(0, length));
};

/** A week plan as an application takes it: names, notes, ids, numbers. */
const BODY = {
  id: "01a1ffd8-f4e8-744c-b0f5-13c4b01afee5",
  title: "Week of the market",
  unit: "metric",
  start: "2026-11-23",
  note: PROSE[0],
  meals: Array.from({ length: 14 }, (_, at) => ({
    day: (at >> 1) + 1,
    slot: at % 2 === 0 ? "lunch" : "dinner",
    recipe: `recipe-${at}`,
    servings: 2 + (at % 3),
    grams: 180.5 + at,
    isVegan: at % 4 === 0,
    comment: ["Bring bread", "for the children", "without garlic", "cook twice as much"][at % 4],
  })),
};

/** Every text of a value, names of declared members left out as the stage does. */
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [own(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
};

const json = JSON.stringify(BODY);
const bodyTexts = textsOf(BODY);
const prose = fill(PROSE, 2_048);
const proseLines = PROSE.flatMap((line) => [own(line), own(`${line} `)]);
const long = fill(PROSE, 16_384);
const lines = parseCorpus(
  readThreats("benign.txt", "throughput on ordinary lines") ?? PROSE.join("\n"),
).map(({ text }) => own(text));
const lineBytes = lines.reduce((sum, line) => sum + line.length, 0);

const PIECES = [
  ..."< ' \" ` ( [ = / % & | ; \\ { $ # - . + * a".split(" "),
  ...["<a ", '<a b="', "<script>", "' or ", "or ((", "`id`", "x`y", "$(", "%25", "&#x", "{{"],
  ...["| id ", "＜", "../", "/*", "--", "$ne", "select a,", "union all select ", "alert(", "${"],
  ...["\n;", "c'a", "char(1)+", "' '", "a=a ", "system(", "onx=(", "\\u{", "<!--", "javascript:"],
  ...["ls -l | ", "| id | name ", "ls && ", "a[b]=c&", "$ ls\n", "password", '"a":{'],
];
/** What stands before and behind them: some rules ask how a text begins, or whether it ends with a question. */
const HEADS = ["", "' ", "select ", '{"a":'];
const TAILS = ["", " why does this one not work on my machine?", "\nIt prints what I want.", "//"];
/** So many of all of these, the slowest at first sight, are measured. */
const MEASURED = 40;

/** As the stage of the server has them: one of each for all texts. */
const inspect = createInspector();
const scanner = createScanner();

const all = (texts: readonly string[]) => (): boolean => {
  let found = 0;
  for (const text of texts) found += inspect(text).length;
  return found === 0;
};
const oneByOne = (texts: readonly string[]) => (): boolean => {
  let found = 0;
  for (const text of texts) for (const pattern of PATTERNS) if (pattern.test(text)) found += 1;
  return found === 0;
};

const candidates: readonly Candidate[] = [
  { group: "body", name: "inspection of its texts", run: all(bodyTexts) },
  { group: "body", name: "JSON.parse", run: () => JSON.parse(json) },
  { group: "body", name: "85 regular expressions over its texts", run: oneByOne(bodyTexts) },
  { group: "body", name: "85 regular expressions over the JSON", run: oneByOne([own(json)]) },
  { group: "prose", name: "inspection, 2 KB in one field", run: all([prose]) },
  { group: "prose", name: "85 regular expressions", run: oneByOne([prose]) },
  { group: "fields", name: "inspection, 2 KB in 20 fields", run: all(proseLines) },
  { group: "fields", name: "85 regular expressions", run: oneByOne(proseLines) },
  { group: "lines", name: "inspection, 1,487 ordinary lines", run: all(lines) },
  {
    group: "lines",
    name: "classifier pass",
    run: () => {
      let bits = 0;
      for (const line of lines) bits |= scanner.scan(line).bits;
      return bits;
    },
  },
];
const sizes: Readonly<Record<string, number>> = {
  body: json.length,
  prose: prose.length,
  fields: proseLines.reduce((sum, line) => sum + line.length, 0),
  lines: lineBytes,
};
if (PATTERNS.length !== 85) throw new Error(`${PATTERNS.length} patterns`);

// A server has met texts of every kind before, and engines make other code for who has not.
for (let turn = 0; turn < 50; turn += 1) for (const line of lines) inspect(line);
const { rows, sink } = measureCalls(candidates, settings);
const place = (group: string, name: string): number =>
  candidates.findIndex((one) => one.group === group && one.name.startsWith(name));
const micros = (at: number): number => median(rows[at]?.nanos ?? []) / 1000;
/** Median over rounds of what `a` costs in terms of `b`. */
const times = (a: number, b: number): number =>
  median((rows[a]?.nanos ?? []).map((value, at) => value / (rows[b]?.nanos[at] ?? Number.NaN)));

/** What the patterns cost over the same texts, in terms of the inspection. */
const against = (group: string): number =>
  times(place(group, "85 regular expressions"), place(group, "inspection"));

/** CPU milliseconds of single calls, in order of size. */
const single = (text: string, turns: number): readonly number[] =>
  Array.from({ length: turns }, () => {
    const begun = process.cpuUsage();
    inspect(text);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  }).toSorted((a, b) => a - b);

const turns = flags.quick ? 400 : 4_000;
const longMillis = single(long, turns);
const framed = HEADS.flatMap((head) =>
  PIECES.flatMap((piece) => TAILS.map((tail) => ({ head, piece, tail }))),
);
const between = ({ head, piece, tail }: (typeof framed)[number], length: number): string =>
  own(head + fill([piece], length, "") + tail);
const slowest = framed
  .map((one) => ({ one, ms: single(between(one, 50_000), 3)[0] ?? Number.NaN }))
  .toSorted((a, b) => b.ms - a.ms)
  .slice(0, MEASURED);
const adversarial = slowest
  .map(({ one }) => {
    const [short, double] = [between(one, 100_000), between(one, 200_000)];
    // Both sizes in turn, and medians: a machine that grows slower meanwhile shows no growth.
    const pairs = Array.from({ length: flags.quick ? 5 : 15 }, () =>
      [short, double].map((text) => single(text, 1)[0] ?? Number.NaN),
    ).slice(2);
    const ms = median(pairs.map(([once = Number.NaN]) => once));
    const growthOf = ([once = Number.NaN, twice = Number.NaN]: readonly number[]): number =>
      twice / once;
    const growth = median(pairs.map(growthOf));
    return { ...one, ms, growth };
  })
  .toSorted((a, b) => b.ms - a.ms);
const ordinary = single(fill(lines, 100_000), flags.quick ? 4 : 10)[0] ?? Number.NaN;
const worst = adversarial[0] ?? {
  head: "",
  piece: "",
  tail: "",
  ms: Number.NaN,
  growth: Number.NaN,
};
// Below a few milliseconds the clock's steps are larger than what is to be told apart.
const growth = Math.max(...adversarial.filter(({ ms }) => ms > 2).map((one) => one.growth));

const verdict = (what: string, value: number, target: number, isMost: boolean): string => {
  const holds = isMost ? value <= target : value >= target;
  return `${what}: ${value.toFixed(2)}, target ${isMost ? "<=" : ">="} ${target}: ${holds ? "holds" : "MISSED"}`;
};
const verdicts = [
  verdict("2 KB of prose in one field, us", micros(place("prose", "inspection")), 60, true),
  verdict("2 KB of prose in 20 fields, us", micros(place("fields", "inspection")), 60, true),
  verdict(
    "85 regular expressions, times the inspection, texts of a JSON body of 2 KB",
    against("body"),
    10,
    false,
  ),
  verdict("85 regular expressions, times the inspection, one field", against("prose"), 10, false),
  verdict("85 regular expressions, times the inspection, 20 fields", against("fields"), 10, false),
  verdict("2 KB JSON body, times JSON.parse of it", times(0, 1), 1, true),
  verdict("classifier pass, MB/s", lineBytes / micros(place("lines", "classifier")), 200, false),
  verdict(
    "ordinary lines, MB per CPU second",
    lineBytes / micros(place("lines", "inspection")),
    5,
    false,
  ),
  verdict("16 KB of prose, p99 ms", quantile(longMillis, 0.99), 0.3, true),
  verdict(`worst of 100 kB, ${JSON.stringify(worst.head + worst.piece)}, ms`, worst.ms, 50, true),
  verdict("the same, times 100 kB of ordinary lines", worst.ms / ordinary, 3, true),
  verdict("most growth at twice the size", growth, 2.5, true),
];
const machine = describeMachine();
const command = describeCommand("run inspection");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `${settings.rounds} interleaved rounds, medians; ratios are taken within a round. The JSON body has ${json.length} bytes and ${bodyTexts.length} texts; 16 KB ${turns} times, p50 ${quantile(longMillis, 0.5).toFixed(3)} ms; adversarial texts are repeated pieces, ${framed.length} with what stands around them, the ${MEASURED} slowest measured, medians of 13 pairs.`,
  ].join("\n"),
  markdownTable(
    ["what", "with", "CPU us", "MB/s"],
    rows.map(({ group, name }, at) => [
      group,
      name,
      micros(at).toFixed(1),
      ((sizes[group] ?? Number.NaN) / micros(at)).toFixed(1),
    ]),
  ),
  verdicts.join("\n"),
].join("\n\n");
console.log(text);
storeResult(
  "inspection",
  { date, command, machine, load, quick: flags.quick, rows, adversarial, ordinary, verdicts, sink },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:inspection", text);
}
