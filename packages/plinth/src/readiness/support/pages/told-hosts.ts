import type { Answer } from "../../target.ts";

/** Whether a text ends where a link names its host. */
const isLinkUpTo = (text: string): boolean => {
  if (!text.endsWith("//")) return false;
  const before = text.slice(0, -2).replace(/https?:$/, "");
  return /(?:href|src|action|url)\s?=\s?["']?$/.test(before);
};

/** Where an answer names a host as one to go to; undefined where it does not. */
export const hostToldIn = (answer: Answer, host: string): string | undefined => {
  const location = answer.headers.get("location") ?? "";
  if (location.includes(host)) return `Location is ${location.slice(0, 80)}`;
  if (answer.cookies.some((cookie) => cookie.toLowerCase().includes(`domain=${host}`))) {
    return "a cookie is for that host";
  }
  const link = answer.headers.get("link") ?? "";
  if (link.includes(host)) return "Link names it";
  // Only where browsers go by themselves or by a click; a message that repeats a name leads nowhere.
  const isLinked = answer.text
    .split(host)
    .slice(0, -1)
    .some((before) => isLinkUpTo(before.slice(-40).toLowerCase()));
  return isLinked ? "a link of the page leads there" : undefined;
};
