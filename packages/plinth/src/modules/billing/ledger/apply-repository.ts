import { type Store, sql } from "#store";
import type { Kysely, Transaction } from "#vendor/kysely";
import type { Entitlement } from "../tiers/entitlement.ts";
import type {
  BillingTables,
  ChangeRow,
  EventRow,
  PaymentRow,
  RefundRow,
  SubscriptionRow,
} from "./rows.ts";

type Tx = Kysely<BillingTables>;

/** What was read at the payment service, under the number that was drawn before it was asked. */
export interface Fetched<Row> {
  /** Name of the object whose state this is. */
  readonly object: string;
  readonly ticket: number;
  /** Undefined where there is no such object any more. */
  readonly row: Row | undefined;
}

/** A subscription without what only the store knows of it. */
export type SubscriptionFacts = Omit<SubscriptionRow, "past_due_since">;

/** All that one event, or one look at the payment service, changes. */
export interface Application {
  /** Undefined for what nobody told us of. */
  readonly event: EventRow | undefined;
  readonly subscriptions: readonly Fetched<SubscriptionFacts>[];
  readonly payments: readonly Fetched<PaymentRow>[];
  readonly refunds: readonly Fetched<readonly RefundRow[]>[];
  /** Accounts whose tier is to be looked at, whatever else changes. */
  readonly accounts: readonly string[];
}

/** Who is told. */
interface Told {
  readonly account: string;
  readonly email: string;
  readonly language: string | null;
}

/** What somebody is told, once. */
export type Notice =
  | (Told & { readonly kind: "payment-failed"; readonly since: number })
  | (Told & {
      readonly kind: "receipt";
      readonly amount: number;
      readonly currency: string;
      readonly paidAt: number;
      readonly url: string | null;
    });

/** A tier that changed. */
export type TierChange = Omit<ChangeRow, "account_id"> & { readonly account_id: string };

/** What an application came to. */
export interface Applied {
  /** False where the event was applied before: then nothing was done. */
  readonly isNew: boolean;
  readonly changes: readonly TierChange[];
}

/** What applying takes beside the store. */
export interface ApplyParts {
  readonly now: () => number;
  readonly newId: () => string;
  /** Judges what an account may do by its subscriptions. */
  readonly judge: (rows: readonly SubscriptionRow[], now: number) => Entitlement;
  /** Part of the transaction: what the periods that were paid for bring, once each. */
  readonly bring: (
    tx: Transaction<BillingTables>,
    rows: readonly SubscriptionRow[],
    now: number,
  ) => Promise<void>;
  /** Part of the transaction: what is to be told is there exactly if the change is. */
  readonly tell: (tx: Transaction<BillingTables>, notices: readonly Notice[]) => Promise<void>;
}

const toldOf = async (tx: Tx, account: string): Promise<readonly Told[]> => {
  const row = await tx
    .selectFrom("accounts")
    .select(["email", "language"])
    .where("id", "=", account)
    .executeTakeFirst();
  return row === undefined ? [] : [{ account, ...row }];
};

const insertEvent = async (tx: Tx, event: EventRow): Promise<boolean> => {
  const inserted = await tx
    .insertInto("billing_events")
    .values(event)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
};

/**
 * Whether this answer may be written. One that was asked for later is there already where it may not:
 * it tells of all that this one could.
 */
const advance = async (tx: Tx, { object, ticket }: Fetched<unknown>): Promise<boolean> => {
  const moved = await tx
    .updateTable("billing_objects")
    .set({ applied: ticket })
    .where("id", "=", object)
    .where("applied", "<", ticket)
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
};

const applySubscription = async (
  tx: Tx,
  facts: SubscriptionFacts,
  now: number,
): Promise<readonly Notice[]> => {
  const before = await tx
    .selectFrom("billing_subscriptions")
    .select(["status", "past_due_since"])
    .where("id", "=", facts.id)
    .executeTakeFirst();
  const isLate = facts.status === "past_due";
  // The grace begins when the payment is first seen to be missing, and once only.
  const since = isLate ? (before?.past_due_since ?? now) : null;
  const row: SubscriptionRow = { ...facts, past_due_since: since };
  await tx
    .insertInto("billing_subscriptions")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
  if (since === null || before?.status === "past_due") return [];
  const told = await toldOf(tx, facts.account_id);
  return told.map((who) => ({ kind: "payment-failed", ...who, since }));
};

/** Of a subscription that is gone altogether only the end is known. */
const endSubscription = async (tx: Tx, id: string, now: number): Promise<string | undefined> => {
  const ended = await tx
    .updateTable("billing_subscriptions")
    .set({ status: "canceled", past_due_since: null, is_ending: 0, ended_at: now })
    .where("id", "=", id)
    .returning("account_id")
    .executeTakeFirst();
  return ended?.account_id;
};

