import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./tools.ts";

/** One word that ffuf tried, and the status that came back. */
export interface FfufResult {
  readonly word: string;
  readonly status: number;
}

const LIMIT_MS = 120_000;

/**
 * Lets ffuf try every word in the place of FUZZ. Its report sometimes lacks one to four
 * results, or has some of no word and no answer.
 * @throws {Error} when it does not end by itself or leaves no report.
 */
export const runFfuf = async (options: {
  /** With FUZZ in it, here or in the body. */
  readonly url: string;
  /** Words, or a file with one on each line. */
  readonly words: readonly string[] | string;
  /** Sent as JSON by POST. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Requests at the same time. */
  readonly sideBySide: number;
}): Promise<readonly FfufResult[]> => {
  const { url, words, body, headers = {}, directory, sideBySide } = options;
  const list = typeof words === "string" ? words : join(directory, "words.txt");
  if (typeof words !== "string") writeFileSync(list, `${words.join("\n")}\n`);
  const report = join(directory, "ffuf.json");
  await runTool({
    name: "ffuf",
    directory,
    timeoutMs: LIMIT_MS,
    words: [
      ...["-s", "-w", list, "-u", url, "-mc", "all", "-t", String(sideBySide)],
      ...["-o", report, "-of", "json"],
      ...(body === undefined
        ? []
        : ["-X", "POST", "-H", "Content-Type: application/json", "-d", body]),
      ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
    ],
  });
  const { results } = JSON.parse(readFileSync(report, "utf8")) as {
    readonly results: readonly {
      readonly input: { readonly FUZZ?: string };
      readonly status: number;
    }[];
  };
  return results.flatMap(({ input: { FUZZ: word }, status }) =>
    word === undefined ? [] : { word, status },
  );
};
