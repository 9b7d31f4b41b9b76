import type { PersonalData } from "#modules/contract";
import type { JobOverview } from "#services/jobs";
import type { Store } from "#store";

/** Columns that say whose row it is; a table with one of them holds data of a person. */
const SUBJECTS: readonly string[] = [
  "account_id",
  "user_id",
  "owner_id",
  "reviewer_id",
  "subject_id",
];

/** A table as the database knows it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Jobs whose payload tells of somebody; the payload itself may hold secrets, such as a link. */
export const jobPersonalData = (
  jobs: Pick<JobOverview, "eraseSubject" | "ofSubject">,
): PersonalData => ({
  table: "jobs",
  subject: "subject_id",
  erase: jobs.eraseSubject,
  export: async (accountId) =>
    (await jobs.ofSubject(accountId)).map(({ name, state, createdAt }) => ({
      name,
      state,
      at: new Date(createdAt).toISOString(),
    })),
});

/** The tables of a store. */
export const tablesOf = async (store: Store): Promise<readonly TableShape[]> => {
  const tables = await store.read<Record<string, never>>().introspection.getTables();
  return tables
    .filter(({ isView }) => !isView)
    .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }));
};

/**
 * One sentence for each table that holds data of a person and says nowhere how it is erased and
 * exported, and for each entry of a table that does not exist (PRIV-02, PRIV-03). Where a newer
 * release expanded the database, tables that nobody here speaks of are its own.
 */
export const personalDataProblems = (
  tables: readonly TableShape[],
  entries: readonly Pick<PersonalData, "table" | "subject">[],
  isExpanded = false,
): readonly string[] => {
  const declared = new Map(entries.map(({ table, subject }) => [table, subject]));
  const existing = new Map(tables.map(({ name, columns }) => [name, columns]));
  const silent = tables
    .filter(({ name, columns }) => {
      const isPersonal = columns.some((column) => SUBJECTS.includes(column));
      return isPersonal && !declared.has(name);
    })
    .map(
      ({ name }) =>
        `table ${name} holds data of people; add it to personalData of its module, with erase and export`,
    );
  const odd = entries
    .filter(({ table, subject }) => existing.get(table)?.includes(subject) !== true)
    .map(
      ({ table, subject }) =>
        `personalData names ${table}.${subject}, which does not exist; correct table or subject`,
    );
  return [...(isExpanded ? [] : silent), ...odd];
};
