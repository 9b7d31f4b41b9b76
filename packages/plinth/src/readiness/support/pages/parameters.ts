import type { Target } from "../../target.ts";
import { siteOf } from "./site.ts";

/** Parameters that many services read, where no page tells of others. */
const CUSTOMARY = ["q", "s", "search", "query", "id", "page", "name", "lang", "message", "error"];
/** Places of a page's own that are tried. */
const MOST = 5;

/** A place where a stranger's text goes into a page: path and query with the text in each value. */
export type Place = (text: string) => string;

const withText = (path: string, names: readonly string[], text: string): string =>
  `${path}?${names.map((name) => `${name}=${encodeURIComponent(text)}`).join("&")}`;

/** Every parameter that pages link to or ask for, and those of custom. */
export const placesOf = async (target: Target): Promise<readonly Place[]> => {
  const { queries } = await siteOf(target);
  const own = queries.slice(0, MOST).map((one): Place => {
    const [path = "/", query = ""] = one.split("?");
    const names = query.split("&").map((pair) => pair.split("=")[0] ?? "");
    return (text) =>
      withText(
        path,
        names.filter((name) => name !== ""),
        text,
      );
  });
  const customary = ["/", "/search"].map(
    (path): Place =>
      (text) =>
        withText(path, CUSTOMARY, text),
  );
  return [...own, ...customary];
};
