import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "#core";
import { createLogger } from "../log/logger.ts";

const STYLES: readonly ((words: readonly string[]) => string)[] = [
  (words) => words.join("_"),
  (words) => words.join("-"),
  (words) => words.join(""),
  (words) => words.join(".").toUpperCase(),
  (words) => words.join("_").toUpperCase(),
  (words) => words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(""),
  (words) => words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("-"),
  ([first = "", ...rest]) =>
    first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(""),
];
const SECRET_NAMES = [
  ["password"],
  ["new", "password"],
  ["access", "token"],
  ["refresh", "token"],
  ["secret", "key"],
  ["api", "key"],
  ["authorization"],
  ["cookie"],
  ["set", "cookie"],
  ["card", "number"],
  ["cvv"],
  ["x", "csrf", "token"],
  ["client", "secret"],
  ["otp"],
  ["user", "password", "hash"],
];

/** A value somewhere in a log call, what must not be seen of it, and what must. */
interface Piece {
  readonly value: unknown;
  readonly secrets: readonly string[];
  readonly kept: readonly string[];
}

const canary = fc.uuid().map((id) => `canary-${id}`);
const kept = fc.uuid().map((id) => `kept-${id}`);
const secretName = fc
  .tuple(fc.constantFrom(...SECRET_NAMES), fc.constantFrom(...STYLES))
  .map(([words, style]) => style(words));

const harmless: fc.Arbitrary<Piece> = kept.map((text) => ({
  value: text,
  secrets: [],
  kept: [text],
}));

const secretLeaf: fc.Arbitrary<Piece> = fc
  .tuple(canary, secretName, fc.nat({ max: 9 }))
  .map(([secret, name, form]) => {
    const values: readonly unknown[] = [
      { [name]: secret },
      { [name]: [secret, { inner: secret }] },
      { [name]: new Map([["x", secret]]) },
      [[name, secret]],
      new Map([[name, secret]]),
      [{ name, value: secret }],
      `/path?a=1&${name}=${secret}&b=2`,
      `https://user:${secret}@host.example/`,
      JSON.stringify({ [name]: secret, other: 1 }),
      new Error(`refused ${name}=${secret} here`),
    ];
    return { value: values[form], secrets: [secret], kept: [] };
  });

const wrap = (inner: fc.Arbitrary<Piece>): fc.Arbitrary<Piece> =>
  fc
    .tuple(fc.array(inner, { minLength: 1, maxLength: 3 }), fc.nat({ max: 5 }))
    .map(([pieces, form]) => {
      const values = pieces.map(({ value }) => value);
      const named = Object.fromEntries(values.map((value, index) => [`part${index}`, value]));
      const wrapped: readonly unknown[] = [
        named,
        values,
        new Map(Object.entries(named)),
        new Error("outer", { cause: named }),
        Object.assign(new Error("with fields"), { named }),
        { toJSON: () => named },
      ];
      return {
        value: wrapped[form],
        secrets: pieces.flatMap(({ secrets }) => secrets),
        kept: pieces.flatMap((piece) => piece.kept),
      };
    });

const pieces = fc.letrec<{ piece: Piece }>((tie) => ({
  piece: fc.oneof({ maxDepth: 3 }, secretLeaf, harmless, wrap(tie("piece"))),
})).piece;

test("P-021: secrets in any structure under any key style reach no line; other fields stay", () => {
  const lines: string[] = [];
  const logger = createLogger({
    level: "trace",
    clock: createManualClock(),
    component: "test",
    destination: { write: (line) => lines.push(line) },
  });
  fc.assert(
    fc.property(wrap(pieces), canary, (piece, secret) => {
      lines.length = 0;
      logger.error(`sent https://a.example/?access_token=${secret} out`, { field: piece.value });
      expect(lines).toHaveLength(1);
      for (const hidden of [...piece.secrets, secret]) expect(lines[0]).not.toContain(hidden);
      for (const text of piece.kept) expect(lines[0]).toContain(text);
    }),
    { numRuns: 300 },
  );
});
