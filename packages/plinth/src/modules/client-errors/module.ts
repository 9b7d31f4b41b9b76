import { defineModule } from "#modules/contract";
import { clientErrorRoutes } from "./routes.ts";
import { createClientErrors } from "./service.ts";

/** Takes the reports of web pages that broke: one log line and one count each (UX-11). */
export const clientErrors = defineModule({
  name: "client-errors",
  setup: ({ log, metrics }) =>
    createClientErrors({
      log: log.child("client"),
      count: metrics
        .counter({ name: "client_errors_total", help: "Reports of web pages that broke." })
        .child().inc,
    }),
  routes: clientErrorRoutes,
});
