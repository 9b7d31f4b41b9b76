import { type Outgoing, rewriteAnswers } from "../alterations.ts";
import type { Sabotage, Sabotages } from "../sabotage.ts";

const HTML: Outgoing["headers"][number] = ["Content-Type", "text/html; charset=utf-8"];

/** Answers what a text of the query leads to; `answer` gives nothing where the text is harmless. */
const onText = (
  what: string,
  change: (text: string, answer: Outgoing) => Outgoing | undefined,
): Sabotage => ({
  what,
  alter: () =>
    rewriteAnswers((answer, raw) => {
      const { searchParams, pathname } = new URL(raw.url ?? "/", "http://localhost");
      const text = searchParams.get("q");
      if (pathname !== "/search" || text === null) return answer;
      return change(text, answer) ?? answer;
    }),
});

const page = (body: string): Outgoing => ({ status: 200, headers: [HTML], body });

/** What is done with texts that links bring. */
export const INJECTION_SABOTAGES: Sabotages = {
  "paste-into-pages": onText("pastes what it was asked for into its pages", (text) =>
    text.includes("<canary") ? page(`<p>Nothing for ${text}</p>`) : undefined,
  ),
  "calculate-input": onText("lets its template calculate what it was asked for", (text) => {
    const [, first, second] = /\{\{(\d+)\*(\d+)\}\}/.exec(text) ?? [];
    return first === undefined ? undefined : page(`<p>${Number(first) * Number(second)}</p>`);
  }),
  "break-over-quotes": onText("puts what it was asked for into a statement", (text) =>
    text === "'"
      ? page("<p>You have an error in your SQL syntax near ''' at line 1</p>")
      : undefined,
  ),
  "split-over-line-ends": onText("writes what it was asked for into a header", (text, answer) => {
    const [, name, value] = /\r\n([\w-]+): ([\w-]+)/.exec(text) ?? [];
    if (name === undefined || value === undefined) return undefined;
    return { ...answer, headers: [...answer.headers, [name, value]] };
  }),
  "wrap-data": {
    what: "gives data as scripts",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        const name = new URL(raw.url ?? "/", "http://localhost").searchParams.get("callback");
        return name === null
          ? answer
          : { ...answer, status: 200, body: `${name}(${answer.body});` };
      }),
  },
};
