import { type Store, sql } from "#store";
import type {
  BillingTables,
  ChangeRow,
  CustomerRow,
  PaymentRow,
  RefundRow,
  RunRow,
  SubscriptionRow,
} from "./rows.ts";

/** A payment with what was given back of it. */
export interface PaymentWithRefunds extends PaymentRow {
  readonly refunded: number;
}

/** What is paid at an instant. */
export interface Standing {
  /** In a month, in the smallest unit. */
  readonly mrr: number;
  /** Accounts that pay. */
  readonly paying: number;
}

/** What reads and writes of billing there are beside applying events. */
export interface BillingRepository {
  readonly customerOf: (accountId: string) => Promise<CustomerRow | undefined>;
  /** The account of a customer. */
  readonly accountOf: (customer: string) => Promise<string | undefined>;
  /** The account that made a payment. */
  readonly payerOf: (payment: string) => Promise<string | undefined>;
  /** Keeps who an account is; the first to say so wins, and their row is given. */
  readonly saveCustomer: (row: CustomerRow) => Promise<CustomerRow>;
  readonly hasEvent: (id: string) => Promise<boolean>;
  readonly subscriptionsOf: (accountId: string) => Promise<readonly SubscriptionRow[]>;
  /** All that have not ended. */
  readonly liveSubscriptions: () => Promise<readonly SubscriptionRow[]>;
  /** A page of all, newest first, after an id of the page before. */
  readonly subscriptions: (
    status: string | undefined,
    after: string | undefined,
    limit: number,
  ) => Promise<readonly (SubscriptionRow & { readonly email: string | null })[]>;
  readonly paymentsOf: (accountId: string, limit: number) => Promise<readonly PaymentWithRefunds[]>;
  /** A page of what was paid, newest first, after the last of the page before. */
  readonly payments: (
    limit: number,
    after?: PaymentWithRefunds,
  ) => Promise<readonly PaymentWithRefunds[]>;
  readonly payment: (id: string) => Promise<PaymentWithRefunds | undefined>;
  readonly paidSince: (time: number) => Promise<readonly PaymentRow[]>;
  readonly refundsSince: (time: number) => Promise<readonly RefundRow[]>;
  readonly refundsOf: (accountId: string) => Promise<readonly RefundRow[]>;
  /** Changes from an instant on, oldest first. */
  readonly changesSince: (time: number) => Promise<readonly ChangeRow[]>;
  /** What all changes before an instant come to: what is paid in a month, and by how many. */
  readonly standingBefore: (time: number) => Promise<Standing>;
  readonly changesOf: (accountId: string) => Promise<readonly ChangeRow[]>;
  /** Customers whose account has another tier than billing set. */
  readonly setByHand: () => Promise<
    readonly { account_id: string; tier: string; applied_tier: string }[]
  >;
  readonly saveRun: (row: RunRow) => Promise<void>;
  readonly runs: (limit: number) => Promise<readonly RunRow[]>;
  /** Removes events and runs before an instant. */
  readonly forget: (time: number) => Promise<void>;
  /** Forgets who an account is; what it paid in a month ends with a change of nobody. */
  readonly eraseCustomer: (
    accountId: string,
    end: Pick<ChangeRow, "id" | "at" | "to_tier">,
  ) => Promise<void>;
  readonly eraseSubscriptions: (accountId: string) => Promise<void>;
  /** Takes the account away; sums stay. */
  readonly forgetPayer: (accountId: string) => Promise<void>;
  readonly forgetChanger: (accountId: string) => Promise<void>;
}

const MAX_CHANGES = 1_000_000;

const refunded = sql<number>`cast(coalesce((select sum(r.amount) from billing_refunds as r where r.payment = billing_payments.payment and r.status <> 'failed' and r.status <> 'canceled'), 0) as bigint)`;

const people = (
  store: Store,
): Pick<
  BillingRepository,
  "customerOf" | "accountOf" | "payerOf" | "saveCustomer" | "setByHand" | "eraseCustomer"
> => {
  const read = () => store.read<BillingTables>();
  return {
    customerOf: (accountId) =>
      read()
        .selectFrom("billing_customers")
        .selectAll()
        .where("account_id", "=", accountId)
        .executeTakeFirst(),
    accountOf: async (customer) =>
      (
        await read()
          .selectFrom("billing_customers")
          .select("account_id")
          .where("customer", "=", customer)
          .executeTakeFirst()
      )?.account_id,
    payerOf: async (payment) =>
      (
        await read()
          .selectFrom("billing_payments")
          .select("account_id")
          .where("payment", "=", payment)
          .executeTakeFirst()
      )?.account_id ?? undefined,
    saveCustomer: (row) =>
      store.transaction<BillingTables, CustomerRow>(async (tx) => {
        await tx
          .insertInto("billing_customers")
          .values(row)
          .onConflict((conflict) => conflict.column("account_id").doNothing())
          .execute();
        return tx
          .selectFrom("billing_customers")
          .selectAll()
          .where("account_id", "=", row.account_id)
          .executeTakeFirstOrThrow();
      }),
    setByHand: () =>
      read()
        .selectFrom("billing_customers")
        .innerJoin("accounts", "accounts.id", "billing_customers.account_id")
        .select(["billing_customers.account_id", "accounts.tier", "billing_customers.applied_tier"])
        .whereRef("accounts.tier", "<>", "billing_customers.applied_tier")
        .limit(1_000)
        .execute(),
    eraseCustomer: (accountId, end) =>
      store.transaction<BillingTables, void>(async (tx) => {
        const row = await tx
          .deleteFrom("billing_customers")
          .where("account_id", "=", accountId)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined || row.monthly === 0) return;
        await tx
          .insertInto("billing_changes")
          .values({
            ...end,
            account_id: null,
            from_tier: row.applied_tier,
            from_monthly: row.monthly,
            to_monthly: 0,
          })
          .execute();
      }),
  };
};

