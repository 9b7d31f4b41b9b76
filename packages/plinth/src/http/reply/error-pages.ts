import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BootError, escapeHtml } from "#core";
import { foreignContentProblems } from "./foreign-content.ts";
import { defaultErrorPage, type ErrorPage } from "./pages.ts";

/** Where a build keeps its pages for errors; none of them has an address. */
export const ERROR_PAGE_FILES = "errors/";

/** A status, or all of a kind: 404.html, 5xx.html. */
const FILE = /^[45](?:\d\d|xx)\.html$/;

/** What a page says of the occurrence: the JSON answer and its headers say the same (ERR-04). */
const SLOTS = {
  status: ({ status }) => String(status),
  code: ({ code }) => code,
  requestId: ({ requestId }) => requestId,
  documentationUrl: ({ documentationUrl }) => documentationUrl,
  /** "" where nobody knows. */
  retryAfterSeconds: (_problem, retryAfterSeconds) => String(retryAfterSeconds ?? ""),
} satisfies Readonly<Record<string, ErrorPage>>;

const isSlot = (name: string): name is keyof typeof SLOTS => Object.hasOwn(SLOTS, name);

/** The HTML of a build's error pages by file name, such as "404.html". */
export const readErrorPages = (directory: string): ReadonlyMap<string, string> => {
  const folder = join(directory, ERROR_PAGE_FILES);
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith(".html"));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
};

/** Texts and slots in turn; only what was read at the start is ever filled in, and it is escaped. */
const compile = (html: string): ErrorPage => {
  const parts = html.split(/\{\{(\w{1,40})\}\}/);
  return (...occurrence) =>
    parts
      .map((part, at) =>
        at % 2 === 1 && isSlot(part) ? escapeHtml(SLOTS[part](...occurrence)) : part,
      )
      .join("");
};

const problemsOf = (directory: string, name: string, html: string): readonly string[] => {
  const file = `${ERROR_PAGE_FILES}${name} in ${directory}`;
  const slots = [...html.matchAll(/\{\{(\w{1,40})\}\}/g)].map((match) => match[1] ?? "");
  const known = Object.keys(SLOTS).join(", ");
  return [
    ...(FILE.test(name) ? [] : [`${file} is of no error: name it 404.html, 4xx.html or the like`]),
    ...slots
      .filter((slot) => !isSlot(slot))
      .map((slot) => `${file} has no {{${slot}}} to show; there are ${known}`),
    ...["code", "requestId"]
      .filter((slot) => !slots.includes(slot))
      .map((slot) => `${file} does not say {{${slot}}}, by which somebody can be helped`),
    // They have to be readable where nothing else can be had.
    ...foreignContentProblems(html, []),
  ];
};

/** The page for a problem of a request; `url` is its target. */
export type ErrorPages = (url: string, status: number) => ErrorPage;

/** Whether a target lies below a prefix. */
const isBelow = (url: string, prefix: string): boolean =>
  url.startsWith(prefix) && /^(?:$|[/?])/.test(url.slice(prefix.length, prefix.length + 1));

/**
 * The error pages of web applications: that of the status, else of its kind, from the application
 * whose prefix the address has; Plinth's own where there is none. They are texts in memory with a
 * few escaped words filled in, so they work when nothing else does.
 * @throws {BootError} naming what is wrong with the files.
 */
export const createErrorPages = (
  applications: readonly { readonly directory: string; readonly prefix: string }[],
): ErrorPages => {
  const problems: string[] = [];
  const sites = applications
    .map(({ directory, prefix }) => {
      const files = readErrorPages(directory);
      for (const [name, html] of files) problems.push(...problemsOf(directory, name, html));
      return {
        prefix,
        pages: new Map([...files].map(([name, html]) => [name.slice(0, 3), compile(html)])),
      };
    })
    .toSorted((one, other) => other.prefix.length - one.prefix.length);
  if (problems.length > 0) throw new BootError(problems);
  return (url, status) => {
    const pages = sites.find(({ prefix }) => isBelow(url, prefix))?.pages;
    return (
      pages?.get(String(status)) ?? pages?.get(`${Math.trunc(status / 100)}xx`) ?? defaultErrorPage
    );
  };
};
