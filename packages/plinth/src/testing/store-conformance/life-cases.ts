import { expect, it } from "vitest";
import { createMigrator, type Store, type StoreLimits } from "#store";
import { failureOf, ids, insert, noteMigration, row, type Tables } from "./notes.ts";

/** A store on a database of its own, and what the suite needs to do to it from outside. */
export interface ConformanceSubject {
  readonly store: Store;
  /** Closes the store and opens the same database again, perhaps with other limits. */
  readonly reopen: (limits?: Partial<StoreLimits>) => Promise<Store>;
  /** Takes the database away under the open store. */
  readonly takeAway: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Opening, losing and closing. */
export const lifeCases = (subject: () => ConformanceSubject): void => {
  it("DB-01: what was answered is there after closing and opening again", async () => {
    await insert(subject().store, "a");
    const again = await subject().reopen();
    expect(await ids(again)).toEqual(["a"]);
    expect(await createMigrator(again, [noteMigration]).up()).toEqual([]);
  });

  it("HLT-04: health passes while the database answers and fails when it is gone", async () => {
    const { store, takeAway } = subject();
    const before = await store.health();
    expect(before).toMatchObject({ status: "healthy", connectionTest: "passed" });
    expect(before.poolStatus.size).toBeGreaterThan(0);
    await takeAway();
    expect(await store.health()).toMatchObject({ status: "unhealthy", connectionTest: "failed" });
    await failureOf(store.ping());
    await failureOf(insert(store, "a"));
  });

  it("a transaction that stalls is rolled back, its caller told, and the next one served", async () => {
    const store = await subject().reopen({ transactionStallMs: 50 });
    const { promise: never } = Promise.withResolvers<void>();
    const stalled = store.transaction<Tables, void>(async (tx) => {
      await tx.insertInto("note").values(row("a")).execute();
      await never;
    });
    const next = insert(store, "b");
    expect((await failureOf(stalled)).code).toBe("SERVICE_UNAVAILABLE");
    await next;
    expect(await ids(store)).toEqual(["b"]);
  });

  it("close waits for what was accepted, may be repeated, and ends the store", async () => {
    const { store, reopen } = subject();
    const accepted = insert(store, "a");
    await Promise.all([store.close(), store.close()]);
    await accepted;
    const late: readonly (() => Promise<unknown>)[] = [
      () => insert(store, "b"),
      () => ids(store),
      () => store.ping(),
      () => store.transaction(async () => 1),
    ];
    for (const attempt of late) {
      expect((await failureOf(attempt())).code).toBe("SERVICE_UNAVAILABLE");
    }
    expect((await store.health()).connectionTest).toBe("failed");
    expect(await ids(await reopen())).toEqual(["a"]);
  });
};
