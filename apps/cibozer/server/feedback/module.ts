import { accounts, classified, defineModule, idempotency } from "plinth";
import { feedbackMail } from "./mails.ts";
import { feedback0001 } from "./migrations/feedback-0001.ts";
import { feedback0002 } from "./migrations/feedback-0002.ts";
import { createFeedbackRepository } from "./repository.ts";
import { feedbackRoutes } from "./routes.ts";
import { createFeedback } from "./service.ts";

/** What people say of the planner, for those who run it. */
export const feedback = defineModule({
  name: "feedback",
  requires: { accounts, idempotency },
  migrations: [feedback0001, feedback0002],
  data: [
    {
      table: "feedback",
      columns: classified({
        reference: ["account_id"],
        personal: ["created_at", "kind", "body", "page", "wants_answer"],
        none: ["id", "state"],
      }),
      retention: "account",
      purpose: "to hear what people think of the planner, and answer to it",
    },
  ],
  setup: ({ application, config, store, clock, mail, metrics, modules, newId }) => {
    const { support } = config.mail;
    const sent = metrics.counter({
      name: "feedback_sent_total",
      help: "What people sent of what they think, by kind.",
      labels: ["kind"],
    });
    return createFeedback({
      repository: createFeedbackRepository(store),
      clock,
      newId,
      post: async (accountId, said, answer) => {
        if (support === undefined) return;
        const account = answer ? await modules.accounts.find(accountId) : undefined;
        // Whom an answer reaches is known only of an address that was confirmed.
        const replyTo = account?.email_verified_at == null ? undefined : account.email;
        const link = `${application.publicUrl()}/admin/feedback`;
        await mail.send({
          to: support,
          accountId,
          ...(replyTo === undefined ? {} : { replyTo }),
          ...feedbackMail(said, replyTo !== undefined, link),
        });
      },
      onSent: (kind) => sent.child({ kind }).inc(),
    });
  },
  routes: feedbackRoutes,
  personalData: (service) => [
    {
      table: "feedback",
      subject: "account_id",
      erase: service.remove,
      export: service.exportAll,
    },
  ],
});
