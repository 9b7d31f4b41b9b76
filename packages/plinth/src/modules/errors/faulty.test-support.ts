import { route } from "#http";
import { defineModule } from "#modules/contract";
import type { AlertRegister } from "#services/alerts";

const OPEN = { public: true, because: "what fails is asked for by a test" } as const;

/** Two routes that fail, each in its own way, with what a caller sent in the message. */
export const faulty = defineModule({
  name: "faulty",
  setup: ({ alerts }): AlertRegister => alerts,
  routes: () => [
    route.get(
      "/api/v1/broken",
      { access: OPEN, summary: "Breaks", limit: "10000/minute", responses: { 200: null } },
      ({ requestId }) => {
        throw new TypeError(`nothing under ${requestId} for ann@example.org`);
      },
    ),
    route.get(
      "/api/v1/far",
      { access: OPEN, summary: "Breaks", limit: "10000/minute", responses: { 200: null } },
      () => {
        throw new RangeError("too far");
      },
    ),
  ],
});