const subscriptions = (
  store: Store,
): Pick<
  BillingRepository,
  "subscriptionsOf" | "liveSubscriptions" | "subscriptions" | "eraseSubscriptions"
> => {
  const read = () => store.read<BillingTables>();
  return {
    subscriptionsOf: (accountId) =>
      read()
        .selectFrom("billing_subscriptions")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("started_at", "desc")
        .execute(),
    liveSubscriptions: () =>
      read()
        .selectFrom("billing_subscriptions")
        .selectAll()
        .where("ended_at", "is", null)
        .execute(),
    subscriptions: (status, after, limit) => {
      let query = read()
        .selectFrom("billing_subscriptions")
        .leftJoin("accounts", "accounts.id", "billing_subscriptions.account_id")
        .selectAll("billing_subscriptions")
        .select("accounts.email as email")
        .orderBy("billing_subscriptions.id", "desc")
        .limit(limit);
      if (status !== undefined) query = query.where("billing_subscriptions.status", "=", status);
      if (after !== undefined) query = query.where("billing_subscriptions.id", "<", after);
      return query.execute();
    },
    eraseSubscriptions: async (accountId) => {
      await store
        .write<BillingTables>()
        .deleteFrom("billing_subscriptions")
        .where("account_id", "=", accountId)
        .execute();
    },
  };
};

const money = (
  store: Store,
): Pick<
  BillingRepository,
  | "paymentsOf"
  | "payments"
  | "payment"
  | "paidSince"
  | "refundsSince"
  | "refundsOf"
  | "changesSince"
  | "standingBefore"
  | "changesOf"
  | "forgetPayer"
  | "forgetChanger"
> => {
  const read = () => store.read<BillingTables>();
  const select = () =>
    read().selectFrom("billing_payments").selectAll().select(refunded.as("refunded"));
  const leave = async (table: "billing_payments" | "billing_changes", accountId: string) => {
    await store
      .write<BillingTables>()
      .updateTable(table)
      .set({ account_id: null })
      .where("account_id", "=", accountId)
      .execute();
  };
  return {
    paymentsOf: (accountId, limit) =>
      select()
        .where("account_id", "=", accountId)
        .orderBy(sql`coalesce(paid_at, 0)`, "desc")
        .orderBy("id", "desc")
        .limit(limit)
        .execute(),
    payments: (limit, after) => {
      let query = select()
        .where("paid_at", "is not", null)
        .orderBy("paid_at", "desc")
        .orderBy("id", "desc")
        .limit(limit);
      if (after !== undefined) {
        query = query.where(sql<boolean>`(paid_at, id) < (${after.paid_at}, ${after.id})`);
      }
      return query.execute();
    },
    payment: (id) => select().where("id", "=", id).executeTakeFirst(),
    paidSince: (time) =>
      read().selectFrom("billing_payments").selectAll().where("paid_at", ">=", time).execute(),
    refundsSince: (time) =>
      read().selectFrom("billing_refunds").selectAll().where("at", ">=", time).execute(),
    refundsOf: (accountId) =>
      read()
        .selectFrom("billing_refunds")
        .selectAll()
        .where("payment", "in", (eb) =>
          eb
            .selectFrom("billing_payments")
            .select(sql<string>`payment`.as("payment"))
            .where("account_id", "=", accountId)
            .where("payment", "is not", null),
        )
        .execute(),
    changesSince: (time) =>
      read()
        .selectFrom("billing_changes")
        .selectAll()
        .where("at", ">=", time)
        .orderBy("at")
        .limit(MAX_CHANGES)
        .execute(),
    standingBefore: (time) =>
      read()
        .selectFrom("billing_changes")
        .select([
          sql<number>`cast(coalesce(sum(to_monthly - from_monthly), 0) as bigint)`.as("mrr"),
          sql<number>`cast(coalesce(sum((case when to_monthly > 0 then 1 else 0 end) - (case when from_monthly > 0 then 1 else 0 end)), 0) as bigint)`.as(
            "paying",
          ),
        ])
        .where("at", "<", time)
        .executeTakeFirstOrThrow(),
    changesOf: (accountId) =>
      read()
        .selectFrom("billing_changes")
        .selectAll()
        .where("account_id", "=", accountId)
        .orderBy("at")
        .execute(),
    forgetPayer: (accountId) => leave("billing_payments", accountId),
    forgetChanger: (accountId) => leave("billing_changes", accountId),
  };
};

/** Builds the repository on a store. */
export const createBillingRepository = (store: Store): BillingRepository => {
  const read = () => store.read<BillingTables>();
  return {
    ...people(store),
    ...subscriptions(store),
    ...money(store),
    hasEvent: async (id) => {
      const found = await read()
        .selectFrom("billing_events")
        .select("id")
        .where("id", "=", id)
        .executeTakeFirst();
      return found !== undefined;
    },
    saveRun: async (row) => {
      await store.write<BillingTables>().insertInto("billing_runs").values(row).execute();
    },
    runs: (limit) =>
      read().selectFrom("billing_runs").selectAll().orderBy("id", "desc").limit(limit).execute(),
    forget: async (time) => {
      const write = () => store.write<BillingTables>();
      await write().deleteFrom("billing_events").where("received_at", "<", time).execute();
      await write().deleteFrom("billing_runs").where("at", "<", time).execute();
    },
  };
};
