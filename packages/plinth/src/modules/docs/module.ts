import { readFileSync } from "node:fs";
import { defineModule } from "#modules/contract";
import { documentationRoutes } from "./routes.ts";
import { createDocumentation } from "./service.ts";

const clientFile = (name: string): string =>
  readFileSync(new URL(`./client/${name}`, import.meta.url), "utf8");

/** Documents the application out of its own policies: /docs, /docs/json and /docs/errors. */
export const docs = defineModule({
  name: "docs",
  setup: ({ application, config }) =>
    createDocumentation({
      application,
      access: config.server.docsAccess,
      client: {
        style: clientFile("docs.css"),
        script: clientFile("docs.js"),
        icon: clientFile("docs.svg"),
      },
    }),
  routes: documentationRoutes,
});
