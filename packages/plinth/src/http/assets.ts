import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { BootError, platformErrors } from "#core";
import { Type } from "#policy";
import { CODINGS, type Coding, preferredCoding } from "./coding/accepted.ts";
import { ERROR_PAGE_FILES } from "./reply/error-pages.ts";
import { foreignContentProblems } from "./reply/foreign-content.ts";
import { type ReplyValue, reply } from "./reply/reply.ts";
import { entityTagOf } from "./reply/validators.ts";
import type { RequestContext } from "./request/context.ts";
import { type Route, route } from "./route.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Where a build keeps the HTML of pages that have a file of their own; it has no address itself. */
const PAGE_FILES = "pages/";

/** A build's service worker: a file of its root, so that the whole prefix is its scope. */
const SERVICE_WORKER = "sw.js";

/**
 * Icons keep their names, and a page draws one in several places, each of which asks for it: a new one
 * may be a day late.
 */
const IMAGES: ReadonlySet<string> = new Set([".svg", ".png", ".ico"]);

/** How the build names its files in each coding. */
const ENDINGS: Readonly<Record<Coding, string>> = { br: ".br", gzip: ".gz" };

interface Asset {
  readonly type: string;
  /** Weak, because it stands for every coding of the bytes. */
  readonly etag: string;
  readonly plain: Buffer;
  readonly coded: ReadonlyMap<Coding, Buffer>;
}

/** A built web application and the pages it has. */
export interface WebApplication {
  /**
   * Folder of the build: index.html, hashed files under assets/, and where a page wants other HTML
   * than index.html, such as with preloads of its own, pages/plans/id.html for "/plans/:id".
   * errors/404.html, errors/5xx.html and the like stand in for Plinth's pages below the prefix; they
   * load nothing, and say {{code}} and {{requestId}}.
   */
  readonly directory: string;
  /** Path prefix, "" or such as "/console". */
  readonly prefix: string;
  /** Paths at which the application's page answers, such as "/", "/plans/:id". */
  readonly pages: readonly string[];
}

const listFiles = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/**
 * Reads a build into memory: names are looked up, never joined to a path (P-098).
 * @throws {BootError} where nothing is built.
 */
const loadAssets = (directory: string): ReadonlyMap<string, Asset> => {
  if (!existsSync(join(directory, "index.html"))) {
    throw new BootError([`no web application is built in ${directory}: run npm run build first`]);
  }
  const files = new Map(listFiles(directory).map((file) => [file, readFileSync(file)]));
  const assets = new Map<string, Asset>();
  for (const [file, plain] of files) {
    const type = TYPES[extname(file)];
    if (type === undefined) continue;
    const name = relative(directory, file).split(sep).join("/");
    const etag = `W/${entityTagOf(plain)}`;
    assets.set(name, {
      type,
      etag,
      plain,
      coded: new Map(
        CODINGS.flatMap((coding) => {
          const bytes = files.get(file + ENDINGS[coding]);
          return bytes === undefined ? [] : [[coding, bytes] as const];
        }),
      ),
    });
  }
  return assets;
};

/** The HTML of a page: its own, where the build has one. */
const pageOf = (assets: ReadonlyMap<string, Asset>, path: string): Asset | undefined => {
  const name = path === "/" ? "index" : path.slice(1).replaceAll(":", "");
  return assets.get(`${PAGE_FILES}${name}.html`) ?? assets.get("index.html");
};

const sendAsset = (
  request: Pick<RequestContext, "header">,
  asset: Asset | undefined,
): ReplyValue => {
  if (asset === undefined) throw platformErrors.make.NOT_FOUND();
  const headers = ["ETag", asset.etag, "Vary", "Accept-Encoding"];
  headers.push("Content-Type", asset.type);
  const coding = preferredCoding(request.header("accept-encoding"), [...asset.coded.keys()]);
  const coded = coding === undefined ? undefined : asset.coded.get(coding);
  return coding === undefined || coded === undefined
    ? reply(200, asset.plain, headers)
    : reply(200, coded, [...headers, "Content-Encoding", coding]);
};

/**
 * Routes for a built web application: each page path answers with index.html, files under assets/
 * carry a hash in their name and are cached for a year. Paths that are not listed stay 404.
 * @throws {BootError} when the page loads from another host that is not among `contentHosts`, or
 * without an integrity attribute.
 */
export const webApplicationRoutes = (
  web: WebApplication,
  contentHosts: readonly string[] = [],
): readonly Route[] => {
  const assets = loadAssets(web.directory);
  const problems = [...assets]
    .filter(([name]) => name === "index.html" || name.startsWith(PAGE_FILES))
    .flatMap(([, { plain }]) => foreignContentProblems(plain.toString("utf8"), contentHosts));
  if (problems.length > 0) throw new BootError(problems);
  const bytes = Type.Unsafe<Uint8Array>({ type: "string" });
  const access = { public: true, because: "the application's own pages and files" } as const;
  const responses = { 200: bytes, 304: null } as const;
  const none = { none: "static files from memory; cost is below that of counting them" } as const;
  const pages = web.pages.map((path) => {
    const page = pageOf(assets, path);
    return route.get(
      `${web.prefix}${path}`,
      {
        access,
        summary: "Page of the web application",
        limit: none,
        ...parametersOf(path),
        responses,
        produces: "html",
        cache: "no-cache",
      },
      (request) => sendAsset(request, page),
    );
  });
  const elsewhere = ["assets/", PAGE_FILES, ERROR_PAGE_FILES];
  const roots = [...assets.keys()].filter(
    (name) => !elsewhere.some((folder) => name.startsWith(folder)) && name !== "index.html",
  );
  const files = roots.map((name) =>
    route.get(
      `${web.prefix}/${name}`,
      {
        access,
        summary: `The file ${name}`,
        limit: none,
        responses,
        produces: name === SERVICE_WORKER ? "worker" : "asset",
        cache: IMAGES.has(extname(name)) ? { public: "1d" } : "no-cache",
      },
      (request) => sendAsset(request, assets.get(name)),
    ),
  );
  const hashed = route.get(
    `${web.prefix}/assets/:file`,
    {
      access,
      summary: "Hashed file of the web application",
      limit: none,
      params: Type.Object({ file: Type.String({ maxLength: 200 }) }),
      responses,
      errors: ["NOT_FOUND"],
      produces: "asset",
      cache: { public: "365d", immutable: true },
    },
    (request) => sendAsset(request, assets.get(`assets/${request.params.file}`)),
  );
  return [...pages, ...files, hashed];
};

const parametersOf = (path: string) => {
  const names = [...path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? "");
  if (names.length === 0) return {};
  const text = Type.String({ maxLength: 200 });
  return { params: Type.Object(Object.fromEntries(names.map((name) => [name, text]))) };
};
