import { readFileSync } from "node:fs";
import { defineModule } from "#modules/contract";
import { documentationRoutes } from "./routes.ts";
import { createDocumentation } from "./service.ts";

const textOf = (file: URL): string => readFileSync(file, "utf8");

/** Documents the application out of its own policies: /docs, /docs/json and /docs/errors. */
export const docs = defineModule({
  name: "docs",
  setup: ({ application, config }) =>
    createDocumentation({
      application,
      access: config.server.docsAccess,
      client: {
        style: textOf(new URL("./client/docs.css", import.meta.url)),
        script: textOf(new URL("./client/docs.js", import.meta.url)),
        icon: textOf(new URL("./client/docs.svg", import.meta.url)),
      },
    }),
  routes: documentationRoutes,
});
