import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool, type StatusCounts } from "./tools.ts";

/** A request with one place marked by a star: there the attacks go. */
export interface MarkedRequest {
  readonly method: string;
  /** Path and query, with or without the star. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What sqlmap says of one marked place. */
export interface SqlmapVerdict {
  readonly verdict: "injectable" | "not injectable" | "no verdict";
  /** Answers that it got, by status. */
  readonly counts: StatusCounts;
  /** The end of what it printed. */
  readonly printed: string;
}

/** Whose rules: those for the database behind by name, or every database's that it knows. */
export type Breadth = "sqlite" | "every database";

const LIMIT_MS = 400_000;

const rawRequest = (host: string, request: MarkedRequest): string => {
  const body = request.body ?? "";
  const headers = Object.entries({
    Host: host,
    ...request.headers,
    ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
  }).map(([name, value]) => `${name}: ${value}`);
  return `${[`${request.method} ${request.path} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n${body}`;
};

const countAnswers = (traffic: string): StatusCounts => {
  const counts: Record<string, number> = {};
  for (const [, status = ""] of traffic.matchAll(/^HTTP response \[#\d+\] \((\d{3})/gm)) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
};

/** The exit code is 0 whatever it found: its words have to be read. */
const verdictIn = (printed: string): SqlmapVerdict["verdict"] => {
  if (/is vulnerable|sqlmap identified the following injection point/.test(printed)) {
    return "injectable";
  }
  const isSilent = /all tested parameters do not appear to be injectable/.test(printed);
  return isSilent ? "not injectable" : "no verdict";
};

/** Sends sqlmap at one marked place, at level 3 and risk 2, with all its techniques or some. */
export const runSqlmap = async (options: {
  readonly url: string;
  readonly request: MarkedRequest;
  /** An own one for each run. */
  readonly directory: string;
  readonly breadth: Breadth;
  /** Letters of its techniques; all of them if not given. */
  readonly techniques?: string;
}): Promise<SqlmapVerdict> => {
  const { directory, request, breadth, techniques = "BEUSTQ" } = options;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "request.txt"), rawRequest(new URL(options.url).host, request));
  const { printed } = await runTool({
    name: "sqlmap",
    directory,
    timeoutMs: LIMIT_MS,
    words: [
      ...["-r", "request.txt", "--batch", "--ignore-stdin", "--flush-session"],
      ...["--output-dir", directory, "-t", join(directory, "traffic.txt"), "--disable-coloring"],
      ...["--level=3", "--risk=2", `--technique=${techniques}`, "--time-sec=1"],
      // A refusal is an answer like any other here; at some it would give up.
      ...["--ignore-code=401,404", "--ignore-redirects", "--ignore-proxy"],
      ...(breadth === "sqlite" ? ["--dbms=sqlite"] : []),
    ],
  });
  let traffic = "";
  try {
    traffic = readFileSync(join(directory, "traffic.txt"), "utf8");
  } catch {
    // It sent nothing: no verdict, and no counts.
  }
  rmSync(directory, { recursive: true, force: true });
  return {
    verdict: verdictIn(printed),
    counts: countAnswers(traffic),
    printed: printed.slice(-2_000),
  };
};
