import {
  type AnyRoute,
  createRoute,
  lazyRouteComponent,
  type RouteComponent,
} from "@tanstack/react-router";
import { loadPart } from "./load-part.ts";
import type { Runtime } from "./runtime.tsx";

/**
 * Makes routes below another one whose pages are parts: loaded when somebody goes there. `pending`
 * stands in the place of one that is on its way.
 */
export const partRoutes =
  <Parent extends AnyRoute>(runtime: Runtime, parent: Parent, pending?: RouteComponent) =>
  <const Path extends string, Name extends string>(
    path: Path,
    load: () => Promise<Readonly<Record<Name, RouteComponent>>>,
    name: Name,
  ) =>
    createRoute({
      getParentRoute: () => parent,
      path,
      component: lazyRouteComponent(() => loadPart(runtime, load), name),
      ...(pending === undefined ? {} : { pendingComponent: pending }),
    });
