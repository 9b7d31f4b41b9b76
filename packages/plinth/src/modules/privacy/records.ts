import type { RetentionClass, RetentionDays, TableClasses } from "#modules/contract";

/** One activity of the record of processing (GDPR article 30). */
export interface ProcessingRecord {
  readonly purpose: string;
  readonly basis: string;
  readonly tables: readonly string[];
  /** What is processed, as table.column, those that tell of people. */
  readonly data: readonly string[];
  /** Whether some of it is kept sealed because of what it is. */
  readonly isSensitive: boolean;
  readonly retention: readonly string[];
}

const WORDS: Readonly<Record<RetentionClass, string>> = {
  configuration: "until it is changed",
  account: "as long as the account",
  transient: "days",
  operational: "days",
  analytics: "days",
  audit: "days",
  books: "days, without the person once the account is erased",
};

const retentionOf = (retention: RetentionClass, known: RetentionDays): string => {
  const { [retention]: days }: Readonly<Partial<Record<RetentionClass, number>>> = known;
  return days === undefined
    ? WORDS[retention]
    : `${days.toLocaleString("en-US")} ${WORDS[retention]}`;
};

const UNSAID = "to run the application";

/** What is processed of people, by purpose and reason, out of what tables declare. */
export const processingRecords = (
  classes: readonly TableClasses[],
  days: RetentionDays,
): readonly ProcessingRecord[] => {
  const groups = new Map<string, TableClasses[]>();
  for (const table of classes) {
    const isOfPeople = Object.values(table.columns).some((kind) => kind !== "none");
    if (!isOfPeople) continue;
    const key = JSON.stringify([table.purpose ?? UNSAID, table.basis ?? "contract"]);
    groups.set(key, [...(groups.get(key) ?? []), table]);
  }
  return [...groups.values()]
    .map((tables): ProcessingRecord => {
      const [first] = tables;
      const data = tables.flatMap(({ table, columns }) =>
        Object.entries(columns).flatMap(([column, kind]) =>
          kind === "none" ? [] : [`${table}.${column}`],
        ),
      );
      return {
        purpose: first?.purpose ?? UNSAID,
        basis: first?.basis ?? "contract",
        tables: tables.map(({ table }) => table),
        data,
        isSensitive: tables.some(({ columns }) => Object.values(columns).includes("sensitive")),
        retention: [...new Set(tables.map(({ retention }) => retentionOf(retention, days)))],
      };
    })
    .toSorted((a, b) => (a.purpose < b.purpose ? -1 : 1));
};

/** The record as a page of Markdown. */
export const recordsPage = (records: readonly ProcessingRecord[]): string =>
  [
    "| Purpose | Basis | Data | Kept |",
    "| --- | --- | --- | --- |",
    ...records.map(
      ({ purpose, basis, data, isSensitive, retention }) =>
        `| ${purpose} | ${basis.replaceAll("-", " ")} | ${isSensitive ? "**health and the like, sealed:** " : ""}${data.join(", ")} | ${retention.join("; ")} |`,
    ),
    "",
  ].join("\n");
