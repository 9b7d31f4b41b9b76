import { defineModule } from "plinth";
import { createSolver, type Solver } from "./solver.ts";

/** The planner's worker thread as a module: warm at boot, closed at stop, reported in health. */
export const solver = defineModule({
  name: "solver",
  setup: ({ log }): Solver => createSolver(log.child("solver")),
  health: (service) => Promise.resolve({ healthy: service.isReady(), required: false }),
  close: (service) => service.close(),
});
