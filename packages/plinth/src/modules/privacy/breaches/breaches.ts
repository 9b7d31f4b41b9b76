import { type Clock, type IdGenerator, platformErrors } from "#core";
import type { PersonalData, TableClasses } from "#modules/contract";
import type { BreachRepository, BreachRow } from "./breach-repository.ts";

const HOUR_MS = 3_600_000;
/** GDPR article 33: the authority is told within 72 hours of becoming aware. */
export const DEADLINE_MS = 72 * HOUR_MS;
const BATCH = 100;
const SHOWN = 500;

/** What whoever noticed says of it. */
export interface BreachDraft {
  readonly title: string;
  /** What happened and what was done; mailed to nobody as it is. */
  readonly description: string;
  /** The tables whose data was seen; at least one. */
  readonly tables: readonly string[];
  /** Data of before this instant was seen, in milliseconds since the epoch; default is now. */
  readonly until?: number;
  /** When it was noticed: the clock of 72 hours runs from here; default is now. */
  readonly detectedAt?: number;
}

/** A breach as administrators see it; times are ISO 8601. */
export interface BreachView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tables: readonly string[];
  readonly until: string;
  readonly detectedAt: string;
  /** When the authority has to know. */
  readonly deadline: string;
  /** Hours until then, below zero once it is over; null where the authority was told. */
  readonly hoursLeft: number | null;
  readonly people: number;
  readonly authorityToldAt: string | null;
  readonly peopleToldAt: string | null;
  readonly closedAt: string | null;
}

/** Breaches of personal data: who is affected, who has to be told by when (PRIV-07). */
export interface Breaches {
  /** @throws {AppError} VALIDATION_ERROR for a table that holds nothing of people. */
  readonly open: (draft: BreachDraft, openedBy: string | null) => Promise<BreachView>;
  readonly list: () => Promise<readonly BreachView[]>;
  /** Account ids of the affected, the first 500. @throws {AppError} NOT_FOUND */
  readonly people: (id: string) => Promise<readonly string[]>;
  /** The text that people would get. @throws {AppError} NOT_FOUND */
  readonly draft: (id: string) => Promise<{ readonly subject: string; readonly text: string }>;
  /** Notes that the authority was told, and stops its clock. @throws {AppError} NOT_FOUND */
  readonly tellAuthority: (id: string) => Promise<BreachView>;
  /** Mails everybody who was not told yet; how many. @throws {AppError} NOT_FOUND */
  readonly tellPeople: (id: string) => Promise<number>;
  /** @throws {AppError} NOT_FOUND */
  readonly close: (id: string) => Promise<BreachView>;
  /** Hours that the most urgent one has left; undefined where no clock runs. */
  readonly mostUrgent: () => Promise<number | undefined>;
}

/** What breaches are made of. */
export interface BreachParts {
  readonly repository: BreachRepository;
  readonly personalData: () => readonly PersonalData[];
  readonly classes: () => readonly TableClasses[];
  /** The notice for a breach that saw some tables. */
  readonly notice: (
    tables: readonly string[],
    until: number,
  ) => {
    readonly subject: string;
    readonly text: string;
  };
  /** Mails the notice to somebody; false where nobody is there any more. */
  readonly tell: (accountId: string, tables: readonly string[], until: number) => Promise<boolean>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}

const iso = (instant: number): string => new Date(instant).toISOString();
const maybe = (instant: number | null): string | null => (instant === null ? null : iso(instant));
const tablesOf = (row: BreachRow): readonly string[] => JSON.parse(row.tables) as string[];

const hoursLeft = ({ authority_told_at, detected_at }: BreachRow, now: number): number | null =>
  authority_told_at === null
    ? Math.floor(((detected_at + DEADLINE_MS - now) / HOUR_MS) * 10) / 10
    : null;

