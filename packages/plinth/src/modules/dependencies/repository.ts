import type { DegradationMode } from "#resilience";
import type { Store } from "#store";

/** A row of dependency_orders; times in milliseconds since the epoch. */
interface OrderRow {
  readonly name: string;
  /** Null: nobody decided, what is seen of it counts. */
  readonly mode: DegradationMode | null;
  /** How often its breaker was closed by hand. */
  readonly resets: number;
  readonly changed_at: number;
}

interface OrderTables {
  readonly dependency_orders: OrderRow;
}

/** What administrators decided about one dependency. */
export type Order = Pick<OrderRow, "name" | "mode" | "resets">;

/** All SQL about what administrators decided. */
export interface OrderRepository {
  /** At most as many as were ever declared. */
  readonly all: () => Promise<readonly Order[]>;
  readonly setMode: (name: string, mode: DegradationMode | null, now: number) => Promise<void>;
  /** Counts one more closing by hand. */
  readonly addReset: (name: string, now: number) => Promise<void>;
}

const MAX_ORDERS = 1_000;

/** Builds the repository on a store. */
export const createOrderRepository = (store: Store): OrderRepository => {
  const readAll = store.prepare<OrderTables, Record<never, never>, Order>((db) =>
    db
      .selectFrom("dependency_orders")
      .select(["name", "mode", "resets"])
      .orderBy("name")
      .limit(MAX_ORDERS),
  );
  return {
    all: () => readAll.all({}),
    setMode: async (name, mode, now) => {
      await store
        .write<OrderTables>()
        .insertInto("dependency_orders")
        .values({ name, mode, resets: 0, changed_at: now })
        .onConflict((on) => on.column("name").doUpdateSet({ mode, changed_at: now }))
        .execute();
    },
    addReset: async (name, now) => {
      await store
        .write<OrderTables>()
        .insertInto("dependency_orders")
        .values({ name, mode: null, resets: 1, changed_at: now })
        .onConflict((on) =>
          on.column("name").doUpdateSet((eb) => ({
            resets: eb("dependency_orders.resets", "+", 1),
            changed_at: now,
          })),
        )
        .execute();
    },
  };
};
