import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { joinWords } from "./join-words.ts";
import { type Letters, withLetter } from "./letter.ts";
import { createOutbox } from "./outbox.ts";
import { sendLetters } from "./sending.ts";
import {
  createMemoryShelf,
  createServer,
  type Fault,
  refusalOf,
  rest,
} from "./shelf.test-support.ts";
import { ticksOf, type Words } from "./words.ts";

const meal = (date: string) => ({
  date,
  slot: "dinner",
  recipe: { id: "soup", title: "Soup" },
  portion: 1,
});

type Told = { readonly about: string; readonly says: number };
const join = (older: Told, newer: Told) => (older.about === newer.about ? newer : undefined);

/** A browser with pages and a worker, before a server. */
const createPhone = <T>(
  server: ReturnType<typeof createServer<T>>,
  joined: (older: T, newer: T) => T | undefined,
) => {
  const { shelf, lying, hold } = createMemoryShelf<T>();
  const state = { isHere: true, isLoadable: true, keys: 0 };
  const refused: T[] = [];
  const createPage = () => {
    const seen = {
      waiting: [] as readonly T[],
      kept: [] as readonly T[],
      isStuck: false,
      isRead: false,
      elsewhere: 0,
    };
    const outbox = createOutbox<T>({
      shelf,
      load: async () => {
        if (!state.isLoadable) throw new TypeError("no network");
        return {
          send: server.send,
          refusalOf,
          onRefused: (letters) => refused.push(...letters.map(({ words }) => words)),
        };
      },
      isHere: () => state.isHere,
      join: joined,
      newKey: () => {
        state.keys += 1;
        return String(state.keys);
      },
      onChange: (shown) => Object.assign(seen, shown),
      onSentElsewhere: async () => {
        seen.elsewhere += 1;
      },
    });
    /** As a page does that rests at once. */
    const open = async (): Promise<void> => {
      await outbox.open();
      await outbox.flush();
    };
    return { ...outbox, open, begin: outbox.open, seen };
  };
  /** The worker keeps what a page had no time to. */
  const take = (letters: Letters<T>) =>
    shelf.change((all) => letters.reduce((kept, one) => withLetter(kept, one, joined), all));
  /** The browser wakes the worker. */
  const wake = () =>
    sendLetters({ shelf, send: server.send, refusalOf, isHere: () => state.isHere });
  return { createPage, take, wake, lying, hold, refused, state };
};

const step = fc.record({
  about: fc.constantFrom("soup", "stew", "note"),
  page: fc.nat(1),
  pause: fc.integer({ min: 0, max: 12 }),
  next: fc.constantFrom("nothing", "nothing", "the page is closed", "the worker wakes"),
});
const faultsOf = fc.array(fc.constantFrom<Fault>("none", "question", "answer", "refused"), {
  maxLength: 20,
});

it("UX-02, P-116: what two pages and the worker send arrives once and in order, the last word on everything, whatever is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), faultsOf, async (steps, faults) => {
      const server = createServer<Told>(faults);
      const phone = createPhone(server, join);
      const pages = [phone.createPage(), phone.createPage()];
      for (const page of pages) await page.open();
      const told: Told[] = [];
      for (const [says, { about, page, pause, next }] of steps.entries()) {
        const words = { about, says };
        told.push(words);
        pages[page]?.put(words);
        await rest(pause);
        if (next === "the worker wakes") void phone.wake();
        if (next !== "the page is closed") continue;
        // All that was put has come to be kept before the page goes.
        await rest(40);
        pages[page]?.close();
        const another = phone.createPage();
        pages[page] = another;
        await another.open();
      }
      for (let n = 0; n <= faults.length; n += 1) {
        await rest(60);
        await phone.wake();
      }
      await rest(100);
      for (const page of pages) {
        await page.look();
        expect(page.seen.waiting).toEqual([]);
      }
      expect(phone.lying()).toEqual([]);
      const keys = server.applied.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      const order = server.applied.map(({ words }) => words.says);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      const ended = [...server.applied.map(({ words }) => words), ...phone.refused];
      for (const about of ["soup", "stew", "note"]) {
        const last = told.findLast((words) => words.about === about);
        if (last !== undefined) expect(ended).toContainEqual(last);
      }
    }),
    { numRuns: 300 },
  );
});

const tick = fc.record({
  plan: fc.constantFrom("week", "day"),
  food: fc.constantFrom("salt", "rice", "eggs", "kale"),
  done: fc.boolean(),
  pause: fc.integer({ min: 0, max: 9 }),
  wakes: fc.boolean(),
});
const losses = fc.array(fc.constantFrom<Fault>("none", "question", "answer"), { maxLength: 25 });

/** What is in the basket once all that arrived was done. */
const basketOf = ({ applied }: ReturnType<typeof createServer<Words>>) => {
  const basket = new Map<string, boolean>();
  for (const { words } of applied) {
    if (words.kind !== "ticks") throw new Error("only ticks were told");
    for (const [food, done] of Object.entries(words.changes)) {
      basket.set(`${words.plan} ${food}`, done);
    }
  }
  return basket;
};

