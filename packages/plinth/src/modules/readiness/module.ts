import { defineModule } from "#modules/contract";
import { readinessRoutes } from "./routes.ts";
import { createReadiness, type Readiness } from "./service.ts";

/** Shows the report that `plinth report --publish` signed, and nothing that it did not (EVID-09). */
export const readiness = defineModule({
  name: "readiness",
  setup: ({ clock, config, keyring }): Readiness =>
    createReadiness({ clock, keyring, directory: config.dataDirectory }),
  routes: (service) => readinessRoutes(service),
});
