import type { OpenTransaction } from "#services/jobs";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { MailCount, MailKind, SuppressionReason } from "./contract.ts";

const DAY_MS = 86_400_000;

/** A row of mail_suppressions; times in milliseconds since the epoch. */
export interface SuppressionRow {
  readonly address_hash: string;
  readonly domain: string;
  readonly reason: SuppressionReason;
  readonly detail: string | null;
  readonly created_at: number;
}

/** The tables of mail. */
interface MailTables {
  readonly mail_suppressions: SuppressionRow;
  /** A mail that was let through to its address; kept for a day. */
  readonly mail_admissions: {
    readonly job_id: string;
    readonly address_hash: string;
    readonly kind: string;
    readonly at: number;
  };
  /** `day` is the first instant of a day, UTC. */
  readonly mail_counts: {
    readonly kind: string;
    readonly outcome: MailCount["outcome"];
    readonly day: number;
    readonly count: number;
  };
}

type Db = Kysely<MailTables>;

/** A mail that wants to go to an address. */
export interface Admission {
  readonly jobId: string;
  readonly addressHash: string;
  readonly kind: Pick<MailKind, "name" | "most" | "withinMs">;
}

/** All SQL of mail. */
export interface MailRepository {
  /** By any of the digests that an address may have. */
  readonly findSuppression: (
    addressHashes: readonly string[],
  ) => Promise<SuppressionRow | undefined>;
  /** Lets a mail through, the same one as often as it asks; false when its address had enough. */
  readonly admit: (admission: Admission) => Promise<boolean>;
  /** How many mails of a kind were let through to an address, as far as its limit looks back. */
  readonly countAdmitted: (admission: Omit<Admission, "jobId">) => Promise<number>;
  readonly count: (
    kind: string,
    outcome: MailCount["outcome"],
    tx?: OpenTransaction,
  ) => Promise<void>;
  readonly forgetAdmissions: (addressHashes: readonly string[]) => Promise<void>;
  readonly suppress: (row: SuppressionRow) => Promise<void>;
  readonly lift: (addressHash: string) => Promise<boolean>;
  readonly list: (limit: number, before?: string) => Promise<readonly SuppressionRow[]>;
  readonly countSuppressions: () => Promise<number>;
  readonly counts: (since: number) => Promise<readonly MailCount[]>;
  readonly forgetCounts: (before: number) => Promise<void>;
}

const dayOf = (instant: number): number => instant - (instant % DAY_MS);

const admittedTo = (db: Db, { addressHash, kind }: Omit<Admission, "jobId">, now: number) =>
  db
    .selectFrom("mail_admissions")
    .select("job_id")
    .where("address_hash", "=", addressHash)
    .where("kind", "=", kind.name)
    .where("at", ">", now - kind.withinMs)
    .limit(kind.most + 1)
    .execute();

/** Transactions are serializable: of mails that ask at once, no more get through than may. */
const admit = async (tx: Db, admission: Admission, now: number): Promise<boolean> => {
  await tx
    .deleteFrom("mail_admissions")
    .where("at", "<", now - DAY_MS)
    .execute();
  const { jobId, addressHash, kind } = admission;
  const known = await admittedTo(tx, admission, now);
  if (known.some(({ job_id }) => job_id === jobId)) return true;
  if (known.length >= kind.most) return false;
  await tx
    .insertInto("mail_admissions")
    .values({ job_id: jobId, address_hash: addressHash, kind: kind.name, at: now })
    .onConflict((on) => on.column("job_id").doNothing())
    .execute();
  return true;
};

const count = async (
  db: Db,
  kind: string,
  outcome: MailCount["outcome"],
  now: number,
): Promise<void> => {
  await db
    .insertInto("mail_counts")
    .values({ kind, outcome, day: dayOf(now), count: 1 })
    .onConflict((on) =>
      on
        .columns(["kind", "outcome", "day"])
        .doUpdateSet((eb) => ({ count: eb("mail_counts.count", "+", 1) })),
    )
    .execute();
};

/** What administrators see and do. */
const createAdministration = (
  store: Store,
): Omit<MailRepository, "findSuppression" | "admit" | "countAdmitted" | "count" | "suppress"> => {
  const read = () => store.read<MailTables>();
  const write = () => store.write<MailTables>();
  return {
    forgetAdmissions: async (addressHashes) => {
      await write()
        .deleteFrom("mail_admissions")
        .where("address_hash", "in", addressHashes)
        .execute();
    },
    lift: async (addressHash) => {
      const { numDeletedRows } = await write()
        .deleteFrom("mail_suppressions")
        .where("address_hash", "=", addressHash)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    list: async (limit, before) => {
      const last =
        before === undefined
          ? undefined
          : await read()
              .selectFrom("mail_suppressions")
              .select("created_at")
              .where("address_hash", "=", before)
              .executeTakeFirst();
      const from = last?.created_at;
      return read()
        .selectFrom("mail_suppressions")
        .selectAll()
        .$if(from !== undefined, (query) =>
          query.where((eb) =>
            eb.or([
              eb("created_at", "<", from ?? 0),
              eb.and([eb("created_at", "=", from ?? 0), eb("address_hash", "<", before ?? "")]),
            ]),
          ),
        )
        .orderBy("created_at", "desc")
        .orderBy("address_hash", "desc")
        .limit(limit)
        .execute();
    },
    countSuppressions: async () => {
      const row = await read()
        .selectFrom("mail_suppressions")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirst();
      return Number(row?.count ?? 0);
    },
    counts: async (since) => {
      const rows = await read()
        .selectFrom("mail_counts")
        .select((eb) => ["kind", "outcome", eb.fn.sum<number>("count").as("total")])
        .where("day", ">=", dayOf(since))
        .groupBy(["kind", "outcome"])
        .orderBy("kind")
        .orderBy("outcome")
        .execute();
      return rows.map(({ kind, outcome, total }) => ({ kind, outcome, count: Number(total) }));
    },
    forgetCounts: async (before) => {
      await write().deleteFrom("mail_counts").where("day", "<", before).execute();
    },
  };
};

/** Builds the repository on a store. */
export const createMailRepository = (store: Store): MailRepository => ({
  ...createAdministration(store),
  findSuppression: (addressHashes) =>
    store
      .read<MailTables>()
      .selectFrom("mail_suppressions")
      .selectAll()
      .where("address_hash", "in", addressHashes)
      .executeTakeFirst(),
  admit: (admission) =>
    store.transaction<MailTables, boolean>((tx) => admit(tx, admission, store.clock.now())),
  countAdmitted: async (admission) =>
    (await admittedTo(store.read<MailTables>(), admission, store.clock.now())).length,
  count: (kind, outcome, tx) =>
    count(
      tx === undefined ? store.write<MailTables>() : (tx as Db),
      kind,
      outcome,
      store.clock.now(),
    ),
  suppress: async (row) => {
    const { reason, detail, created_at } = row;
    await store
      .write<MailTables>()
      .insertInto("mail_suppressions")
      .values(row)
      .onConflict((on) => on.column("address_hash").doUpdateSet({ reason, detail, created_at }))
      .execute();
  },
});
