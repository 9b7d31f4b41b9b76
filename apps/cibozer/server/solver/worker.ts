import { parentPort } from "node:worker_threads";
import {
  createPlanner,
  loadPlannerData,
  normaliseRequest,
  type Planner,
  UnknownMealError,
} from "#core";
import type { SolverAnswer, SolverCall, SolverTask } from "./messages.ts";

const run = (planner: Planner, task: SolverTask) => {
  switch (task.kind) {
    case "plan":
      return planner.plan(task.request);
    case "swap":
      return planner.swap(task.plan, task.input);
    case "resolve":
      return planner.resolve(task.plan, task.input);
    case "groceries":
      return planner.groceries(task.plan, task.units);
  }
};

const answer = (planner: Planner, { id, task }: SolverCall): SolverAnswer => {
  try {
    return { id, kind: "result", value: run(planner, task) };
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    return { id, kind: fault instanceof UnknownMealError ? "unknown-meal" : "failure", message };
  }
};

/** Solves one ordinary day, so that the first person does not wait for the engine to warm up. */
const warmUp = (planner: Planner): void => {
  const ordinary = normaliseRequest({ startDate: "2026-01-05", days: 1, kcal: 2000 });
  if (ordinary.ok) planner.plan(ordinary.request);
};

const port = parentPort;
if (port !== null) {
  const planner = createPlanner(loadPlannerData());
  warmUp(planner);
  port.on("message", (call: SolverCall) => port.postMessage(answer(planner, call)));
  port.postMessage("ready");
}
