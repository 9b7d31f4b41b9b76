import { alterReplyHeaders, pathOfRequest, rewriteAnswers } from "../alterations.ts";
import type { Sabotage, Sabotages } from "../sabotage.ts";

/** Gives out something at a path; what it holds is made up. */
const at = (what: string, path: string, body: string, type = "text/plain"): Sabotage => ({
  what,
  alter: () =>
    rewriteAnswers((answer, raw) =>
      pathOfRequest(raw) === path
        ? { status: 200, headers: [["Content-Type", type]], body }
        : answer,
    ),
});

/** What is left lying about. */
export const EXPOSURE_SABOTAGES: Sabotages = {
  "leave-server-status": at(
    "shows everybody the status of its server",
    "/server-status",
    "<html><body><h1>Apache Server Status for localhost</h1></body></html>",
    "text/html",
  ),
  "publish-repository": at("gives out its repository", "/.git/HEAD", "ref: refs/heads/main\n"),
  "publish-settings": at("gives out its settings", "/.env", "DEBUG=1\nDATABASE_PASSWORD=made-up\n"),
  "leave-copies": at(
    "gives out a copy of its database",
    "/backup.sql",
    "-- MySQL dump 10.13\nCREATE TABLE `users` (`id` int);\n",
  ),
  "list-folders": at(
    "lists the files of a folder",
    "/uploads/",
    "<html><head><title>Index of /uploads/</title></head></html>",
    "text/html",
  ),
  "tell-graphql-schema": at(
    "tells whatever it can be asked",
    "/graphql",
    '{"data":{"__schema":{"queryType":{"name":"Query"}}}}',
    "application/json",
  ),
  "show-debugger": {
    what: "shows strangers what its framework shows programmers",
    alter: () =>
      rewriteAnswers((answer) =>
        answer.status === 404 && answer.body?.startsWith("<!doctype") === true
          ? { ...answer, body: `${answer.body}<h1>Werkzeug Debugger</h1>` }
          : answer,
      ),
  },
  "take-files-by-put": {
    what: "keeps whatever is put anywhere",
    alter: () => {
      const kept = new Map<string, string>();
      return rewriteAnswers((answer, raw) => {
        const path = pathOfRequest(raw);
        // The name stands for what was sent: audits put a word into a file of that name.
        const word = /\/([\w-]+)\.txt$/.exec(path)?.[1];
        if (raw.method === "PUT" && word !== undefined) kept.set(path, word);
        const body = kept.get(path);
        if (body === undefined) return answer;
        return { status: 200, headers: [["Content-Type", "text/plain"]], body };
      });
    },
  },
  "tell-inodes": {
    what: "tells where its files lie",
    alter: () =>
      alterReplyHeaders((headers) => [...headers, ["ETag", '"1a2b3c-5d8-5e1f0a9b2c3d4"']]),
  },
};
