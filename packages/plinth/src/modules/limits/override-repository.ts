import type { LimitOverrides } from "#policy";
import type { Store } from "#store";

/** A row of limit_overrides; the limits are JSON, as a file of limits has them. */
interface OverrideRow {
  readonly route: string;
  readonly limits: string;
  readonly made_at: number;
  /** The account of who set them; null once that person was erased. */
  readonly made_by: string | null;
}

interface OverrideTables {
  readonly limit_overrides: OverrideRow;
}

/** Limits of a route as an administrator set them. */
export interface KeptOverride {
  readonly route: string;
  readonly limits: LimitOverrides[string]["limits"];
  readonly madeAt: number;
  readonly madeBy: string | null;
}

/** All SQL about limits that administrators set. */
export interface OverrideRepository {
  readonly all: () => Promise<readonly KeptOverride[]>;
  /** In the place of what was set for the route before. */
  readonly save: (override: KeptOverride) => Promise<void>;
  /** False when there was none. */
  readonly remove: (route: string) => Promise<boolean>;
  readonly madeBy: (accountId: string) => Promise<readonly KeptOverride[]>;
  /** Keeps what somebody set who is erased, without the name. */
  readonly forgetMaker: (accountId: string) => Promise<void>;
}

const fromRow = ({ route, limits, made_at, made_by }: OverrideRow): KeptOverride => ({
  route,
  limits: JSON.parse(limits) as KeptOverride["limits"],
  madeAt: made_at,
  madeBy: made_by,
});

/** Builds the repository on a store. */
export const createOverrideRepository = (store: Store): OverrideRepository => {
  const read = () => store.read<OverrideTables>().selectFrom("limit_overrides").selectAll();
  return {
    all: async () => (await read().orderBy("route").execute()).map(fromRow),
    save: async ({ route, limits, madeAt, madeBy }) => {
      const fresh = { limits: JSON.stringify(limits), made_at: madeAt, made_by: madeBy };
      await store
        .write<OverrideTables>()
        .insertInto("limit_overrides")
        .values({ route, ...fresh })
        .onConflict((conflict) => conflict.column("route").doUpdateSet(fresh))
        .execute();
    },
    remove: async (route) => {
      const { numDeletedRows } = await store
        .write<OverrideTables>()
        .deleteFrom("limit_overrides")
        .where("route", "=", route)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    madeBy: async (accountId) =>
      (await read().where("made_by", "=", accountId).orderBy("route").execute()).map(fromRow),
    forgetMaker: async (accountId) => {
      await store
        .write<OverrideTables>()
        .updateTable("limit_overrides")
        .set({ made_by: null })
        .where("made_by", "=", accountId)
        .execute();
    },
  };
};
