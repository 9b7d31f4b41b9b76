import { expect, it } from "vitest";
import type { SavedPlan } from "../api/plan-types.ts";
import { historyWith, homeWith, planWith, ticksOf, type Words } from "./words.ts";

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

it("UX-02: ticks that wait show, the newest word on each food, and only on their own list", () => {
  const ticks = (of: string, changes: Record<string, boolean>): Words => ({
    kind: "ticks",
    plan: of,
    changes,
  });
  const waiting = [ticks("p", { rice: true, salt: true }), had(true), ticks("p", { salt: false })];
  expect(ticksOf("p", waiting)).toEqual({ rice: true, salt: false });
  expect(ticksOf("q", waiting)).toEqual({});
});
