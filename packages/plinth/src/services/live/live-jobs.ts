import { backgroundTimer } from "#core";
import type { HandledJob } from "../jobs/index.ts";
import type { Live } from "./contract.ts";
import { createPacer } from "./pacer.ts";

/** The job by which mails are sent. */
const MAIL_JOB = "send-mail";

/** Jobs whose every attempt is a hint of the topic jobs, and of mail where one is sent. */
export const liveJobs = (
  live: Pick<Live, "publish">,
  handled: readonly HandledJob[],
): readonly HandledJob[] => {
  const pacer = createPacer({ live, startTimer: backgroundTimer });
  return handled.map((one) => ({
    ...one,
    handle: async (payload, context) => {
      try {
        return await one.handle(payload, context);
      } finally {
        pacer.publish("jobs", { name: one.job.name });
        if (one.job.name === MAIL_JOB) pacer.publish("mail");
      }
    },
  }));
};
