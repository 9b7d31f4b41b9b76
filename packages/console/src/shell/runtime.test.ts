import { MutationObserver, notifyManager } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { createRuntime } from "./runtime.tsx";

test("UX-04: a button is busy before the second half of a double click", async () => {
  const { queries } = createRuntime();
  const action = new MutationObserver(queries, { mutationFn: () => Promise.resolve() });
  let isTold = false;
  // As useMutation listens.
  action.subscribe(
    notifyManager.batchCalls(() => {
      isTold = true;
    }),
  );
  // The soonest at which the browser could hand out another event.
  const nextEvent = new Promise((resolve) => setTimeout(resolve, 0));
  const done = action.mutate();
  await nextEvent;
  expect(isTold).toBe(true);
  await done;
});
