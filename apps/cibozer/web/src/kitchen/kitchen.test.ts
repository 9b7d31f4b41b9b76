import { describe, expect, test } from "vitest";
import { createKitchen } from "./kitchen.ts";
import type { KitchenQuestion } from "./messages.ts";

/** Stands for the browser's Worker, which Node does not have; it answers when told to. */
const createStage = () => {
  const workers: {
    readonly target: EventTarget;
    readonly asked: KitchenQuestion[];
    ended: boolean;
  }[] = [];
  const open = (): Worker => {
    const target = new EventTarget();
    const worker = { target, asked: [] as KitchenQuestion[], ended: false };
    workers.push(worker);
    return Object.assign(target, {
      postMessage: (question: KitchenQuestion) => worker.asked.push(question),
      terminate: () => {
        worker.ended = true;
      },
    }) as unknown as Worker;
  };
  const tell = (index: number, data: unknown) =>
    workers[index]?.target.dispatchEvent(new MessageEvent("message", { data }));
  return { open, workers, tell };
};

describe("the planner's worker", () => {
  test("MEAL-01: opens at the first question and ties answers to questions in any order", async () => {
    const stage = createStage();
    const kitchen = createKitchen(stage.open);
    expect(stage.workers).toHaveLength(0);
    const first = kitchen.recipe("a");
    const second = kitchen.recipe("b");
    expect(stage.workers).toHaveLength(1);
    const [one, two] = stage.workers[0]?.asked ?? [];
    stage.tell(0, { id: two?.id, ok: true, value: null });
    stage.tell(0, { id: one?.id, ok: true, value: { name: "a" } });
    expect(await second).toBeNull();
    expect(await first).toEqual({ name: "a" });
  });

  test("MEAL-01: a worker that breaks fails what waits, and the next question gets a new one", async () => {
    const stage = createStage();
    const kitchen = createKitchen(stage.open);
    const lost = kitchen.larder();
    stage.workers[0]?.target.dispatchEvent(new Event("error"));
    await expect(lost).rejects.toThrow("the planner stopped");
    expect(stage.workers[0]?.ended).toBe(true);
    const again = kitchen.larder();
    const question = stage.workers[1]?.asked[0];
    stage.tell(1, { id: question?.id, ok: true, value: { foods: [], cuisines: {} } });
    expect(await again).toEqual({ foods: [], cuisines: {} });
  });

  test("MEAL-01: a refusal of the worker is an error of that question alone", async () => {
    const stage = createStage();
    const kitchen = createKitchen(stage.open);
    const bad = kitchen.recipe("x");
    stage.tell(0, { id: stage.workers[0]?.asked[0]?.id, ok: false, message: "kcal too low" });
    await expect(bad).rejects.toThrow("kcal too low");
  });
});
