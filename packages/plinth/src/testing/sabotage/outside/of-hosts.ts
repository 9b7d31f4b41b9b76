import { createServer } from "node:http";
import { rewriteAnswers } from "../alterations.ts";
import type { Sabotage, Sabotages } from "../sabotage.ts";

/** Builds a link from what a field says. */
const linkFrom = (what: string, field: string): Sabotage => ({
  what,
  alter: () =>
    rewriteAnswers((answer, raw) => {
      const host = raw.headers[field];
      const isPage = answer.body?.startsWith("<!doctype") === true;
      if (typeof host !== "string" || !isPage) return answer;
      return { ...answer, body: `${answer.body}<a href="http://${host}/">Home</a>` };
    }),
});

/** What is done with what a request says of itself. */
export const HOST_SABOTAGES: Sabotages = {
  "believe-host": linkFrom("takes any Host for its own name", "host"),
  "believe-forwarded-host": linkFrom(
    "takes whatever host a caller invents for its own name",
    "x-forwarded-host",
  ),
  "keep-for-all": {
    what: "keeps for everybody what one caller's header led to",
    alter: () => {
      const kept = new Map<string, string>();
      return rewriteAnswers((answer, raw) => {
        const key = raw.url ?? "/";
        const prefix = raw.headers["x-forwarded-prefix"];
        if (typeof prefix === "string") kept.set(key, prefix);
        const known = kept.get(key);
        if (known === undefined || answer.body?.startsWith("<!doctype") !== true) return answer;
        return { ...answer, body: `${answer.body}<link rel="canonical" href="${known}">` };
      });
    },
  },
  "obey-original-url": {
    what: "answers for another address than the one that was asked for",
    alter: () => ({
      server: (options) => ({
        ...options,
        create: (settings, listener) =>
          createServer(settings, (raw, reply) => {
            const other = raw.headers["x-original-url"];
            if (typeof other === "string" && other.startsWith("/")) raw.url = other;
            listener(raw, reply);
          }),
      }),
    }),
  },
  "obey-method-override": {
    what: "lets a header turn one method into another",
    alter: () => ({
      server: (options) => ({
        ...options,
        create: (settings, listener) =>
          createServer(settings, (raw, reply) => {
            const other = raw.headers["x-http-method-override"];
            if (typeof other === "string") raw.method = other;
            listener(raw, reply);
          }),
      }),
    }),
  },
  "need-no-host": {
    what: "answers requests that are for no host",
    alter: () => ({
      server: (options) => ({
        ...options,
        create: (settings, listener) =>
          createServer(settings, (raw, reply) => {
            if (raw.headers.host !== undefined && !raw.headers.host.includes(" "))
              listener(raw, reply);
            else reply.end("Welcome");
          }),
      }),
    }),
  },
};
