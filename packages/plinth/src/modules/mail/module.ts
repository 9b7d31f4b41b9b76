import { defineModule } from "#modules/contract";
import { strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { mailErrors } from "./errors.ts";
import { mailRoutes } from "./routes.ts";
import { createMailControl } from "./service.ts";

const tidyMail = defineJob({ name: "tidy-mail", payload: strictObject({}) });

/** Mail in the sight and the hands of administrators, and what comes back of it. */
export const mail = defineModule({
  name: "mail",
  errors: mailErrors,
  setup: (deps) =>
    createMailControl({
      mail: deps.mail,
      jobs: deps.jobs.overview,
      clock: deps.clock,
      bounceSecret: deps.config.mail.bounceSecret,
    }),
  routes: (service) => mailRoutes(service),
  jobs: (service) => [handleJob(tidyMail, () => service.tidy())],
  schedules: [
    defineSchedule({ name: "tidy-mail", cron: "41 3 * * *", job: tidyMail, payload: {} }),
  ],
});
