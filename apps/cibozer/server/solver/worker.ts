import { parentPort } from "node:worker_threads";
import {
  createPlanner,
  loadPlannerData,
  normaliseRequest,
  type OwnPool,
  type Planner,
  type PlannerData,
  UnknownMealError,
} from "#core";
import { foodsOf, recipeOf, recipesOf } from "./catalog.ts";
import type { SolverAnswer, SolverCall, SolverTask } from "./messages.ts";
import { createOwnPlanners } from "./own.ts";

/** The planner, and the tables that it plans with. */
interface Kitchen {
  readonly planner: Planner;
  readonly data: PlannerData;
  readonly own: ReturnType<typeof createOwnPlanners>;
}

/** A call of the planner with recipes that people wrote. */
const runOwn = (kitchen: Kitchen, task: SolverTask, pool: OwnPool) => {
  const { planner, ask, requireSafe } = kitchen.own.of(pool);
  switch (task.kind) {
    case "plan": {
      const result = planner.plan(task.request);
      if (result.ok) requireSafe(result.plan);
      return result;
    }
    case "swap":
      return ask(task.plan, (plan) => planner.swap(plan, task.input));
    case "resolve":
      return ask(task.plan, (plan) => planner.resolve(plan, task.input));
    case "compose": {
      const composed = planner.compose(task.input);
      if (composed.ok) requireSafe(composed.plan);
      return composed;
    }
    default:
      return run(kitchen, task);
  }
};

const hasOwn = (pool: OwnPool | undefined): pool is OwnPool =>
  pool !== undefined && pool.current.length + pool.contributed.length + pool.kept.length > 0;

const run = ({ planner, data, own }: Kitchen, task: SolverTask) => {
  switch (task.kind) {
    case "plan":
      return planner.plan(task.request);
    case "swap":
      return planner.swap(task.plan, task.input);
    case "resolve":
      return planner.resolve(task.plan, task.input);
    case "compose":
      return planner.compose(task.input);
    case "own-recipes":
      return task.recipes.map((recipe) => own.reader.recipe(recipe));
    case "shopping":
      return planner.shopping(task.plan, task.input);
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
    const pool = "own" in task ? task.own : undefined;
    const value = hasOwn(pool) ? runOwn(kitchen, task, pool) : run(kitchen, task);
    return { id, kind: "result", value };
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
  const kitchen: Kitchen = { planner, data, own: createOwnPlanners(planner) };
  warmUp(planner);
  port.on("message", (call: SolverCall) => port.postMessage(answer(kitchen, call)));
  port.postMessage("ready");
}
