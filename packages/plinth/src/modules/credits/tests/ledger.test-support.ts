import fc from "fast-check";
import { createIdGenerator, createManualClock, type ManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { createMigrator, type Store } from "#store";
import { type AccountTables, accountStatements } from "../../accounts/index.ts";
import { accountMigrations } from "../../accounts/migrations/index.ts";
import { creditMigrations } from "../migrations/index.ts";
import { type CreditRepository, createCreditRepository } from "../repository.ts";
import { type CreditHold, type Credits, createCredits } from "../service.ts";

/** The tables that credits need. */
export const migrateCredits = async (store: Store): Promise<void> => {
  await createMigrator(store, [...accountMigrations, ...creditMigrations]).up();
};

/** Credits on a store. */
export const creditsOn = (
  store: Store,
  clock: ManualClock = createManualClock(1_000_000),
): {
  readonly credits: Credits;
  readonly repository: CreditRepository;
  readonly clock: ManualClock;
} => {
  const repository = createCreditRepository(store);
  const newId = createIdGenerator(clock, createSecureRandom());
  return { credits: createCredits({ repository, clock, newId }), repository, clock };
};

/** An account to have credits. */
export const addAccount = async (store: Store, clock: ManualClock): Promise<string> => {
  const id = createIdGenerator(clock, createSecureRandom())();
  await store.transaction<AccountTables, boolean>((tx) =>
    accountStatements(tx).insertAccount({
      id,
      email: `${id}@example.org`,
      name: "Robin",
      role: "user",
      tier: "free",
      mfa: 0,
      session_epoch: 0,
      language: null,
      email_verified_at: null,
      disabled_at: null,
      created_at: clock.now(),
      last_sign_in_at: null,
    }),
  );
  return id;
};

/** Whether a fault says that too few credits are left. */
export const isUsedUp = (fault: unknown): boolean =>
  (fault as { readonly code?: string }).code === "CREDITS_USED_UP";

/** How many of many calls at once get in, over nodes that share a database, and what is left. */
export const raceOf = async (stores: readonly Store[], calls: number, has: number) => {
  const [first] = stores;
  if (first === undefined) throw new TypeError("a race needs a store");
  const clock = createManualClock(1_000_000);
  const nodes = stores.map((store) => creditsOn(store, clock));
  const accountId = await addAccount(first, clock);
  await nodes[0]?.credits.grant({ accountId, amount: has, reason: "race", key: accountId });
  const outcomes = await Promise.all(
    Array.from({ length: calls }, async (_, call) => {
      try {
        await nodes[call % nodes.length]?.credits.spend(
          { accountId, amount: 1, reason: "work" },
          async () => undefined,
        );
        return 1;
      } catch (fault) {
        if (isUsedUp(fault)) return 0;
        throw fault;
      }
    }),
  );
  const done = outcomes.reduce<number>((sum, one) => sum + one, 0);
  return { done, left: await nodes[0]?.credits.balanceOf(accountId) };
};

type Step =
  | { readonly kind: "grant"; readonly amount: number }
  | { readonly kind: "reserve"; readonly amount: number }
  | { readonly kind: "settle"; readonly used: number }
  | { readonly kind: "refund" }
  | { readonly kind: "expire" };

const amount = fc.integer({ min: 1, max: 9 });
const stories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("grant" as const), amount }),
    fc.record({ kind: fc.constant("reserve" as const), amount }),
    fc.record({ kind: fc.constant("settle" as const), used: fc.integer({ min: 0, max: 12 }) }),
    fc.constant({ kind: "refund" as const }),
    fc.constant({ kind: "expire" as const }),
  ),
  { minLength: 3, maxLength: 30 },
);

/** One story under way, beside what its balance must be. */
const createStory = (
  { credits, clock }: Pick<ReturnType<typeof creditsOn>, "credits" | "clock">,
  accountId: string,
) => {
  let open: { readonly hold: CreditHold; readonly amount: number }[] = [];
  let balance = 0;
  let grants = 0;
  const grant = async (wanted: number): Promise<void> => {
    grants += 1;
    const one = { accountId, amount: wanted, reason: "test", key: `${accountId}-${grants}` };
    // The second one of a key does nothing.
    await credits.grant(one);
    await credits.grant(one);
    balance += wanted;
  };
  const reserve = async (wanted: number): Promise<void> => {
    const order = { accountId, amount: wanted, reason: "work" };
    const hold = await credits.reserve(order).catch((fault) => {
      if (isUsedUp(fault)) return undefined;
      throw fault;
    });
    const isIn = hold !== undefined;
    if (isIn !== wanted <= balance) throw new Error(`${wanted} was ${isIn ? "let in" : "refused"}`);
    if (hold === undefined) return;
    open.push({ hold, amount: wanted });
    balance -= wanted;
  };
  const end = async (used: number | undefined): Promise<void> => {
    const first = open.shift();
    if (first === undefined) return;
    await (used === undefined ? first.hold.refund() : first.hold.settle(used));
    balance = Math.max(0, balance + first.amount - (used ?? 0));
  };
  const expire = async (): Promise<void> => {
    clock.advance(600_000);
    await credits.expire();
    balance += open.reduce((sum, one) => sum + one.amount, 0);
    open = [];
  };
  return {
    balance: () => balance,
    take: (step: Step): Promise<void> => {
      if (step.kind === "grant") return grant(step.amount);
      if (step.kind === "reserve") return reserve(step.amount);
      if (step.kind === "expire") return expire();
      return end(step.kind === "settle" ? step.used : undefined);
    },
  };
};

/** P-038, P-089 on a store: a balance is the sum of its ledger, and never below nothing. */
export const checkLedger = async (store: Store, numRuns: number): Promise<void> => {
  const { credits, repository, clock } = creditsOn(store);
  await fc.assert(
    fc.asyncProperty(stories, async (steps) => {
      const accountId = await addAccount(store, clock);
      const story = createStory({ credits, clock }, accountId);
      for (const step of steps) {
        await story.take(step);
        const kept = await credits.balanceOf(accountId);
        const entries = await repository.entriesOf(accountId, 1_000);
        const sum = entries.reduce((total, one) => total + one.amount, 0);
        if (kept === story.balance() && sum === kept && kept >= 0) continue;
        throw new Error(`${step.kind}: ${kept}, ledger ${sum}, not ${story.balance()}`);
      }
    }),
    { numRuns },
  );
};

/**
 * What is read a page at a time is what is read at once, also where several entries are of one
 * instant and a page ends between them. Resolves with the ids of both.
 */
export const readBothWays = async (store: Store) => {
  const { repository, clock } = creditsOn(store);
  const accountId = await addAccount(store, clock);
  await Promise.all(
    Array.from({ length: 1_103 }, (_, index) =>
      repository.grant({
        id: crypto.randomUUID(),
        account_id: accountId,
        at: clock.now() + Math.floor(index / 7),
        kind: "grant",
        amount: 1,
        reason: "one of many",
        grant_key: null,
      }),
    ),
  );
  const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  return {
    atOnce: idsOf(await repository.entriesOf(accountId, 2_000)),
    inPages: idsOf(await repository.allOf(accountId)),
  };
};