it("P-116: the basket ends as it was ticked last, whoever sends it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tick, { maxLength: 25 }), losses, async (ticks, lost) => {
      const server = createServer<Words>(lost);
      const phone = createPhone(server, joinWords);
      const page = phone.createPage();
      await page.open();
      const want = new Map<string, boolean>();
      for (const { plan, food, done, pause, wakes } of ticks) {
        page.put({ kind: "ticks", plan, changes: { [food]: done } });
        want.set(`${plan} ${food}`, done);
        await rest(pause);
        if (wakes) void phone.wake();
      }
      for (let n = 0; n <= lost.length; n += 1) {
        await rest(60);
        await page.flush();
      }
      expect(basketOf(server)).toEqual(want);
      expect(page.seen.waiting).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it("UX-02, P-116: a page may go at any moment: what it had no time to keep the worker keeps, and the next page sends", async () => {
  const going = fc.tuple(tick, fc.constantFrom("stays", "is closed", "goes on unseen"));
  await fc.assert(
    fc.asyncProperty(fc.array(going, { maxLength: 25 }), losses, async (steps, lost) => {
      const server = createServer<Words>(lost);
      const phone = createPhone(server, joinWords);
      let page = phone.createPage();
      await page.open();
      const want = new Map<string, boolean>();
      for (const [{ plan, food, done, pause, wakes }, end] of steps) {
        page.put({ kind: "ticks", plan, changes: { [food]: done } });
        want.set(`${plan} ${food}`, done);
        await rest(pause);
        if (wakes) void phone.wake();
        if (end === "stays") continue;
        const letters = page.unkept();
        if (end === "is closed") page.close();
        void phone.take(letters);
        page = phone.createPage();
        await page.begin();
        // What shows from the beginning is what was told last.
        const shown = { ...ticksOf("week", page.seen.waiting) };
        for (const [name, isDone] of Object.entries(shown)) {
          expect(isDone).toBe(want.get(`week ${name}`));
        }
        void page.flush();
      }
      for (let n = 0; n <= lost.length; n += 1) {
        await rest(60);
        await page.flush();
      }
      expect(basketOf(server)).toEqual(want);
      expect(phone.lying()).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("UX-02: what waits shows before anything that sends is there, and what is told is kept without it", async () => {
  const server = createServer<Told>(["question"]);
  const phone = createPhone(server, join);
  const before = phone.createPage();
  await before.open();
  before.put({ about: "soup", says: 1 });
  await rest(60);
  before.close();
  phone.state.isLoadable = false;
  const page = phone.createPage();
  expect(page.seen.isRead).toBe(false);
  await page.begin();
  expect(page.seen).toMatchObject({ isRead: true, waiting: [{ says: 1 }], kept: [{ says: 1 }] });
  page.put({ about: "stew", says: 2 });
  expect(page.seen).toMatchObject({ waiting: [{ says: 1 }, { says: 2 }], kept: [{ says: 1 }] });
  expect(page.unkept()).toMatchObject([{ words: { says: 2 } }]);
  await rest(60);
  expect(page.seen).toMatchObject({ kept: [{ says: 1 }, { says: 2 }], isStuck: true });
  expect(page.unkept()).toEqual([]);
  phone.state.isLoadable = true;
  await page.flush();
  expect(server.applied.map(({ words }) => words.says)).toEqual([1, 2]);
  expect(page.seen).toMatchObject({ waiting: [], isStuck: false });
});

it("P-116: what a page kept after all, and gave to the worker too, lies there once", async () => {
  const phone = createPhone(createServer<Told>(["question"]), join);
  const page = phone.createPage();
  await page.open();
  page.put({ about: "soup", says: 1 });
  const letters = page.unkept();
  await rest(60);
  expect(await phone.take(letters)).toMatchObject([{ words: { says: 1 }, isBegun: true }]);
});

it("of two about the same that have not left the newer one is enough; ticks of a list go together, and nothing else does", async () => {
  const server = createServer<Words>(["question"]);
  const phone = createPhone(server, joinWords);
  const page = phone.createPage();
  await page.open();
  page.put({ kind: "eaten", meal: meal("2026-11-20"), eaten: true });
  await rest(60);
  const had = (eaten: boolean): Words => ({ kind: "eaten", meal: meal("2026-11-21"), eaten });
  const ticked = (changes: Record<string, boolean>): Words => ({
    kind: "ticks",
    plan: "p",
    changes,
  });
  for (const words of [had(true), ticked({ rice: true, salt: true }), had(false)]) page.put(words);
  page.put(ticked({ salt: false }));
  page.put({ kind: "ticks", plan: "q", changes: { rice: true } });
  await page.flush();
  await rest(60);
  expect(server.applied.map(({ words }) => words)).toEqual([
    { kind: "eaten", meal: meal("2026-11-20"), eaten: true },
    had(false),
    ticked({ rice: true, salt: false }),
    { kind: "ticks", plan: "q", changes: { rice: true } },
  ]);
});

it("what has left goes again, also where a newer word waits: it may arrive late, and must not come last", async () => {
  const server = createServer<Told>(["question"]);
  const page = createPhone(server, join).createPage();
  await page.open();
  page.put({ about: "soup", says: 1 });
  await rest(60);
  expect(page.seen.isStuck).toBe(true);
  page.put({ about: "soup", says: 2 });
  await page.flush();
  await rest(60);
  expect(server.applied.map(({ words }) => words.says)).toEqual([1, 2]);
  expect(page.seen).toMatchObject({ waiting: [], isStuck: false });
});

/** The answer is lost, another device has its say, and this one sends again. */
const overtaken = async (knowsKeys: boolean) => {
  const server = createServer<Told>(["answer"], knowsKeys);
  const phone = createPhone(server, join);
  const page = phone.createPage();
  await page.open();
  page.put({ about: "rice", says: 1 });
  await rest(60);
  server.applied.push({ key: "other device", words: { about: "rice", says: 2 } });
  await phone.wake();
  return server.applied.at(-1)?.words.says;
};

it("P-116: what is sent again does not undo what another device did; without keys it would", async () => {
  expect(await overtaken(true)).toBe(2);
  expect(await overtaken(false)).toBe(1);
});

it("P-116, UX-12: after its person has gone, or the page was closed, nothing is sent or kept", async () => {
  for (const end of ["signed out", "closed"] as const) {
    const server = createServer<Told>(["question"]);
    const phone = createPhone(server, join);
    const page = phone.createPage();
    await page.open();
    page.put({ about: "soup", says: 1 });
    await rest(60);
    const before = phone.lying();
    if (end === "closed") page.close();
    else phone.state.isHere = false;
    page.put({ about: "stew", says: 2 });
    await page.flush();
    await page.look();
    if (end === "signed out") expect(await phone.wake()).toBe("ended");
    await rest(60);
    expect(server.calls()).toBe(1);
    expect(phone.lying()).toEqual(before);
  }
});

it("P-116: whoever goes while a letter is on its way leaves the rest unsent, and nothing is written for them", async () => {
  const server = createServer<Told>(["question", "question"]);
  const phone = createPhone(server, join);
  const page = phone.createPage();
  await page.open();
  for (const about of ["soup", "stew"]) page.put({ about, says: 1 });
  await rest(60);
  const waking = phone.wake();
  // It has left, and is not answered yet.
  while (server.calls() === 2) await rest(1);
  phone.state.isHere = false;
  const before = phone.lying();
  expect(await waking).toBe("ended");
  expect(server.calls()).toBe(3);
  expect(phone.lying()).toEqual(before);
});

it("UX-02: what the worker could not have taken is told once, by the page that comes next", async () => {
  const server = createServer<Told>(["question", "question", "refused"]);
  const phone = createPhone(server, join);
  const page = phone.createPage();
  await page.open();
  page.put({ about: "soup", says: 1 });
  page.put({ about: "stew", says: 2 });
  await rest(60);
  page.close();
  expect(await phone.wake()).toBe("sent");
  // It stands in nobody's way, is not tried again, and is not lost either.
  expect(server.applied.map(({ words }) => words.says)).toEqual([2]);
  expect(await phone.wake()).toBe("sent");
  expect(server.calls()).toBe(4);
  expect(phone.refused).toEqual([]);
  const pages = [phone.createPage(), phone.createPage()];
  await Promise.all(pages.map((one) => one.open()));
  await rest(60);
  expect(phone.refused).toEqual([{ about: "soup", says: 1 }]);
  expect(phone.lying()).toEqual([]);
});

it("UX-02: what the worker has sent shows until its effect does", async () => {
  const server = createServer<Told>(["question"]);
  const phone = createPhone(server, join);
  const page = phone.createPage();
  await page.open();
  page.put({ about: "soup", says: 1 });
  await rest(60);
  await phone.wake();
  expect(page.seen).toMatchObject({ waiting: [{ about: "soup", says: 1 }], elsewhere: 0 });
  await page.look();
  expect(page.seen).toMatchObject({ waiting: [], elsewhere: 1 });
  await page.look();
  expect(page.seen.elsewhere).toBe(1);
});

it("UX-02: what is told shows at once, and counts as kept when it lies where the next page finds it", async () => {
  const phone = createPhone(createServer<Told>(["question"]), join);
  const page = phone.createPage();
  await page.open();
  page.put({ about: "soup", says: 1 });
  await rest(60);
  const letGo = phone.hold();
  page.put({ about: "stew", says: 2 });
  await rest(60);
  expect(page.seen).toMatchObject({ waiting: [{ says: 1 }, { says: 2 }], isStuck: true });
  expect(page.seen.kept).toEqual([{ about: "soup", says: 1 }]);
  expect(phone.lying().map(({ words }) => words)).toEqual(page.seen.kept);
  letGo();
  await vi.waitFor(() => expect(page.seen.waiting).toEqual([]), { timeout: 10_000 });
});
