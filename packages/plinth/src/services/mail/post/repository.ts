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
  /** The key of `address_hash`; null in rows of before it was noted. */
  readonly key_id: string | null;
}

/** What an address is known by. */
export interface AddressDigests {
  /** With the present key. */
  readonly present: string;
  readonly keyId: string;
  /** All that it may be known by, also since before SECRET_KEY was changed. */
  readonly all: readonly string[];
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
  /** The entry of an address; one that was made with a key of before is kept with the present one now. */
  readonly findSuppression: (address: AddressDigests) => Promise<SuppressionRow | undefined>;
  /** Entries that were not made with a key. */
  readonly countOfOtherKeys: (keyId: string) => Promise<number>;
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
  readonly suppress: (
    address: AddressDigests,
    row: Omit<SuppressionRow, "address_hash" | "key_id">,
  ) => Promise<void>;
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

/**
 * Puts one entry, made with the present key, in the place of all that an address has. Undefined
 * where there is nothing to put there.
 */
const replaceSuppressions = (
  store: Store,
  { present, keyId, all }: AddressDigests,
  next: (
    before: SuppressionRow | undefined,
  ) => Omit<SuppressionRow, "address_hash" | "key_id"> | undefined,
): Promise<SuppressionRow | undefined> =>
  store.transaction<MailTables, SuppressionRow | undefined>(async (tx) => {
    const [before] = await tx
      .deleteFrom("mail_suppressions")
      .where("address_hash", "in", all)
      .returningAll()
      .execute();
    const put = next(before);
    if (put === undefined) return undefined;
    const row = { ...put, address_hash: present, key_id: keyId };
    await tx.insertInto("mail_suppressions").values(row).execute();
    return row;
  });

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
    countOfOtherKeys: async (keyId) => {
      const rows = await read()
        .selectFrom("mail_suppressions")
        .select((eb) => ["key_id", eb.fn.countAll<number>().as("count")])
        .groupBy("key_id")
        .execute();
      return rows
        .filter((row) => row.key_id !== keyId)
        .reduce((sum, { count }) => sum + Number(count), 0);
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
  findSuppression: async (address) => {
    const row = await store
      .read<MailTables>()
      .selectFrom("mail_suppressions")
      .selectAll()
      .where("address_hash", "in", address.all)
      .executeTakeFirst();
    if (row === undefined || row.key_id === address.keyId) return row;
    return replaceSuppressions(store, address, (before) => before);
  },
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
  suppress: async (address, row) => {
    await replaceSuppressions(store, address, () => row);
  },
});
