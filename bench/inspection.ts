/**
 * What the inspection of input costs, in CPU: ordinary bodies of 2 KB beside JSON.parse of them and
 * beside regular expressions run one by one, values of 16 KB, and the worst of adversarial 100 kB
 * (VAL-11, P-070). Run: node --conditions=plinth-source inspection.ts
 */
import { EVERYDAY, PROSE } from "../packages/plinth/src/protection/inspect/corpus/everyday.ts";
import { inspectText, RULES } from "../packages/plinth/src/protection/inspect/index.ts";

const SEGMENT_MS = 300;

/** Microseconds of CPU for one turn; the best of three segments. */
const cost = (turn: () => unknown): number => {
  const segment = (): number => {
    const begun = process.cpuUsage();
    let turns = 0;
    for (const end = Date.now() + SEGMENT_MS; Date.now() < end; turns += 1) turn();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / turns;
  };
  segment();
  return Math.min(segment(), segment(), segment());
};

const fill = (parts: readonly string[], length: number): string => {
  let text = "";
  while (text.length < length) text += `${parts.join(" ")} `;
  return text.slice(0, length);
};

const fields = (parts: readonly string[], length: number): readonly string[] => {
  const out: string[] = [];
  for (let size = 0, index = 0; size < length; index += 1) {
    const text = parts[index % parts.length] ?? "";
    out.push(text);
    size += text.length;
  }
  return out;
};

/** As many ordinary patterns as the inventory asks for, of the kind that lists of rules hold. */
const PATTERNS = Object.values(RULES)
  .slice(0, 85)
  .map(({ attack }) => {
    const words = attack.match(/[a-z]{3,}/gi) ?? ["select"];
    return new RegExp(words.slice(0, 3).join("[\\s\\S]{0,40}?"), "i");
  });

const row = (name: string, microseconds: number, bytes: number): void => {
  const rate = (bytes / microseconds).toFixed(1);
  process.stdout.write(
    `${name.padEnd(46)} ${microseconds.toFixed(1).padStart(9)} us ${rate.padStart(8)} MB/s\n`,
  );
};

process.stdout.write(`node ${process.version}, ${process.platform}, CPU time, best of three\n`);
for (const [kind, parts] of [
  ["plain prose", PROSE],
  ["prose with odd signs", EVERYDAY],
] as const) {
  const list = fields(parts, 2_048);
  const json = JSON.stringify(Object.fromEntries(list.map((text, index) => [`f${index}`, text])));
  row(
    `${kind}: 2 KB in ${list.length} fields`,
    cost(() => list.map((text) => inspectText(text))),
    2_048,
  );
  row(
    "  JSON.parse of the same",
    cost(() => JSON.parse(json)),
    2_048,
  );
  row(
    "  85 regular expressions one by one",
    cost(() => list.map((text) => PATTERNS.map((pattern) => pattern.test(text)))),
    2_048,
  );
  const long = fill(parts, 16_384);
  row(
    `${kind}: 16 KB in one value`,
    cost(() => inspectText(long)),
    16_384,
  );
}
const ids = fields(
  ["01a1ffd8-f4e8-744c-b0f5-13c4b01afee5", "week-plan", "metric", "2026-11-21"],
  2_048,
);
row(
  `identifiers: 2 KB in ${ids.length} fields`,
  cost(() => ids.map((text) => inspectText(text))),
  2_048,
);

const PIECES = [
  "<",
  "'",
  "' or ",
  "or ((",
  "`id`",
  "x`y",
  '<a b="',
  "<script>",
  "$(",
  "%25",
  "&#x",
  "{{",
  "| id ",
  "＜",
  "(",
  "../",
];
const worst = PIECES.map((piece) => {
  const text = fill([piece], 100_000);
  return { piece, microseconds: cost(() => inspectText(text)) };
}).toSorted((a, b) => b.microseconds - a.microseconds);
for (const { piece, microseconds } of worst.slice(0, 5)) {
  row(`100 kB of ${JSON.stringify(piece)}`, microseconds, 100_000);
}
