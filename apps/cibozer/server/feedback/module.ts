import { classified, defineModule, idempotency } from "plinth";
import { feedback0001 } from "./migrations/feedback-0001.ts";
import { createFeedbackRepository } from "./repository.ts";
import { feedbackRoutes } from "./routes.ts";
import { createFeedback } from "./service.ts";

/** What people say of the planner, for those who run it. */
export const feedback = defineModule({
  name: "feedback",
  requires: { idempotency },
  migrations: [feedback0001],
  data: [
    {
      table: "feedback",
      columns: classified({
        reference: ["account_id"],
        personal: ["created_at", "kind", "body", "page"],
        none: ["id", "state"],
      }),
      retention: "account",
      purpose: "to hear what people think of the planner, and answer to it",
    },
  ],
  setup: ({ store, clock, metrics, newId }) => {
    const sent = metrics.counter({
      name: "feedback_sent_total",
      help: "What people sent of what they think, by kind.",
      labels: ["kind"],
    });
    return createFeedback({
      repository: createFeedbackRepository(store),
      clock,
      newId,
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
