import type { ValueType } from "../variables/variable.ts";
import { jsonList } from "./network.ts";

const pathFault = (item: string): string | undefined =>
  item.length <= 200 && /^\/(?:[\w~.-]+(?:\/[\w~.-]+)*)?$/.test(item)
    ? undefined
    : "must list paths such as /health, without query and placeholders";

/** Paths of routes, each exactly. */
export const pathList: ValueType<readonly string[]> = {
  words: "JSON array of paths",
  parse: jsonList('["/health"]', pathFault),
};

const hostFault = (item: string): string | undefined => {
  if (item.includes("*")) return "must list exact hosts, a wildcard is not allowed";
  const url = URL.canParse(item) ? new URL(item) : undefined;
  return url?.protocol === "https:" && url.origin === item
    ? undefined
    : "must list https origins such as https://cdn.example.org, in lower case, without path";
};

/**
 * Other hosts that pages load scripts, styles and fonts from (WEB-04). Over http anybody on the way
 * could change what they give, so only https.
 */
export const contentHosts: ValueType<readonly string[]> = {
  words: "JSON array of https origins",
  parse: jsonList('["https://cdn.example.org"]', hostFault),
};
