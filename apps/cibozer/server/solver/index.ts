export { solver } from "./module.ts";
export { type Solver, UnknownMeal } from "./solver.ts";
