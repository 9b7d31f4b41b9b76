import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./tools.ts";

/** One thing that wapiti has to say. */
export interface WapitiFinding {
  /** Its own heading, such as "HTTP Secure Headers". */
  readonly category: string;
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly words: string;
}

/** Modules that ask nobody but the target; ssrf and xxe would call an outside host. */
const MODULES =
  "sql,xss,exec,file,redirect,csp,http_headers,cookieflags,csrf,crlf,backup,blindsql,permanentxss,methods,htaccess,shellshock";

const LIMIT_MS = 600_000;

interface Report {
  readonly vulnerabilities: Readonly<Record<string, readonly Entry[]>>;
  readonly anomalies: Readonly<Record<string, readonly Entry[]>>;
}

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly info: string;
}

/**
 * Lets wapiti crawl and attack.
 * @throws {Error} when it does not end by itself or leaves no report.
 */
export const runWapiti = async (options: {
  readonly url: string;
  /** Where it begins beside the start page: pages made by scripts show it no links. */
  readonly starts: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly directory: string;
}): Promise<{ readonly findings: readonly WapitiFinding[]; readonly crawled: number }> => {
  const { url, starts, headers, directory } = options;
  const report = join(directory, "report.json");
  const { printed } = await runTool({
    name: "wapiti",
    directory,
    timeoutMs: LIMIT_MS,
    // Targets speak plain HTTP; what it would fetch from elsewhere meets a closed door.
    environment: { https_proxy: "http://127.0.0.1:9" },
    words: [
      ...["-u", `${url}/`, "--scope", "folder", "-m", MODULES, "--flush-session"],
      ...["-f", "json", "-o", report, "--no-bugreport", "--store-session", directory],
      ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
      ...starts.flatMap((path) => ["-s", url + path]),
    ],
  });
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const findings = [vulnerabilities, anomalies].flatMap((kind) =>
    Object.entries(kind).flatMap(([category, entries]) =>
      entries.map(({ method, path, info }) => ({ category, method, path, words: info })),
    ),
  );
  const crawled = Number(/found (\d+) URLs/.exec(printed)?.[1] ?? 0);
  return { findings, crawled };
};
