import { defineModule } from "plinth";
import { solver } from "../solver/index.ts";
import { catalogRoutes } from "./routes.ts";

/** The foods and recipes that plans are made of, for everyone to read. */
export const catalog = defineModule({
  name: "catalog",
  requires: { solver },
  setup: ({ modules }) => modules.solver,
  routes: catalogRoutes,
});
