import type { Migration } from "./define.ts";

/** Ends the fingerprint of a migration that only expands: what a release that does not know it needs. */
const MARK = " expand";

/** The fingerprint as the history keeps it. */
export const markExpansion = ({ compatible }: Migration, checksum: string): string =>
  compatible === "expand" ? `${checksum}${MARK}` : checksum;

/** Whether an entry of the history says that releases which do not know it go on as they are. */
export const isExpansion = ({ checksum }: { readonly checksum: string }): boolean =>
  checksum.endsWith(MARK);

/**
 * Whether a recorded fingerprint is that of a migration. To say later that it only adds is no edit:
 * the same statements ran. The record stays without the word, because the release before knows the
 * migration without it and would refuse its own record with it. Taking the word back is an edit.
 */
export const isRecordOf = (recorded: string, checksum: string): boolean =>
  recorded === checksum || `${recorded}${MARK}` === checksum;

/** The fingerprint that another engine gives, with the word only where the entry of this one has it. */
export const recordLike = (entry: { readonly checksum: string }, checksum: string): string =>
  isExpansion(entry) ? checksum : checksum.replace(MARK, "");

const CREATED = /^create table (?:if not exists )?"?(\w+)"?/i;
const ROWS = /^(?:insert into|update|select|with)\b/i;
const INSERTED = /^insert into "?(\w+)"?/i;
const ALLOWED: readonly RegExp[] = [
  CREATED,
  /^create (?:unique )?index\b/i,
  /^alter table "?\w+"? add column\b/i,
  ROWS,
];
const UNIQUE = /^create unique index .*? on "?(\w+)"?/i;
const COLUMN = /^alter table "?(\w+)"? add column\b/i;

/** What the release before would stumble over in a statement; undefined where nothing. */
const faultOf = (statement: string, made: ReadonlySet<string>): string | undefined => {
  if (!ALLOWED.some((pattern) => pattern.test(statement))) return "it does not only add";
  const column = COLUMN.exec(statement)?.[1];
  const isDemanding = /\bnot null\b/i.test(statement) && !/\bdefault\b/i.test(statement);
  if (column !== undefined && !made.has(column) && isDemanding) {
    return "rows without the new column would be refused; give it a default";
  }
  const unique = UNIQUE.exec(statement)?.[1];
  return unique !== undefined && !made.has(unique)
    ? "rows that were allowed would be refused"
    : undefined;
};

const tablesMade = (statements: readonly string[]): ReadonlySet<string> =>
  new Set(statements.map((statement) => CREATED.exec(statement)?.[1] ?? ""));

/**
 * Why a migration that says so does not only expand, in sentences. A guard against slips: whether
 * changed rows still mean the same to the release before, only its author knows.
 */
export const expansionProblems = (
  { id, compatible }: Migration,
  statements: readonly string[],
): readonly string[] => {
  if (compatible !== "expand") return [];
  const made = tablesMade(statements);
  return statements.flatMap((statement) => {
    const fault = faultOf(statement, made);
    return fault === undefined
      ? []
      : [`Migration ${id} says that it only expands, but ${fault}: ${statement.slice(0, 200)}`];
  });
};

/**
 * Whether all that a migration sends adds tables, indexes, columns, and rows of its own tables. One
 * that reads or changes rows of before is not judged: whether they still mean the same to the release
 * before, only its author knows.
 */
export const onlyAdds = (statements: readonly string[]): boolean => {
  const made = tablesMade(statements);
  return (
    statements.length > 0 &&
    statements.every(
      (statement) =>
        faultOf(statement, made) === undefined &&
        (!ROWS.test(statement) || made.has(INSERTED.exec(statement)?.[1] ?? "?")),
    )
  );
};
