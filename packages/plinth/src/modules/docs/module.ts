import { readFileSync } from "node:fs";
import { defineModule } from "#modules/contract";
import { documentationRoutes } from "./routes.ts";
import { createDocumentation } from "./service.ts";

const textOf = (file: string): string =>
  readFileSync(new URL(`./client/${file}`, import.meta.url), "utf8");

/** The style sheet, in the order in which its rules follow; pages get it as one. */
const STYLES = ["page.css", "operation.css", "error-pages.css", "widths.css"] as const;

/** Documents the application out of its own policies: /docs, /docs/json and /docs/errors. */
export const docs = defineModule({
  name: "docs",
  setup: ({ application, config }) =>
    createDocumentation({
      application,
      access: config.server.docsAccess,
      client: {
        style: STYLES.map(textOf).join("\n"),
        script: textOf("docs.js"),
        icon: textOf("docs.svg"),
      },
    }),
  routes: documentationRoutes,
});
