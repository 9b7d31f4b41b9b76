import {
  DATA_CLASSES,
  type PersonalData,
  RETENTION_CLASSES,
  type TableClasses,
} from "#modules/contract";
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

/** What the start compares with the tables that there really are. */
export interface DataDeclarations {
  readonly classes: readonly TableClasses[];
  readonly entries: readonly Pick<PersonalData, "table" | "subject">[];
}

const isOfPeople = ({ columns }: TableClasses): boolean =>
  Object.values(columns).some((kind) => ["reference", "personal", "sensitive"].includes(kind));

/** Words that are no class: an application in JavaScript has no compiler that says so. */
const unknownClasses = ({ table, columns, retention }: TableClasses): readonly string[] => {
  const known: readonly string[] = DATA_CLASSES;
  const kept: readonly string[] = RETENTION_CLASSES;
  return [
    ...Object.entries(columns)
      .filter(([, kind]) => !known.includes(kind))
      .map(
        ([column, kind]) =>
          `column ${table}.${column} has the data class "${kind}"; there are ${known.join(", ")}`,
      ),
    ...(kept.includes(retention)
      ? []
      : [`table ${table} does not say how long its rows stay; retention is ${kept.join(", ")}`]),
  ];
};

/** What is missing or wrong of one table that exists. */
const tableProblems = (
  { name, columns }: TableShape,
  declared: TableClasses | undefined,
  hasEntry: boolean,
): readonly string[] => {
  const isNamed = columns.some((column) => SUBJECTS.includes(column));
  const silent =
    !hasEntry && (isNamed || (declared !== undefined && isOfPeople(declared)))
      ? [
          `table ${name} holds data of people; add it to personalData of its module, with erase and export`,
        ]
      : [];
  if (declared === undefined) {
    return [
      ...silent,
      `table ${name} says nothing of its columns; add it to data of its module, with a class for each`,
    ];
  }
  const bare = columns
    .filter((column) => declared.columns[column] === undefined)
    .map((column) => `column ${name}.${column} has no data class; add it to data of its module`);
  const denied = columns
    .filter((column) => SUBJECTS.includes(column) && declared.columns[column] === "none")
    .map((column) => `column ${name}.${column} names an account; its data class is "reference"`);
  return [...silent, ...bare, ...denied];
};

/** What is declared of tables and columns that do not exist. */
const oddProblems = (
  existing: ReadonlyMap<string, readonly string[]>,
  { classes, entries }: DataDeclarations,
): readonly string[] => [
  ...entries
    .filter(({ table, subject }) => existing.get(table)?.includes(subject) !== true)
    .map(
      ({ table, subject }) =>
        `personalData names ${table}.${subject}, which does not exist; correct table or subject`,
    ),
  ...classes.flatMap(({ table, columns, agedBy }) =>
    [...Object.keys(columns), ...(agedBy === undefined ? [] : [agedBy])]
      .filter((column) => existing.get(table)?.includes(column) !== true)
      .map((column) => `data names ${table}.${column}, which does not exist; correct it`),
  ),
];

/**
 * One sentence for each column without a data class (PRIV-01), for each table that holds data of a
 * person and says nowhere how it is erased and exported (PRIV-02, PRIV-03), and for each entry of
 * what does not exist. Where a newer release expanded the database, tables and columns that nobody
 * here speaks of are its own.
 */
export const personalDataProblems = (
  tables: readonly TableShape[],
  declared: DataDeclarations,
  isExpanded = false,
): readonly string[] => {
  const { classes, entries } = declared;
  const known = new Map(classes.map((one) => [one.table, one]));
  const existing = new Map(tables.map(({ name, columns }) => [name, columns]));
  const twice = classes
    .filter((one) => known.get(one.table) !== one)
    .map(({ table }) => `table ${table} is in data of two modules; keep one`);
  const missing = tables.flatMap((table) =>
    tableProblems(
      table,
      known.get(table.name),
      entries.some((entry) => entry.table === table.name),
    ),
  );
  return [
    ...twice,
    ...classes.flatMap(unknownClasses),
    ...(isExpanded ? [] : missing),
    ...oddProblems(existing, declared),
  ];
};
