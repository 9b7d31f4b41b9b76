import { afterEach, expect, it, vi } from "vitest";
import { withLetter } from "./letter.ts";
import { createShelf, type SharedShelf } from "./shelf.ts";

/** What the browser keeps: between reading and writing anything may happen. */
const createBox = () => {
  const texts = new Map<string, string>();
  const state = { isBroken: false, isGone: false };
  const change = async (name: string, work: (text: string | undefined) => string | undefined) => {
    if (state.isBroken) throw new Error("no storage");
    const before = texts.get(name);
    const after = work(before);
    await new Promise((resolve) => setImmediate(resolve));
    if (state.isGone) throw new Error("the database is closed");
    if (after === undefined) texts.delete(name);
    else texts.set(name, after);
  };
  return { texts, state, box: { change } };
};

const shelves: SharedShelf<string>[] = [];
afterEach(() => {
  for (const shelf of shelves.splice(0)) shelf.close();
});
const open = (
  owner: string,
  box: ReturnType<typeof createBox>["box"],
  onChanged: () => void = () => undefined,
) => {
  const shelf = createShelf<string>(owner, box, onChanged);
  shelves.push(shelf);
  return shelf;
};
const put = (shelf: SharedShelf<string>, key: string) =>
  shelf.change((letters) => withLetter(letters, { key, words: key }, () => undefined));
const keysOf = async (shelf: SharedShelf<string>) =>
  (await shelf.change((letters) => letters)).map(({ key }) => key);

it("P-116: of changes by two pages at once none is lost, and each hears of the other's", async () => {
  const { box } = createBox();
  const heard = vi.fn();
  const [one, two] = [open("ann", box), open("ann", box, heard)];
  await Promise.all([put(one, "a"), put(two, "b"), put(one, "c"), put(two, "d")]);
  expect((await keysOf(one)).toSorted()).toEqual(["a", "b", "c", "d"]);
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), { timeout: 10_000 });
});

it("P-116: of two that send one waits for the other", async () => {
  const { box } = createBox();
  const [one, two] = [open("ann", box), open("ann", box)];
  const order: string[] = [];
  const send = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([one.alone(send("page")), two.alone(send("worker"))]);
  expect(order).toEqual(["page begins", "page ends", "worker begins", "worker ends"]);
});

it("P-116: letters lie under the name of their person; nobody else finds them", async () => {
  const { box, texts } = createBox();
  await put(open("ann", box), "a");
  expect(await keysOf(open("bob", box))).toEqual([]);
  expect(await keysOf(open("ann", box))).toEqual(["a"]);
  expect([...texts.keys()]).toEqual(["letters ann"]);
});

it("UX-02: a browser that keeps nothing has them in memory, with what was there before", async () => {
  const { box, state } = createBox();
  const shelf = open("ann", box);
  await put(shelf, "a");
  state.isBroken = true;
  await put(shelf, "b");
  expect(await keysOf(shelf)).toEqual(["a", "b"]);
});

it("UX-12: a change that a sign-out overtakes brings nothing back", async () => {
  const { box, state, texts } = createBox();
  const shelf = open("ann", box);
  await put(shelf, "a");
  const late = put(shelf, "b");
  await Promise.resolve();
  texts.clear();
  state.isGone = true;
  shelf.forget();
  expect(await late).toEqual([]);
  state.isGone = false;
  expect(await keysOf(shelf)).toEqual([]);
  expect([...texts]).toEqual([]);
});
