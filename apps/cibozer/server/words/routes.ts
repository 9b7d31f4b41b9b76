import { type QuotasService, type Route, reply, route } from "plinth";
import { RESERVED_TOKENS, TOKENS_METER } from "./meter.ts";
import { WordsBody, WordsReply } from "./schema.ts";
import type { Words } from "./service.ts";

const TOKENS = {
  meter: TOKENS_METER.name,
  cost: ({ body }: { readonly body: unknown }) =>
    (body as WordsBody).rulesOnly === true ? 0 : RESERVED_TOKENS,
};

/** The route of sentences. */
export const wordsRoutes = (
  words: Words,
  quotas: Pick<QuotasService, "charge">,
  hasModel: boolean,
): readonly Route[] => [
  route.post(
    "/api/v1/words",
    {
      access: "user",
      scope: "plans:read",
      dataClass: "personal",
      summary:
        "Reads wishes for a plan out of a sentence; says which words each came from and what was not understood",
      limit: { rule: "60/minute, 600/hour", by: "user", name: "words" },
      // Rules use up nothing.
      ...(hasModel ? { quota: TOKENS } : {}),
      body: WordsBody,
      responses: { 200: WordsReply },
      audit: "words.read",
      // Longer than the settings let a model take.
      timeout: "70s",
      example: { text: "vegan, no mushrooms, 2200 kcal for 5 days, allergic to peanuts" },
    },
    async (request) => {
      const { principal, body, signal } = request;
      const { tokens, found, left, model } = await words.read(principal.userId, body, signal);
      if (hasModel) quotas.charge(request, tokens);
      return reply(200, { found: [...found], left: [...left], model });
    },
  ),
];
