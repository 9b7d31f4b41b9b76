import { expect, it } from "vitest";
import { createManualClock } from "#core";
import { createDegradation, createDependencies } from "#resilience";
import { createLocalHub } from "#services/broadcast";
import type { Order, OrderRepository } from "./repository.ts";
import { createSharedOrders } from "./shared-orders.ts";

/** One table, as every node has it. */
const createTable = (): OrderRepository & { readonly rows: Map<string, Order> } => {
  const rows = new Map<string, Order>();
  const rowOf = (name: string): Order => rows.get(name) ?? { name, mode: null, resets: 0 };
  return {
    rows,
    all: async () => [...rows.values()],
    setMode: async (name, mode) => void rows.set(name, { ...rowOf(name), mode }),
    addReset: async (name) => {
      const row = rowOf(name);
      rows.set(name, { ...row, resets: row.resets + 1 });
    },
  };
};

const createNode = (repository: OrderRepository, hub = createLocalHub()) => {
  const clock = createManualClock();
  const degradation = createDegradation();
  const { startTimer } = clock;
  const dependencies = createDependencies({ clock, startTimer, jitter: () => 0, degradation });
  const mail = dependencies.declare({
    name: "mail",
    title: "Mail",
    limitMs: 1_000,
    whileDegraded: "Later.",
  });
  const pending: Promise<unknown>[] = [];
  const orders = createSharedOrders({
    dependencies,
    degradation,
    repository,
    broadcast: hub.join(),
    background: { run: (_name, work) => pending.push(work()) > 0 },
    clock,
    onFault: (fault) => {
      throw fault;
    },
  });
  const cut = async () => {
    for (let call = 0; call < 5; call += 1) {
      await mail.call(() => Promise.reject(new Error("down"))).catch(() => undefined);
    }
  };
  const settle = () => Promise.all(pending);
  return { degradation, dependencies, orders, cut, settle };
};

it("RES-03: a mode that one node is told holds on the others, and after a restart", async () => {
  const table = createTable();
  const hub = createLocalHub();
  const [one, other] = [createNode(table, hub), createNode(table, hub)];
  await Promise.all([one.orders.begin(), other.orders.begin()]);
  await one.orders.setMode("mail", "off");
  await other.settle();
  expect([one.degradation.summary(), other.degradation.summary()]).toEqual([
    "mail;mode=off",
    "mail;mode=off",
  ]);
  // Rows of what is not declared any more do no harm.
  await table.setMode("gone", "off", 0);
  const restarted = createNode(table);
  await restarted.orders.begin();
  expect(restarted.degradation.summary()).toBe("mail;mode=off");
  await restarted.orders.setMode("mail", undefined);
  // This one heard no hint: it finds out when it looks.
  await one.orders.follow();
  expect(one.degradation.summary()).toBe("");
});

it("RES-01: closing a breaker by hand closes it on all nodes, once", async () => {
  const table = createTable();
  const hub = createLocalHub();
  const [one, other] = [createNode(table, hub), createNode(table, hub)];
  await Promise.all([one.orders.begin(), other.orders.begin()]);
  await Promise.all([one.cut(), other.cut()]);
  await one.orders.reset("mail");
  await other.settle();
  const statusOf = (node: typeof one) => node.dependencies.list().map(({ status }) => status);
  expect([statusOf(one), statusOf(other)]).toEqual([["closed"], ["closed"]]);
  await other.cut();
  await other.orders.follow();
  expect(statusOf(other)).toEqual(["open"]);
});