const applyPayment = async (tx: Tx, row: PaymentRow): Promise<readonly Notice[]> => {
  const before = await tx
    .selectFrom("billing_payments")
    .select("paid_at")
    .where("id", "=", row.id)
    .executeTakeFirst();
  const { id: _, ...values } = row;
  await tx
    .insertInto("billing_payments")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
    .execute();
  const { paid_at: paidAt, account_id: account, amount, currency, url } = row;
  const isKnown = (before?.paid_at ?? null) !== null;
  if (paidAt === null || isKnown || account === null || amount === 0) return [];
  const told = await toldOf(tx, account);
  return told.map((who) => ({ kind: "receipt", ...who, amount, currency, paidAt, url }));
};

const applyRefunds = async (tx: Tx, rows: readonly RefundRow[]): Promise<void> => {
  for (const row of rows) {
    const { id: _, ...values } = row;
    await tx
      .insertInto("billing_refunds")
      .values(row)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
      .execute();
  }
};

/** Brings the tier of an account in step with what is paid for; undefined where nothing changed. */
const settleAccount = async (
  tx: Transaction<BillingTables>,
  account: string,
  { judge, bring, now, newId }: ApplyParts,
): Promise<TierChange | undefined> => {
  const customer = await tx
    .selectFrom("billing_customers")
    .selectAll()
    .where("account_id", "=", account)
    .executeTakeFirst();
  if (customer === undefined) return undefined;
  const rows = await tx
    .selectFrom("billing_subscriptions")
    .selectAll()
    .where("account_id", "=", account)
    .execute();
  const at = now();
  await bring(tx, rows, at);
  const { tier, monthly } = judge(rows, at);
  if (tier.id === customer.applied_tier && monthly === customer.monthly) return undefined;
  if (tier.id !== customer.applied_tier) {
    await tx.updateTable("accounts").set({ tier: tier.id }).where("id", "=", account).execute();
  }
  await tx
    .updateTable("billing_customers")
    .set({ applied_tier: tier.id, monthly })
    .where("account_id", "=", account)
    .execute();
  const change: TierChange = {
    id: newId(),
    account_id: account,
    at,
    from_tier: customer.applied_tier,
    to_tier: tier.id,
    from_monthly: customer.monthly,
    to_monthly: monthly,
  };
  await tx.insertInto("billing_changes").values(change).execute();
  return change;
};

const applyObjects = async (tx: Tx, application: Application, now: number) => {
  const notices: Notice[] = [];
  const accounts = new Set(application.accounts);
  for (const fetched of application.subscriptions) {
    if (!(await advance(tx, fetched))) continue;
    const { row } = fetched;
    const account = row?.account_id ?? (await endSubscription(tx, fetched.object, now));
    if (row !== undefined) notices.push(...(await applySubscription(tx, row, now)));
    if (account !== undefined) accounts.add(account);
  }
  for (const fetched of application.payments) {
    if (fetched.row === undefined || !(await advance(tx, fetched))) continue;
    notices.push(...(await applyPayment(tx, fetched.row)));
  }
  for (const fetched of application.refunds) {
    if (fetched.row === undefined || !(await advance(tx, fetched))) continue;
    await applyRefunds(tx, fetched.row);
  }
  return { notices, accounts };
};

/** Where events and their effects are written. */
export interface Ledger {
  /** Draws the number under which an object is asked for: of two answers the later asked one holds. */
  readonly draw: (object: string) => Promise<number>;
  /**
   * Applies an event and its effects in one transaction: either all of it is there, or the event counts
   * as never heard and will be sent again (QB-05).
   */
  readonly applying: (parts: ApplyParts) => (application: Application) => Promise<Applied>;
}

/** Builds it on a store. */
export const createLedger = (store: Store): Ledger => ({
  draw: async (object) => {
    const row = await store
      .write<BillingTables>()
      .insertInto("billing_objects")
      .values({ id: object, issued: 1, applied: 0 })
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet({ issued: sql<number>`billing_objects.issued + 1` }),
      )
      .returning("issued")
      .executeTakeFirstOrThrow();
    return row.issued;
  },
  applying: (parts) => (application) =>
    store.transaction<BillingTables, Applied>(async (tx) => {
      const { event } = application;
      if (event !== undefined && !(await insertEvent(tx, event))) {
        return { isNew: false, changes: [] };
      }
      const { notices, accounts } = await applyObjects(tx, application, parts.now());
      const changes: TierChange[] = [];
      for (const account of accounts) {
        const change = await settleAccount(tx, account, parts);
        if (change !== undefined) changes.push(change);
      }
      await parts.tell(tx, notices);
      return { isNew: true, changes };
    }),
});
