import type { StoredPassword } from "#crypto";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { CredentialTables } from "../repository.ts";

/** Hashes of one scheme and, where their text begins with it, one cost. */
export interface HashGroup {
  readonly accounts: number;
  /** One of them. */
  readonly sample: StoredPassword;
}

/** A stored hash and whose it is. */
export interface OwnedHash extends StoredPassword {
  readonly account_id: string;
}

/** What is stored of passwords, as a population. */
export interface HashRepository {
  /** Groups among the oldest and newest accounts, at most `limit` of each: bounded work. */
  readonly groups: (limit: number) => Promise<readonly HashGroup[]>;
  /** Ordered by account. */
  readonly page: (afterId: string, limit: number) => Promise<readonly OwnedHash[]>;
  readonly accountsWithout: () => Promise<number>;
}

/** "$2b$12$": the part of a bcrypt text that says what it costs. */
const HEAD = 7;

const groupsOf = (db: Kysely<CredentialTables>, limit: number, order: "asc" | "desc") =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom("passwords")
        .select([
          "scheme",
          "hash",
          (one) => one.fn<string>("substr", ["hash", one.val(1), one.val(HEAD)]).as("head"),
        ])
        .orderBy("account_id", order)
        .limit(limit)
        .as("some"),
    )
    .select(["scheme", "head"])
    .select((eb) => [eb.fn.countAll<number>().as("accounts"), eb.fn.min<string>("hash").as("hash")])
    .groupBy(["scheme", "head"])
    .execute();

/** Builds the repository on a store. */
export const createHashRepository = (store: Store): HashRepository => {
  const read = () => store.read<CredentialTables>();
  return {
    groups: async (limit) => {
      const rows = [
        ...(await groupsOf(read(), limit, "asc")),
        ...(await groupsOf(read(), limit, "desc")),
      ];
      return rows.map(({ scheme, hash, accounts }) => ({ accounts, sample: { scheme, hash } }));
    },
    page: (afterId, limit) =>
      read()
        .selectFrom("passwords")
        .select(["account_id", "scheme", "hash"])
        .where("account_id", ">", afterId)
        .orderBy("account_id")
        .limit(limit)
        .execute(),
    accountsWithout: async () => {
      const row = await read()
        .selectFrom("accounts")
        .leftJoin("passwords", "passwords.account_id", "accounts.id")
        .where("passwords.account_id", "is", null)
        .select((eb) => eb.fn.countAll<number>().as("accounts"))
        .executeTakeFirst();
      return row?.accounts ?? 0;
    },
  };
};
