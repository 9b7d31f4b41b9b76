import { defineModule } from "#modules/contract";
import { traceRoutes } from "./routes.ts";
import { createTraceViews, type TraceViews } from "./service.ts";

/** What happened within requests and jobs, for administrators (OBS-07). */
export const traces = defineModule({
  name: "traces",
  setup: (deps): TraceViews =>
    createTraceViews({ traces: deps.traces, kept: deps.config.tracing.kept }),
  routes: (service) => traceRoutes(service),
});
