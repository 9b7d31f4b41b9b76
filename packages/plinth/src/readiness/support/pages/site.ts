import { NoAnswerError } from "../../exchange.ts";
import type { Answer, Target } from "../../target.ts";
import { HTML, isPage, unknownPath } from "../replies.ts";
import { tagsOf } from "./html.ts";

/** Pages that are looked at besides the first ones, and files of them. */
const MAX_LINKED = 6;
const MAX_FILES = 6;
/** Links that may do something, whatever the method says. */
const RISKY = /log-?out|sign-?out|log-?off|delete|remove|unsubscribe|confirm|destroy|reset/i;
/** Links to what is no page. */
const FILE = /\.(?:js|css|png|jpe?g|gif|svg|webp|ico|pdf|zip|gz|mp4|woff2?|xml|txt|json)$/i;

/** What strangers see of a service in a browser. */
export interface Site {
  /** Answers that browsers show, the start page first, one to an unknown address last. */
  readonly pages: readonly Answer[];
  /** Scripts of these pages that the service itself gives out. */
  readonly scripts: readonly Answer[];
  /** Paths with a query that pages link to or forms lead to, as "/search?q=". */
  readonly queries: readonly string[];
}

/** An address of a page as one of the service: path and query; undefined for one of others. */
export const ownPath = (address: string, page: Answer, { url }: Target): string | undefined => {
  const base = new URL(url);
  const prefix = base.pathname.replace(/\/$/, "");
  const from = new URL(`${base.origin}${prefix}${page.asked.path.split("#")[0]}`);
  if (address === "" || !URL.canParse(address, from.href)) return undefined;
  const { origin, pathname, search } = new URL(address, from);
  const isOwn = origin === base.origin && pathname.startsWith(`${prefix}/`);
  return isOwn ? `${pathname.slice(prefix.length)}${search}` : undefined;
};

const linksOf = (page: Answer, target: Target): readonly string[] =>
  tagsOf(page.text, "a")
    .map((link) => ownPath(link.get("href") ?? "", page, target))
    .filter((path) => path !== undefined)
    .filter((path) => !RISKY.test(path) && !FILE.test(path.split("?")[0] ?? ""));

/** Where the fields of a page's search forms lead: names with nothing in them. */
const formQueries = (page: Answer, target: Target): readonly string[] => {
  const forms = page.text.split(/(?=<form[\s>])/i).slice(1);
  return forms.flatMap((text) => {
    const [form] = tagsOf(text, "form");
    const isGet = (form?.get("method") ?? "get").toLowerCase() === "get";
    const path = ownPath(form?.get("action") || page.asked.path, page, target);
    const body = text.split(/<\/form/i)[0] ?? "";
    const names = tagsOf(body, "input", "select", "textarea")
      .filter((field) => field.get("type") !== "submit")
      .map((field) => field.get("name") ?? "")
      .filter((name) => name !== "");
    if (!isGet || path === undefined || RISKY.test(path) || names.length === 0) return [];
    return [
      `${path.split("?")[0]}?${names.map((name) => `${encodeURIComponent(name)}=`).join("&")}`,
    ];
  });
};

/** Asks from an address of its own; what does not answer is no page. */
const look = async (target: Target, path: string, isFile = false): Promise<readonly Answer[]> => {
  try {
    return [await target.visitor().ask(path, { headers: isFile ? { Accept: "*/*" } : HTML })];
  } catch (fault) {
    if (fault instanceof NoAnswerError) return [];
    throw fault;
  }
};

const lookAtAll = async (target: Target, paths: readonly string[], isFile = false) => {
  const answers: Answer[] = [];
  for (const path of paths) answers.push(...(await look(target, path, isFile)));
  return answers;
};

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)];

const collect = async (target: Target): Promise<Site> => {
  const first = await lookAtAll(target, ["/", "/docs"]);
  // A start page that only sends elsewhere is followed, on the service itself, and once.
  const moved = first.flatMap((answer) => {
    const to = answer.status >= 300 && answer.status < 400 ? answer.headers.get("location") : "";
    const path = ownPath(to ?? "", answer, target);
    return path === undefined ? [] : [path];
  });
  const begun = [...first, ...(await lookAtAll(target, unique(moved)))].filter(isPage);
  const known = ["/", "/docs", ...moved];
  const links = unique(begun.flatMap((page) => linksOf(page, target)));
  const linked = await lookAtAll(
    target,
    links.filter((path) => !known.includes(path)).slice(0, MAX_LINKED),
  );
  const unknown = await look(target, unknownPath(target));
  const pages = [...begun, ...linked, ...unknown].filter(isPage);
  const sources = pages.flatMap((page) =>
    tagsOf(page.text, "script").map((script) => ownPath(script.get("src") ?? "", page, target)),
  );
  const paths = unique(sources.filter((path) => path !== undefined)).slice(0, MAX_FILES);
  const scripts = await lookAtAll(target, paths, true);
  return {
    pages,
    scripts: scripts.filter(({ status }) => status === 200),
    queries: unique([
      ...links.filter((path) => path.includes("?")),
      ...pages.flatMap((page) => formQueries(page, target)),
    ]),
  };
};

/** What strangers see of a service; looked at once in a run. */
export const siteOf = (target: Target): Promise<Site> =>
  target.remember("site", () => collect(target));

/** Why probes about pages do not apply. */
export const NO_PAGES = "no page is shown to strangers";

/** How an answer is named in a finding. */
export const nameOf = ({ asked }: Answer): string => asked.path.slice(0, 80);
