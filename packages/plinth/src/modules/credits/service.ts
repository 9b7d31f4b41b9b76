import type { Clock, IdGenerator } from "#core";
import { creditErrors } from "./errors.ts";
import type { CreditEntry, CreditRepository, OpenTransaction } from "./repository.ts";

/** Credits to be added. */
export interface CreditGrant {
  readonly accountId: string;
  /** A whole number above 0. */
  readonly amount: number;
  /** For people, such as "Pro, March". */
  readonly reason: string;
  /** Grants of one key are one, whoever repeats them. */
  readonly key: string;
}

/** What work costs. */
export interface CreditOrder {
  readonly accountId: string;
  /** A whole number from 0 on. */
  readonly amount: number;
  /** For people, such as "a plan of 30 days". */
  readonly reason: string;
  /** For how long it is held without a word, in milliseconds: then it is given back. Default 10 minutes. */
  readonly leaseMs?: number;
}

/** Credits that are held for work. One of `settle` and `refund` is called; further calls do nothing. */
export interface CreditHold {
  /** Keeps what was truly used; all that was held where nothing is said. */
  readonly settle: (used?: number) => Promise<void>;
  readonly refund: () => Promise<void>;
}

/** Credits of accounts: reserved before work, settled after it, given back where it failed (QB-06). */
export interface Credits {
  readonly balanceOf: (accountId: string) => Promise<number>;
  /** The last 100 lines, newest first. */
  readonly entriesOf: (accountId: string) => Promise<readonly CreditEntry[]>;
  /**
   * Adds credits; false where the key was used before. With `tx` it is part of that transaction.
   * @throws {RangeError} for an amount that is no whole number above 0.
   */
  readonly grant: (grant: CreditGrant, tx?: OpenTransaction) => Promise<boolean>;
  /**
   * Holds credits for work.
   * @throws {AppError} CREDITS_USED_UP where fewer are left: nothing was written.
   * @throws {RangeError} for an amount that is no whole number from 0 on.
   */
  readonly reserve: (order: CreditOrder) => Promise<CreditHold>;
  /**
   * Does work for credits: holds them before it, keeps them when it is done, gives them back when it
   * fails. `used` says what it truly cost, where that is known only afterwards.
   */
  readonly spend: <T>(
    order: CreditOrder,
    work: () => Promise<T>,
    used?: (result: T) => number,
  ) => Promise<T>;
  /** Gives back what nobody ended in time; tells how many holds. */
  readonly expire: () => Promise<number>;
}

const LEASE_MS = 600_000;
const SHOWN = 100;

const requireCount = (value: number, least: number): void => {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`credits are a whole number from ${least} on`);
};

/** Builds the service. */
export const createCredits = (parts: {
  readonly repository: CreditRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Credits => {
  const { repository, clock, newId } = parts;

  const reserve: Credits["reserve"] = async (order) => {
    const { accountId, amount, reason, leaseMs = LEASE_MS } = order;
    requireCount(amount, 0);
    const now = clock.now();
    const hold = { id: newId(), account_id: accountId, amount, reason, expires_at: now + leaseMs };
    // Work that costs nothing needs no balance, which an account without a grant does not have.
    if (amount > 0 && !(await repository.hold(hold, newId(), now))) {
      const left = await repository.balanceOf(accountId);
      throw creditErrors.make.CREDITS_USED_UP({
        detail: `It costs ${amount} credits, and ${left} are left.`,
        extra: { needed: amount, left },
      });
    }
    let isOver = false;
    const once = async (work: () => Promise<unknown>): Promise<void> => {
      if (isOver) return;
      isOver = true;
      await work();
    };
    return {
      settle: (used = amount) => {
        requireCount(used, 0);
        return once(async () => {
          if (amount + used > 0) await repository.settle(hold, used, newId(), clock.now());
        });
      },
      refund: () => once(() => repository.refund(hold.id, newId(), clock.now())),
    };
  };

  return {
    balanceOf: repository.balanceOf,
    entriesOf: (accountId) => repository.entriesOf(accountId, SHOWN),
    grant: ({ accountId, amount, reason, key }, tx) => {
      requireCount(amount, 1);
      const entry = { id: newId(), account_id: accountId, at: clock.now(), amount, reason };
      return repository.grant({ ...entry, kind: "grant", grant_key: key }, tx);
    },
    reserve,
    spend: async (order, work, used) => {
      const hold = await reserve(order);
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work();
      } catch (fault) {
        await hold.refund();
        throw fault;
      }
      await hold.settle(used?.(result));
      return result;
    },
    expire: async () => {
      let count = 0;
      for (const id of await repository.expired(clock.now())) {
        if (await repository.refund(id, newId(), clock.now())) count += 1;
      }
      return count;
    },
  };
};
