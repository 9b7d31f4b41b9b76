import { defineModule } from "#modules/contract";
import { errors } from "#modules/errors";
import { clientErrorRoutes } from "./routes.ts";
import { createClientErrors } from "./service.ts";

/** Takes the reports of web pages that broke: a log line, a count, and a group of errors (UX-11). */
export const clientErrors = defineModule({
  name: "client-errors",
  requires: { errors },
  setup: ({ log, metrics, modules }) =>
    createClientErrors({
      note: modules.errors.notePage,
      log: log.child("client"),
      count: metrics
        .counter({ name: "client_errors_total", help: "Reports of web pages that broke." })
        .child().inc,
    }),
  routes: clientErrorRoutes,
});
