import { expect, it } from "vitest";
import { AppError } from "#core";
import { isUniqueViolation } from "#store";
import { sql } from "#vendor/kysely";
import { failureOf, type Get, ids, insert, row, type Tables, write } from "./notes.ts";

/** All or nothing. */
export const atomicityCases = (store: Get): void => {
  it("DB-01: a transaction is all or nothing", async () => {
    const broken = store().transaction<Tables, void>(async (tx) => {
      await tx.insertInto("note").values(row("a")).execute();
      throw new TypeError("changed my mind");
    });
    await expect(broken).rejects.toThrow(new TypeError("changed my mind"));
    expect(await ids(store())).toEqual([]);
    const kept = await store().transaction<Tables, number>(async (tx) => {
      await tx
        .insertInto("note")
        .values([row("a"), row("b")])
        .execute();
      return (await tx.selectFrom("note").select("id").execute()).length;
    });
    expect(kept).toBe(2);
    expect(await ids(store())).toEqual(["a", "b"]);
  });

  it("DB-01: a transaction is not seen before it is committed, and at once after", async () => {
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: inside, resolve: isInside } = Promise.withResolvers<void>();
    const running = store().transaction<Tables, void>(async (tx) => {
      await tx.insertInto("note").values(row("a")).execute();
      isInside();
      await mayEnd;
    });
    await inside;
    expect(await ids(store())).toEqual([]);
    end();
    await running;
    expect(await ids(store())).toEqual(["a"]);
  });

  it("DB-01: a failed statement loses the transaction even when it is caught", async () => {
    await insert(store(), "a");
    const running = store().transaction<Tables, void>(async (tx) => {
      await tx.insertInto("note").values(row("b")).execute();
      await tx
        .insertInto("note")
        .values(row("a"))
        .execute()
        .catch(() => undefined);
    });
    expect(isUniqueViolation(await failureOf(running))).toBe(true);
    expect(await ids(store())).toEqual(["a"]);
  });
};

/** In effect alone. */
export const isolationCases = (store: Get): void => {
  it("DB-01: of two transactions that check and consume, one wins", async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `token-${round}`;
      await insert(store(), id);
      const consume = () =>
        store().transaction<Tables, boolean>(async (tx) => {
          const token = await tx
            .selectFrom("note")
            .select("done")
            .where("id", "=", id)
            .executeTakeFirstOrThrow();
          if (token.done === 1) {
            return false;
          }
          await tx.updateTable("note").set({ done: 1 }).where("id", "=", id).execute();
          return true;
        });
      const wins = await Promise.all([consume(), consume(), consume()]);
      expect(wins.filter(Boolean)).toHaveLength(1);
    }
  });

  it("DB-01: an invariant over several rows holds between transactions", async () => {
    const limit = 5;
    const addIfRoom = (id: string) =>
      store().transaction<Tables, boolean>(async (tx) => {
        const rows = await tx.selectFrom("note").select("id").execute();
        if (rows.length >= limit) {
          return false;
        }
        await tx.insertInto("note").values(row(id)).execute();
        return true;
      });
    const added = await Promise.all(Array.from({ length: 8 }, (_, n) => addIfRoom(`n${n}`)));
    expect(added.filter(Boolean)).toHaveLength(limit);
    expect(await ids(store())).toHaveLength(limit);
  });
};

/** Many at once. */
export const crowdCases = (store: Get): void => {
  it("DB-05: fifty writers at once are all durable, in a fresh connection too", async () => {
    const wanted = Array.from({ length: 50 }, (_, n) => `w${String(n).padStart(2, "0")}`);
    await Promise.all(
      wanted.map((id, n) =>
        n % 2 === 0
          ? insert(store(), id)
          : store().transaction<Tables, unknown>((tx) =>
              tx.insertInto("note").values(row(id)).execute(),
            ),
      ),
    );
    expect(await ids(store())).toEqual(wanted);
  });

  it("DB-05: those who fail do not take their neighbours along", async () => {
    await insert(store(), "taken");
    const tries = Array.from({ length: 30 }, (_, n) => {
      const id = `n${String(n).padStart(2, "0")}`;
      switch (n % 3) {
        case 0:
          return insert(store(), id);
        case 1:
          return insert(store(), "taken");
        default:
          return store().transaction<Tables, void>(async (tx) => {
            await tx.insertInto("note").values(row(id)).execute();
            await tx.insertInto("note").values(row("taken")).execute();
          });
      }
    });
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.map((outcome) => outcome.status === "fulfilled")).toEqual(
      tries.map((_, n) => n % 3 === 0),
    );
    const wanted = Array.from({ length: 10 }, (_, n) => `n${String(3 * n).padStart(2, "0")}`);
    expect(await ids(store())).toEqual([...wanted, "taken"]);
  });

  it("P-022: after any mix of success, failure and abandoned work nothing is checked out", async () => {
    const works = Array.from({ length: 40 }, (_, n) =>
      store().transaction<Tables, void>(async (tx) => {
        const inserted = tx
          .insertInto("note")
          .values(row(`n${n}`))
          .execute();
        inserted.catch(() => undefined);
        if (n % 4 === 1) {
          throw new Error("aborted with a statement under way");
        }
        await inserted;
        if (n % 4 === 2) {
          await sql`select nonsense from nowhere`.execute(tx);
        }
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    const { poolStatus } = await store().health();
    expect(poolStatus.checkedOut).toBe(0);
    expect(await ids(store())).toHaveLength(20);
  });
};

/** How transactions end. */
export const endingCases = (store: Get): void => {
  it("a transaction is closed when its work has ended", async () => {
    let late: (() => Promise<unknown>) | undefined;
    await store().transaction<Tables, void>(async (tx) => {
      late = () => tx.insertInto("note").values(row("late")).execute();
    });
    expect((await failureOf(late?.() ?? Promise.resolve())).code).toBe("SERVICE_UNAVAILABLE");
    expect(await ids(store())).toEqual([]);
  });

  it("SQL that would end somebody's transaction is refused", async () => {
    const neighbour = insert(store(), "a");
    await failureOf(sql`commit`.execute(write(store())));
    await neighbour;
    const rogue = store().transaction<Tables, void>(async (tx) => {
      await tx.insertInto("note").values(row("b")).execute();
      await sql` ROLLBACK`.execute(tx);
    });
    await failureOf(rogue);
    expect(await ids(store())).toEqual(["a"]);
  });

  it("Kysely's own transactions are refused: they would bypass the store's", async () => {
    const bypass = write(store())
      .transaction()
      .execute((tx) => tx.insertInto("note").values(row("a")).execute());
    await expect(bypass).rejects.toBeInstanceOf(AppError);
    expect(await ids(store())).toEqual([]);
  });
};
