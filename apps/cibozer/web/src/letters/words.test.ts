import type { ApiClient, ApiRequest } from "@plinth/console";
import { expect, it } from "vitest";
import type { SavedPlan } from "../api/plan-types.ts";
import { DishMoved, historyWith, homeWith, planWith, sendWords, type Words } from "./words.ts";

const soup = { id: "soup", title: "Soup" };
const meal = { date: "2026-11-20", slot: "dinner", recipe: soup, portion: 1 };
const had = (eaten: boolean): Words => ({ kind: "eaten", meal, eaten });
const note = (text: string): Words => ({
  kind: "note",
  plan: "p",
  place: { day: 0, slot: "dinner" },
  recipe: "soup",
  note: text,
});
const plan = {
  id: "p",
  days: [{ meals: [{ slot: "dinner", recipe: soup }] }],
  notes: [{ day: 0, slot: "dinner", text: "old" }],
} as unknown as SavedPlan;

it("UX-02: what is not sent yet shows, the newest word on each thing", () => {
  const home = { units: null, aisles: [], staples: [], stock: [] };
  const tastes = [{ recipe: "soup", rating: 2, never: false }];
  const rated: Words = { kind: "taste", recipe: "soup", taste: { rating: 5 } };
  expect(homeWith({ ...home, tastes }, [rated, had(true)]).tastes).toEqual([
    { recipe: "soup", rating: 5, never: false },
  ]);
  const part = { meals: [], earlier: null };
  expect(historyWith(part, [had(true)]).meals).toEqual([meal]);
  expect(historyWith(part, [had(true), had(false)]).meals).toEqual([]);
  expect(planWith(plan, [note("new")]).notes).toEqual([{ day: 0, slot: "dinner", text: "new" }]);
  expect(planWith(plan, [note("")]).notes).toEqual([]);
  expect(planWith({ ...plan, id: "q" }, [note("new")]).notes).toEqual(plan.notes);
});

it("DB-04: a note goes to the dish that it is about, under its key, or is told to have lost it", async () => {
  const calls: ApiRequest[] = [];
  const clientOf = (now: unknown) =>
    ({
      get: async () => now,
      request: async (call: ApiRequest) => {
        calls.push(call);
        return now;
      },
    }) as unknown as ApiClient;
  await sendWords(clientOf(plan), note("hot"), "k1");
  expect(calls).toEqual([
    {
      method: "PATCH",
      path: "/api/v1/plans/p",
      body: { day: 0, slot: "dinner", change: "note", note: "hot" },
      idempotencyKey: "k1",
    },
  ]);
  const changed = { ...plan, days: [{ meals: [{ slot: "dinner", recipe: { id: "stew" } }] }] };
  await expect(sendWords(clientOf(changed), note("hot"), "k2")).rejects.toThrow(DishMoved);
  expect(calls).toHaveLength(1);
});
