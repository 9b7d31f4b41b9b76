import { pathOfRequest, rewriteAnswers, rewriteProblems } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

const OTHER_ID = "00000000-0000-4000-8000-00000000dead";

/** What is done to errors and to methods no route has. */
export const ERROR_SABOTAGES: Sabotages = {
  "incomplete-problems": {
    what: "leaves members out of its problem documents",
    alter: () => rewriteProblems(({ details: _details, ...rest }) => rest),
  },
  "another-id-in-the-body": {
    what: "names another request id in the body",
    alter: () => rewriteProblems((problem) => ({ ...problem, requestId: OTHER_ID })),
  },
  "stale-error-times": {
    what: "stamps errors with an old time",
    alter: () =>
      rewriteProblems((problem) => ({ ...problem, timestamp: "2020-01-01T00:00:00.000Z" })),
  },
  "echo-path": {
    what: "repeats unknown addresses",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        if (answer.status !== 404 || answer.body === undefined) return answer;
        const isPage = answer.body.startsWith("<!doctype");
        const body = isPage
          ? answer.body.replace("</main>", `<p>${raw.url}</p></main>`)
          : JSON.stringify({ ...JSON.parse(answer.body), detail: `No route ${raw.url}` });
        return { ...answer, body };
      }),
  },
  "drop-allow": {
    what: "does not say which methods there are",
    alter: () =>
      rewriteAnswers((answer) =>
        answer.status === 405
          ? { ...answer, headers: answer.headers.filter(([name]) => name !== "Allow") }
          : answer,
      ),
  },
  "dead-error-links": {
    what: "links to pages that are not there",
    alter: () =>
      rewriteProblems((problem) => ({
        ...problem,
        documentationUrl: `${String(problem["documentationUrl"])}-gone`,
      })),
  },
  "leak-stack": {
    what: "sends stack traces",
    // Where nothing was found only: what is wrong with a body is looked at by another probe.
    alter: () =>
      rewriteProblems((problem) =>
        problem["status"] === 404 ? { ...problem, stack: new Error("sabotage").stack } : problem,
      ),
  },
  "refuse-head": {
    what: "does not know HEAD",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        raw.method === "HEAD" ? { ...answer, status: 405 } : answer,
      ),
  },
  "echo-trace": {
    what: "repeats TRACE to its sender",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        raw.method === "TRACE"
          ? {
              status: 200,
              headers: [["Content-Type", "message/http"]],
              body: JSON.stringify(raw.headers),
            }
          : answer,
      ),
  },
  "serve-any-file": {
    what: "gives out files outside of its folder",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        // Stands for a handler that joins names to a path; no real file leaves.
        const path = pathOfRequest(raw).replaceAll(/%2e/gi, ".").replaceAll(/%2f/gi, "/");
        if (!path.includes("../") || !path.endsWith("/etc/passwd")) return answer;
        const body = "root:x:0:0:root:/root:/bin/bash\n";
        return { status: 200, headers: [["Content-Type", "text/plain"]], body };
      }),
  },
  "follow-next": {
    what: "sends browsers wherever a link says",
    alter: () =>
      rewriteAnswers((answer, raw) => {
        const next = new URL(raw.url ?? "/", "http://localhost").searchParams.get("next");
        if (next === null) return answer;
        return { ...answer, status: 302, headers: [...answer.headers, ["Location", next]] };
      }),
  },
};
