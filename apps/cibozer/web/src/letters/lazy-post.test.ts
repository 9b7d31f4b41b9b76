import { expect, it, vi } from "vitest";
import { joinWords } from "./join-words.ts";
import { createLazyPost } from "./lazy-post.ts";
import { createOutbox } from "./outbox.ts";
import { createMemoryShelf, createServer, refusalOf, rest } from "./shelf.test-support.ts";
import type { Words } from "./words.ts";

const ticked = (food: string): Words => ({ kind: "ticks", plan: "p", changes: { [food]: true } });

const createScene = (failures: number) => {
  const server = createServer<Words>([]);
  const seen: (readonly Words[])[] = [];
  let keys = 0;
  let loads = 0;
  const post = createLazyPost(
    async (onChange) => {
      loads += 1;
      if (loads <= failures) throw new TypeError("no network");
      await rest(5);
      return createOutbox<Words>({
        shelf: createMemoryShelf<Words>().shelf,
        send: server.send,
        refusalOf,
        isHere: () => true,
        join: joinWords,
        newKey: () => {
          keys += 1;
          return String(keys);
        },
        onChange,
        onRefused: () => undefined,
        onSentElsewhere: async () => undefined,
      });
    },
    ({ waiting }) => seen.push(waiting),
  );
  return { post, server, seen };
};
const sent = ({ server }: ReturnType<typeof createScene>) =>
  server.applied.map(({ words }) => words);

it("UX-02: what is told before its part has come shows at once, and goes with it", async () => {
  const scene = createScene(0);
  scene.post.open();
  scene.post.put(ticked("rice"));
  expect(scene.seen).toEqual([[ticked("rice")]]);
  await vi.waitFor(() => expect(sent(scene)).toEqual([ticked("rice")]), { timeout: 10_000 });
  scene.post.put(ticked("salt"));
  await vi.waitFor(() => expect(sent(scene)).toHaveLength(2), { timeout: 10_000 });
  expect(scene.seen.at(-1)).toEqual([]);
});

it("UX-02: where its part does not come it is asked for again, and nothing told is lost", async () => {
  const scene = createScene(1);
  scene.post.open();
  scene.post.put(ticked("rice"));
  await rest(20);
  expect(sent(scene)).toEqual([]);
  await scene.post.flush();
  expect(sent(scene)).toEqual([ticked("rice")]);
});

it("P-116: what was told to a page that has gone meanwhile is for nobody", async () => {
  const scene = createScene(0);
  scene.post.open();
  scene.post.put(ticked("rice"));
  scene.post.close();
  scene.post.put(ticked("salt"));
  await scene.post.flush();
  await rest(60);
  expect(sent(scene)).toEqual([]);
});
