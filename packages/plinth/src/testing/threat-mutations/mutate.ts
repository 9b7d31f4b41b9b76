import { seededNumbers } from "#core";
import { type AttackKind, ORDINARY, PAYLOADS } from "./payloads.ts";

/** A text of the corpus: its class, or "benign"; and the mutations that made it, for the report. */
export interface MutatedText {
  readonly kind: AttackKind | "benign";
  readonly text: string;
  readonly by: readonly string[];
}

type Chance = () => number;
type Mutation = (text: string, chance: Chance) => string;

const pick = <Value>(values: readonly Value[], chance: Chance): Value =>
  values[Math.floor(chance() * values.length)] as Value;

const hex = (code: number, width: number): string => code.toString(16).padStart(width, "0");

/** Writes characters of ASCII another way; the others as they are. */
const spell =
  (share: number, write: (code: number) => string): Mutation =>
  (text, chance) =>
    [...text]
      .map((character) => {
        const code = character.codePointAt(0) ?? 0;
        const isSign = !/\w/.test(character);
        return code < 128 && (isSign || chance() < share) ? write(code) : character;
      })
      .join("");

const ENCODINGS: Readonly<Record<string, Mutation>> = {
  percent: spell(0.3, (code) => `%${hex(code, 2)}`),
  "percent twice": spell(0.1, (code) => `%25${hex(code, 2)}`),
  entities: spell(0.3, (code) => `&#${code};`),
  "entities in hex": spell(0.2, (code) => `&#x${hex(code, 4)};`),
  escapes: spell(0.2, (code) => `\\u${hex(code, 4)}`),
  "full width": spell(0.5, (code) =>
    code > 32 && code < 127 ? String.fromCharCode(code + 0xfee0) : String.fromCharCode(code),
  ),
};

/** Letters in any case: for languages to which it is one. */
const anyCase: Mutation = (text, chance) =>
  text.replace(/[a-z]/gi, (letter) =>
    chance() < 0.5 ? letter.toUpperCase() : letter.toLowerCase(),
  );

const everySpace =
  (spaces: readonly string[]): Mutation =>
  (text, chance) =>
    text.replaceAll(" ", () => pick(spaces, chance));

/** Spaces inside a query as comments; those of "-- " stay what ends it. */
const comments: Mutation = (text, chance) =>
  text.replace(/(?<!-) (?!--|#)/g, () => pick(["/**/", "/*k*/", " /*!*/ ", "/* herbs */"], chance));

/** Other numbers, where a number stands on both sides of "=" the same one. */
const numbers: Mutation = (text, chance) => {
  const other = String(1 + Math.floor(chance() * 900));
  return text.replace(/\b(\d)=\1\b/g, `${other}=${other}`);
};

/** "'thyme'" put together from two strings. */
const joinedSql: Mutation = (text) => text.replace(/'(\w{2})(\w{2,})'/g, "'$1'||'$2'");
const joinedScript: Mutation = (text) =>
  text
    .replace(/'([a-z]{2})([a-z]{2,})'/g, "'$1'+'$2'")
    .replace("document.cookie", "document['coo'+'kie']");
/** "w'h'oami": quotes that a shell drops. */
const splitWord: Mutation = (text) =>
  text.replace(/\b(cat|wget|curl|whoami|uname|rm|id|ping|nc|tar)\b/, (word) =>
    word.length === 2 ? `${word[0]}''${word[1]}` : `${word[0]}'${word[1]}'${word.slice(2)}`,
  );

/** What may be done to an attack of a class without it ceasing to be one. */
const MUTATIONS: Readonly<Record<AttackKind, Readonly<Record<string, Mutation>>>> = {
  xss: {
    case: (text, chance) => text.replace(/<\/?\w+| on\w+(?==)/gi, (name) => anyCase(name, chance)),
    space: (text) => text.replace(/<(\w+) (?=\w)/g, "<$1/\t"),
    concatenation: joinedScript,
  },
  sqli: {
    case: anyCase,
    space: everySpace([" ", "  ", "\t", "\n", " \t "]),
    comments,
    numbers,
    concatenation: joinedSql,
  },
  nosql: {
    space: (text) => (text.startsWith("{") ? text.replaceAll(":", " : ") : text),
  },
  command: {
    space: everySpace([" ", "  ", "\t"]),
    ifs: (text) => text.replace(/(?<=[a-z]) (?=[-/a-z])/g, () => "$IFS"),
    concatenation: splitWord,
  },
  path: {
    case: (text, chance) => (/^[cC]:|WEB-INF/.test(text) ? anyCase(text, chance) : text),
    slashes: (text) => (text.includes("://") ? text : text.replaceAll("/", "/./")),
  },
};

/** Prose around an attack; what is one only as a whole value is left alone. */
const padded: Mutation = (text, chance) => `${pick(ORDINARY, chance)}. ${text}`;

const CLASSES = Object.keys(PAYLOADS) as readonly AttackKind[];
const WHOLE: ReadonlySet<AttackKind> = new Set(["path", "nosql"]);

const mutateAttack = (kind: AttackKind, chance: Chance): MutatedText => {
  let text = pick(PAYLOADS[kind], chance);
  const by: string[] = [];
  const apply = (name: string, mutation: Mutation): void => {
    const mutated = mutation(text, chance);
    if (mutated === text) return;
    text = mutated;
    by.push(name);
  };
  for (const [name, mutation] of Object.entries(MUTATIONS[kind])) {
    if (chance() < 0.4) apply(name, mutation);
  }
  if (!WHOLE.has(kind) && chance() < 0.2) apply("prose before", padded);
  if (chance() < 0.5) apply(...pick(Object.entries(ENCODINGS), chance));
  return { kind, text, by };
};

const mutateOrdinary = (chance: Chance): MutatedText => {
  const parts = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => pick(ORDINARY, chance));
  const text = parts.join(pick([". ", "\n", " ", "; ", " -- ", ", "], chance));
  const turn = chance();
  if (turn < 0.15) return { kind: "benign", text: text.toUpperCase(), by: ["case"] };
  if (turn < 0.25) return { kind: "benign", text: encodeURIComponent(text), by: ["percent"] };
  if (turn < 0.35) return { kind: "benign", text: text.replaceAll("'", "’"), by: ["typography"] };
  return { kind: "benign", text, by: parts.length > 1 ? ["joined"] : [] };
};

/**
 * A corpus that nobody has seen: `count` attacks of each class and five times as many harmless texts,
 * the same for the same seed. Say the seed with every figure.
 */
export const mutateThreats = (seed: number, count: number): readonly MutatedText[] => {
  const chance = seededNumbers(seed);
  return [
    ...CLASSES.flatMap((kind) => Array.from({ length: count }, () => mutateAttack(kind, chance))),
    ...Array.from({ length: count * 5 }, () => mutateOrdinary(chance)),
  ];
};
