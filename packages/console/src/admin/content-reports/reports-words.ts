import type { Violation } from "./reports-api.ts";

const KINDS: readonly (readonly [prefix: string, words: string])[] = [
  ["script-src", "A script"],
  ["worker-src", "A worker"],
  ["style-src", "A style"],
  ["img-src", "A picture"],
  ["font-src", "A font"],
  ["connect-src", "A connection"],
  ["media-src", "A sound or film"],
  ["form-action", "A form"],
  ["base-uri", "A base address"],
  ["frame-ancestors", "Being framed"],
  ["frame-src", "A frame"],
  ["object-src", "A plug-in"],
];

/** What was stopped, in words: "A script", "A picture". */
export const kindWords = ({ directive }: Pick<Violation, "directive">): string =>
  KINDS.find(([prefix]) => directive.startsWith(prefix))?.[1] ?? "Something";

/** Where it came from: "written into the page", "made from text", or an address. */
export const originWords = ({ blocked }: Pick<Violation, "blocked">): string => {
  if (blocked === "inline") return "written into the page";
  if (blocked === "eval" || blocked === "wasm-eval") return "made from text by a script";
  return blocked === "" ? "of unknown origin" : `from ${blocked}`;
};

/** The script that tried, with its line; empty where none is known. */
export const sourceWords = ({ source, line }: Pick<Violation, "source" | "line">): string => {
  if (source === "") return "";
  return line === 0 ? source : `${source}, line ${line}`;
};
