import { parentPort } from "node:worker_threads";
import {
  createPlanner,
  loadPlannerData,
  normaliseRequest,
  type Planner,
  type PlannerData,
  UnknownMealError,
} from "#core";
import { foodsOf, recipeOf, recipesOf } from "./catalog.ts";
import type { SolverAnswer, SolverCall, SolverTask } from "./messages.ts";

/** The planner, and the tables that it plans with. */
interface Kitchen {
  readonly planner: Planner;
  readonly data: PlannerData;
}

const run = ({ planner, data }: Kitchen, task: SolverTask) => {
  switch (task.kind) {
    case "plan":
      return planner.plan(task.request);
    case "swap":
      return planner.swap(task.plan, task.input);
    case "resolve":
      return planner.resolve(task.plan, task.input);
    case "groceries":
      return planner.groceries(task.plan, task.units);
    case "foods":
      return foodsOf(data);
    case "recipes":
      return recipesOf(data);
    case "recipe":
      return recipeOf(data, task.id);
  }
};

const answer = (kitchen: Kitchen, { id, task }: SolverCall): SolverAnswer => {
  try {
    return { id, kind: "result", value: run(kitchen, task) };
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
  const data = loadPlannerData();
  const planner = createPlanner(data);
  warmUp(planner);
  port.on("message", (call: SolverCall) => port.postMessage(answer({ planner, data }, call)));
  port.postMessage("ready");
}
