import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "#core";
import {
  type RunCoverage,
  readCoverage,
  reviewSource,
  SEVERITIES,
  SOURCE_SCHEMA,
  type SourceFile,
  type SourceReview,
  sourceSarif,
  sourceText,
} from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { ownVersion } from "../own-version.ts";

/** Folders in which nothing is the author's own, or nothing runs where users are. */
const LEFT_OUT = new Set([
  ..."node_modules dist build out coverage vendor third_party".split(" "),
  ..."test tests testing e2e __tests__ fixtures bench".split(" "),
]);
const TEST = /\.(?:test|spec|test-support|stories)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|\.min\.js$/;
const LOOKED_AT =
  /\.(?:[cm]?[jt]s|[jt]sx|ya?ml)$|(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.dockerfile$/i;
const OTHER = /\.(?:py|php|rb|go|java|kt|cs|rs|c|cc|cpp|swift|sh)$/;
/** Larger files are made by machines. */
const MOST_BYTES = 1_048_576;
const MOST_FILES = 20_000;

interface Found {
  readonly files: readonly SourceFile[];
  readonly notLookedAt: Readonly<Record<string, number>>;
}

const namesUnder = (root: string): readonly string[] => {
  const names: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      // Links are not followed, so that nothing is read twice or outside of the folder.
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name) && !entry.name.startsWith(".")) {
          visit(join(folder, entry.name));
        }
      } else if (entry.isFile()) {
        names.push(relative(root, join(folder, entry.name)).split(sep).join("/"));
        if (names.length > MOST_FILES) {
          throw new UsageError(`--source: more than ${MOST_FILES} files; name a folder in it`);
        }
      }
    }
  };
  visit(root);
  return names.toSorted();
};

const readFolder = (root: string): Found => {
  const names = namesUnder(root);
  const files = names
    .filter((name) => LOOKED_AT.test(name) && !TEST.test(name))
    .filter((name) => statSync(join(root, name)).size <= MOST_BYTES)
    .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));
  const others = Map.groupBy(
    names.flatMap((name) => OTHER.exec(name)?.[0] ?? []),
    (ending) => ending,
  );
  return {
    files,
    notLookedAt: Object.fromEntries([...others].map(([ending, of]) => [ending, of.length])),
  };
};

const folderOf = (flag: string, given: string, terminal: Terminal): string => {
  const path = resolve(terminal.directory, given);
  try {
    if (statSync(path).isDirectory()) return path;
  } catch {
    // Told below: one sentence for what is not there and for what is a file.
  }
  throw new UsageError(`--${flag}: ${given} is no folder`);
};

/** Everything that processes under NODE_V8_COVERAGE wrote, about files of the folder. */
const readCoverages = (folder: string, root: string): readonly RunCoverage[] => {
  const nameOf = (url: string): string | undefined => {
    if (!url.startsWith("file:")) return undefined;
    const name = relative(root, fileURLToPath(url)).split(sep).join("/");
    return name.startsWith("../") ? undefined : name;
  };
  return readdirSync(folder)
    .filter((name) => /^coverage-.+\.json$/.test(name))
    .flatMap((name) => {
      try {
        const value: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
        return readCoverage(value, nameOf) ?? [];
      } catch (fault) {
        // A process that was killed leaves half a file, and the others still count.
        if (fault instanceof SyntaxError) return [];
        throw fault;
      }
    });
};

const jsonOf = (review: SourceReview): string => `${JSON.stringify(review, null, 2)}\n`;

const VIEWS: Readonly<Record<string, (review: SourceReview) => string>> = {
  output: jsonOf,
  sarif: sourceSarif,
};

const write = (review: SourceReview, given: Arguments, terminal: Terminal): void => {
  for (const [flag, view] of Object.entries(VIEWS)) {
    const file = given.text(flag);
    if (file === undefined) continue;
    try {
      writeFileSync(resolve(terminal.directory, file), view(review));
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      throw new UsageError(`--${flag}: ${file} cannot be written: ${why}`);
    }
  }
};

/** Flags that go together with --source; the others speak of a running service. */
const FITTING = new Set(["source", "coverage", "json", "output", "sarif", "fail-on", "schema"]);

const checkFlags = (given: Arguments, flags: readonly string[]): void => {
  const stray = flags.find(
    (flag) => !FITTING.has(flag) && (given.text(flag) !== undefined || given.isSet(flag)),
  );
  if (stray !== undefined) throw new UsageError(`--source reads files: without --${stray}`);
  if (given.words.length > 0) throw new UsageError("give a URL or --source, not both");
};

/**
 * Looks at a folder of source instead of a running service (EVID-16): exit 1 where a finding is of
 * the severity of --fail-on or worse.
 */
export const auditSource = (
  folder: string,
  given: Arguments,
  flags: readonly string[],
  terminal: Terminal,
): number => {
  checkFlags(given, flags);
  if (given.isSet("schema")) {
    terminal.print(JSON.stringify(SOURCE_SCHEMA, null, 2));
    return 0;
  }
  const failOn = SEVERITIES.findIndex((one) => one === (given.text("fail-on") ?? "low"));
  if (failOn < 0) throw new UsageError(`--fail-on is one of ${SEVERITIES.join(", ")}`);
  const root = folderOf("source", folder, terminal);
  const watched = given.text("coverage");
  const startedAt = new Date(systemClock.now()).toISOString();
  const review = reviewSource({
    version: ownVersion(),
    source: basename(root),
    startedAt,
    finishedAt: () => new Date(systemClock.now()).toISOString(),
    ...readFolder(root),
    coverages:
      watched === undefined
        ? undefined
        : readCoverages(folderOf("coverage", watched, terminal), root),
  });
  write(review, given, terminal);
  terminal.print(given.isSet("json") ? jsonOf(review).trimEnd() : sourceText(review));
  const isBad = review.sections.some(({ findings }) =>
    findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= failOn),
  );
  return isBad ? 1 : 0;
};
