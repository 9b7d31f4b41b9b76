import type { IdempotencyService } from "#modules/idempotency";
import { pathOfRequest, rewriteAnswers, stageBefore } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

const setHeader = (
  headers: readonly (readonly [string, string])[],
  name: string,
  value: string,
): readonly (readonly [string, string])[] => [
  ...headers.filter(([known]) => known !== name),
  [name, value],
];

/** What is done to answers that are kept. */
export const CACHING_SABOTAGES: Sabotages = {
  "tags-from-the-clock": {
    what: "makes a new tag for every answer",
    alter: () => {
      let count = 0;
      return rewriteAnswers((answer) => {
        if (!answer.headers.some(([name]) => name === "ETag")) return answer;
        count += 1;
        return { ...answer, headers: setHeader(answer.headers, "ETag", `"at-${count}"`) };
      });
    },
  },
  "compress-for-all": {
    what: "compresses its answers for who refuses that",
    alter: () =>
      stageBefore("protect", () => ({ raw }) => {
        raw.headers["accept-encoding"] = "gzip";
      }),
  },
  "keep-cookies": {
    what: "lets caches keep the cookies of its callers",
    alter: () =>
      rewriteAnswers((answer) =>
        answer.headers.some(([name]) => name === "Set-Cookie")
          ? {
              ...answer,
              headers: setHeader(answer.headers, "Cache-Control", "public, max-age=60"),
            }
          : answer,
      ),
  },
  "keep-workers": {
    what: "has browsers keep the script of its service worker for a year",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        pathOfRequest(raw) === "/demo/sw.js"
          ? {
              ...answer,
              headers: setHeader(answer.headers, "Cache-Control", "public, max-age=31536000"),
            }
          : answer,
      ),
  },
  "one-answer-for-all": {
    what: "gives each caller what it kept of the one before",
    alter: () => {
      let kept: string | undefined;
      return rewriteAnswers((answer, raw) => {
        if (pathOfRequest(raw) !== "/api/v1/demo/mine" || answer.status !== 200) return answer;
        const body = kept ?? answer.body;
        kept = answer.body;
        return { ...answer, body };
      });
    },
  },
  "forget-keys": {
    what: "forgets what it did under which key",
    alter: () => ({
      service: (module, service) => {
        if (module !== "idempotency") return service;
        const { keeper, ...rest } = service as IdempotencyService;
        const once: typeof keeper.once = async (_request, _call, work) => ({
          answer: await work(),
          isReplayed: false,
        });
        return { ...rest, keeper: { ...keeper, once } };
      },
    }),
  },
};
