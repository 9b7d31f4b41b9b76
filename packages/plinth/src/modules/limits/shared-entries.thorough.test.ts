import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import type { ListedAddress } from "#modules/contract";
import { createBackground } from "#services/background";
import { createLocalBroadcast, createLocalHub, type LocalHub } from "#services/broadcast";
import { createMigrator, openStore, type Store } from "#store";
import { createLogger } from "#telemetry";
import { limitMigrations } from "./migrations/index.ts";
import { createLimitRepository } from "./repository.ts";
import { createSharedEntries } from "./shared-entries.ts";

const clock = createManualClock();
const log = createLogger({
  level: "error",
  clock,
  component: "test",
  destination: { write: () => undefined },
});

const entry = (id: string, change: Partial<ListedAddress> = {}): ListedAddress => ({
  id: `00000000-0000-4000-8000-0000000000${id}`,
  range: "203.0.113.7",
  kind: "block",
  origin: "automatic",
  reason: "path.unknown",
  level: 1,
  from: clock.now(),
  until: clock.now() + 300_000,
  ...change,
});

describe("address lists over nodes", () => {
  let directory = "";
  let store: Store;
  let hub: LocalHub;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "plinth-entries-"));
    store = await openStore({ engine: { kind: "embedded", directory }, clock });
    await createMigrator(store, limitMigrations).up();
    hub = createLocalHub();
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A node with lists of its own over the one database. */
  const node = async (broadcast = hub.join(), repository = createLimitRepository(store)) => {
    let entries: readonly ListedAddress[] = [];
    const listeners: ((made: ListedAddress) => void)[] = [];
    const background = createBackground({ log });
    const faults: unknown[] = [];
    const shared = createSharedEntries({
      controls: () => ({
        entries: () => entries,
        replaceEntries: (next) => {
          entries = next;
        },
        onBlocked: (listener) => {
          listeners.push(listener);
        },
        suspicion: { points: {}, seconds: 300, blockMs: [], rememberedMs: 7 * 86_400_000 },
      }),
      repository,
      broadcast,
      background,
      clock,
      onFault: (fault) => faults.push(fault),
    });
    await shared.begin();
    return {
      shared,
      faults,
      settle: background.drain,
      ids: () => entries.map(({ id }) => id.slice(-2)),
      block: (made: ListedAddress) => {
        entries = [...entries, made];
        for (const listener of listeners) listener(made);
      },
    };
  };

  it("RL-13: a block of one node holds on the others with the hint, and is lifted with it", async () => {
    const [a, b] = [await node(), await node()];
    a.block(entry("01"));
    await a.settle();
    await b.settle();
    expect(b.ids()).toEqual(["01"]);
    expect(await b.shared.remove(entry("01").id)).toBe(true);
    await a.settle();
    expect(a.ids()).toEqual([]);
    expect(await b.shared.remove(entry("01").id)).toBe(false);
  });

  it("RL-13: a node that hears no hint agrees with the next look, which costs one read", async () => {
    const [a, deaf] = [await node(), await node(createLocalBroadcast())];
    await a.shared.add({ ...entry("02", { until: null }), madeBy: null });
    expect(deaf.ids()).toEqual([]);
    await deaf.shared.follow();
    expect(deaf.ids()).toEqual(["02"]);
    const before = store.stats().queries;
    await deaf.shared.follow();
    expect(store.stats().queries - before).toBe(1);
  });

  it("RL-13: a block holds on its node while the database is away, whatever else is read", async () => {
    const repository = createLimitRepository(store);
    let isDown = true;
    const a = await node(hub.join(), {
      ...repository,
      save: (made) => (isDown ? Promise.reject(new Error("away")) : repository.save(made)),
      revision: () => repository.revision(),
    });
    a.block(entry("03"));
    await a.settle();
    const b = await node();
    await b.shared.add({ ...entry("04"), madeBy: null });
    await a.settle();
    await a.shared.follow();
    await a.settle();
    expect(a.ids()).toEqual(["04", "03"]);
    expect(a.faults).toEqual([]);
    isDown = false;
    await a.shared.follow();
    await a.settle();
    await b.settle();
    expect(b.ids().toSorted()).toEqual(["03", "04"]);
  });

  it("RL-13: what an administrator decided stays, however many addresses are blocked after it", async () => {
    const repository = createLimitRepository(store);
    await repository.save({
      ...entry("06", { origin: "administrator", until: null }),
      madeBy: null,
    });
    const rows = Array.from({ length: 9_500 }, (_, index) => ({
      id: `00000000-0000-4000-8001-${String(index).padStart(12, "0")}`,
      address_range: `2001:db8:0:${index.toString(16)}::/64`,
      ...{ kind: "block", origin: "automatic", reason: "path.unknown", level: 1, made_by: null },
      ...{ starts_at: clock.now(), ends_at: clock.now() + 300_000 },
    }));
    for (let at = 0; at < rows.length; at += 500) {
      const some = rows.slice(at, at + 500);
      await store
        .write<{ address_entries: (typeof rows)[number] }>()
        .insertInto("address_entries")
        .values(some)
        .execute();
    }
    const found = await repository.entriesSince(clock.now());
    expect(found).toHaveLength(9_000);
    expect(found[0]?.origin).toBe("administrator");
    expect(found.at(-1)?.range).toBe(rows.at(-1)?.address_range);
    expect(found.map(({ id }) => id)).toEqual(found.map(({ id }) => id).toSorted());
  });

  it("PRIV-03: what ended is remembered for a week and removed then; makers can be forgotten", async () => {
    const repository = createLimitRepository(store);
    const maker = "00000000-0000-4000-8000-0000000000aa";
    await repository.save({ ...entry("05"), madeBy: maker });
    clock.advance(6 * 86_400_000);
    expect((await node()).ids()).toEqual(["05"]);
    expect(await repository.madeBy(maker)).toHaveLength(1);
    await repository.forgetMaker(maker);
    expect(await repository.madeBy(maker)).toEqual([]);
    clock.advance(2 * 86_400_000);
    expect((await node()).ids()).toEqual([]);
    await repository.forget(clock.now() - 7 * 86_400_000);
    expect(await repository.entriesSince(0)).toEqual([]);
  });
});