/** Builds what finds the people whose data some tables held before an instant. */
const createSearch =
  ({ repository, personalData, classes }: BreachParts) =>
  async (tables: readonly string[], until: number): Promise<ReadonlySet<string>> => {
    const known = personalData().filter(({ table }) => tables.includes(table));
    const missing = tables.find((table) => !known.some((entry) => entry.table === table));
    if (missing !== undefined || tables.length === 0) {
      throw platformErrors.make.VALIDATION_ERROR({
        faults: [
          {
            field: "body.tables",
            rule: "table",
            message: "must be tables that hold data of people",
          },
        ],
      });
    }
    const people = new Set<string>();
    for (const { table, subject } of known) {
      const agedBy = classes().find((one) => one.table === table)?.agedBy;
      // What has an end lies ahead in some tables; only ages that lie behind tell who was there.
      const isAge = agedBy !== undefined && !/expires|ends/.test(agedBy);
      const where = { table, subject, agedBy: isAge ? agedBy : undefined };
      for (const id of await repository.affectedIn(where, until)) people.add(id);
    }
    return people;
  };

/** Builds it. */
export const createBreaches = (parts: BreachParts): Breaches => {
  const { repository, clock, newId } = parts;

  const requireBreach = async (id: string): Promise<BreachRow> => {
    const row = await repository.find(id);
    if (row === undefined) throw platformErrors.make.NOT_FOUND();
    return row;
  };
  const viewOf = async (row: BreachRow): Promise<BreachView> => ({
    id: row.id,
    title: row.title,
    description: row.description,
    tables: tablesOf(row),
    until: iso(row.until_at),
    detectedAt: iso(row.detected_at),
    deadline: iso(row.detected_at + DEADLINE_MS),
    hoursLeft: hoursLeft(row, clock.now()),
    people: await repository.countPeople(row.id),
    authorityToldAt: maybe(row.authority_told_at),
    peopleToldAt: maybe(row.people_told_at),
    closedAt: maybe(row.closed_at),
  });
  const affected = createSearch(parts);
  const marked = async (id: string, change: Parameters<BreachRepository["mark"]>[1]) => {
    await requireBreach(id);
    await repository.mark(id, change);
    return viewOf(await requireBreach(id));
  };

  return {
    open: async ({ title, description, tables, until, detectedAt }, openedBy) => {
      const now = clock.now();
      const people = await affected(tables, until ?? now);
      const row: BreachRow = {
        id: newId(),
        title,
        description,
        tables: JSON.stringify(tables),
        until_at: until ?? now,
        detected_at: detectedAt ?? now,
        opened_by: openedBy,
        authority_told_at: null,
        people_told_at: null,
        closed_at: null,
      };
      await repository.insert(row, [...people]);
      return viewOf(row);
    },
    list: async () => Promise.all((await repository.list()).map(viewOf)),
    people: async (id) => {
      await requireBreach(id);
      return repository.people(id, "", SHOWN);
    },
    draft: async (id) => {
      const row = await requireBreach(id);
      return parts.notice(tablesOf(row), row.until_at);
    },
    tellAuthority: (id) => marked(id, { authority_told_at: clock.now() }),
    tellPeople: async (id) => {
      const row = await requireBreach(id);
      let told = 0;
      for (;;) {
        const some = await repository.untold(id, BATCH);
        for (const accountId of some) {
          if (await parts.tell(accountId, tablesOf(row), row.until_at)) told += 1;
          await repository.markTold(id, accountId, clock.now());
        }
        if (some.length < BATCH) break;
      }
      await repository.mark(id, { people_told_at: clock.now() });
      return told;
    },
    close: (id) => marked(id, { closed_at: clock.now() }),
    mostUrgent: async () => {
      const now = clock.now();
      const running = (await repository.list())
        .filter(({ closed_at }) => closed_at === null)
        .map((row) => hoursLeft(row, now))
        .filter((hours) => hours !== null);
      return running.length === 0 ? undefined : Math.min(...running);
    },
  };
};
