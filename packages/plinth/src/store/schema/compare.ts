import type { Schema, SchemaDifference } from "./contract.ts";

const TABLE = /^table /;

/** The table that a part belongs to, by its name as the readers make it. */
const tableOf = (part: string): string => {
  const [, table] = part.split(" on ");
  return table ?? part.split(/[ .]/)[1] ?? "";
};

const differenceOf = (
  part: string,
  expected: string | undefined,
  found: string | undefined,
): SchemaDifference | undefined => {
  if (expected === found) return undefined;
  if (found === undefined) return { part, kind: "missing", ...(expected && { expected }) };
  if (expected === undefined) return { part, kind: "unexpected", found };
  return { part, kind: "different", expected, found };
};

/**
 * What `found` has otherwise than `expected`, by the name of the part. A table whose whole is only
 * different because a part of it is, or whose parts are missing with it, is told once.
 */
export const compareSchemas = (expected: Schema, found: Schema): readonly SchemaDifference[] => {
  const parts = [...new Set([...expected.parts.keys(), ...found.parts.keys()])].sort();
  const all = parts
    .map((part) => differenceOf(part, expected.parts.get(part), found.parts.get(part)))
    .filter((difference) => difference !== undefined);
  const whole = new Set(
    all
      .filter(({ part, kind }) => TABLE.test(part) && kind !== "different")
      .map(({ part }) => tableOf(part)),
  );
  const inside = new Set(
    all.filter(({ part }) => !TABLE.test(part)).map(({ part }) => tableOf(part)),
  );
  return all.filter(({ part, kind }) => {
    const table = tableOf(part);
    if (!TABLE.test(part)) return !whole.has(table);
    return kind !== "different" || !inside.has(table);
  });
};
