import type { Store } from "#store";
import type { Violation } from "./violation.ts";

/** A row of csp_violations; times in milliseconds since the epoch. */
interface ViolationRow {
  readonly id: string;
  readonly directive: string;
  readonly blocked: string;
  readonly page: string;
  readonly source: string;
  readonly line: number;
  readonly disposition: Violation["disposition"];
  readonly times: number;
  readonly first_at: number;
  readonly last_at: number;
}

interface Tables {
  readonly csp_violations: ViolationRow;
}

/** A kind of violation and how often it was met. */
export interface KeptViolation extends Violation {
  readonly id: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** All SQL about violations. */
export interface ViolationRepository {
  /** Adds to what is known of each kind. */
  readonly add: (violations: readonly KeptViolation[]) => Promise<void>;
  /** Most lately met first. */
  readonly list: (limit: number) => Promise<readonly KeptViolation[]>;
  /** Removes what was not met since an instant, and the oldest beyond `most` kinds. */
  readonly tidy: (since: number, most: number) => Promise<void>;
  readonly clear: () => Promise<void>;
}

const toRow = ({ firstAt, lastAt, ...rest }: KeptViolation): ViolationRow => ({
  ...rest,
  first_at: firstAt,
  last_at: lastAt,
});

const fromRow = ({ first_at, last_at, ...rest }: ViolationRow): KeptViolation => ({
  ...rest,
  firstAt: first_at,
  lastAt: last_at,
});

/** Builds the repository on a store. */
export const createViolationRepository = (store: Store): ViolationRepository => ({
  add: (violations) =>
    store.transaction<Tables, void>(async (tx) => {
      for (const violation of violations) {
        await tx
          .insertInto("csp_violations")
          .values(toRow(violation))
          .onConflict((conflict) =>
            conflict.column("id").doUpdateSet((eb) => ({
              times: eb("csp_violations.times", "+", violation.times),
              last_at: violation.lastAt,
            })),
          )
          .execute();
      }
    }),
  list: async (limit) => {
    const rows = await store
      .read<Tables>()
      .selectFrom("csp_violations")
      .selectAll()
      .orderBy("last_at", "desc")
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  },
  tidy: (since, most) =>
    store.transaction<Tables, void>(async (tx) => {
      await tx.deleteFrom("csp_violations").where("last_at", "<", since).execute();
      const surplus = await tx
        .selectFrom("csp_violations")
        .select("id")
        .orderBy("last_at", "desc")
        .orderBy("id")
        .limit(1_000)
        .offset(most)
        .execute();
      const ids = surplus.map(({ id }) => id);
      if (ids.length > 0) await tx.deleteFrom("csp_violations").where("id", "in", ids).execute();
    }),
  clear: async () => {
    await store.write<Tables>().deleteFrom("csp_violations").execute();
  },
});
