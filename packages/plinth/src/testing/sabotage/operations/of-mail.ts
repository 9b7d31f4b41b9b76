import type { MailControl } from "#modules/mail";
import type { Sabotages } from "../sabotage.ts";

/** What is done to mail. */
export const MAIL_SABOTAGES: Sabotages = {
  "believe-bounces": {
    what: "believes whoever reports a bounce",
    alter: () => ({
      service: (module, service) =>
        module === "mail"
          ? { ...(service as MailControl), requireSigned: () => undefined }
          : service,
    }),
  },
};
