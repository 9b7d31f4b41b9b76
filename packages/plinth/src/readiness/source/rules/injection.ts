import { type Call, type CodeFile, callsIn, placesIn } from "../file.ts";
import type { CodeRule } from "./rule.ts";

const SQL = /^\s?[`"'](?:select|insert|update|delete|merge|with|create|alter|drop|truncate)\s/i;

/** Whether the first argument is a text that is put together with a value. */
const isJoined = ({ bare, code }: Call): boolean => {
  const start = code.trimStart();
  if (start.startsWith("`")) return bare.includes("${");
  const closing = /^["'] *["'] ?\+/.test(start);
  return closing;
};

/** Constants by their spelling, and what a function of that purpose made a name of. */
const HARMLESS = /\$\{(?:[A-Z][A-Z0-9_]{0,60}|(?:quote|escape|ident)\w{0,40}\([\w.]{1,60}\))\}/g;

/** Whether all values in a template are names that were quoted, or constants. */
const isQuoted = ({ bare }: Call): boolean =>
  bare.trimStart().startsWith("`") && !bare.replaceAll(HARMLESS, "").includes("${");

/** Whether a file uses a package, by any way of importing it. */
const imports = (file: CodeFile, name: string): boolean =>
  file.bare.includes(`"${name}"`) || file.bare.includes(`'${name}'`);

const FROM_REQUEST = /\b(?:req|request|ctx|context)\.(?:query|params|body|headers|url)\b/;

/** Values that become code, commands, statements, markup, paths or addresses. */
export const INJECTION: readonly CodeRule[] = [
  {
    id: "text-run-as-code",
    ...{ severity: "high", kind: "security", standard: "CWE-95" },
    what: "A text is run as code",
    remedy: "Parse the value (JSON.parse), or choose from a table of functions",
    find: (file) => placesIn(file, /(?<![\w$.#])(?:eval\(|new Function\()/g),
  },
  {
    id: "shell-command-from-parts",
    ...{ severity: "high", kind: "security", standard: "CWE-78" },
    what: "A command for a shell is put together with a value",
    remedy: "execFile(program, [argument, …]): no shell reads the arguments",
    find: (file) =>
      imports(file, "node:child_process") || imports(file, "child_process")
        ? callsIn(
            file,
            /(?:(?<![\w$#.])|(?<=\b(?:child_process|childProcess|cp)\.))exec(?:Sync)?\(/g,
          )
            .filter(isJoined)
            .map(({ at }) => at)
        : [],
  },
  {
    id: "sql-from-parts",
    ...{ severity: "high", kind: "security", standard: "CWE-89" },
    what: "A statement is put together with a value",
    remedy: "Send the value beside the statement: query('… WHERE id = $1', [id])",
    find: (file) =>
      callsIn(file, /\.(?:query|execute|exec|prepare|raw|unsafe|all|get|run)\(/g)
        .filter((call) => SQL.test(call.bare) && isJoined(call) && !isQuoted(call))
        .map(({ at }) => at),
  },
  {
    id: "markup-from-data",
    ...{ severity: "medium", kind: "security", standard: "CWE-79" },
    what: "A text that is no constant becomes markup",
    remedy: "Set textContent, or let the framework render it",
    find: (file) => [
      ...[...file.code.matchAll(/\.(?:inner|outer)HTML ?\+?= ?(?![=\s])/g)]
        .filter(({ index, 0: found }) => {
          const value = file.bare.slice(index + found.length, index + found.length + 200);
          return !/^(?:""|''|``|"[^"\n]{0,190}";|'[^'\n]{0,190}';)/.test(value);
        })
        .map(({ index }) => index),
      ...placesIn(file, /\bdangerouslySetInnerHTML\b|\bdocument\.write(?:ln)?\(/g),
    ],
  },
  {
    id: "path-from-request",
    ...{ severity: "high", kind: "security", standard: "CWE-22" },
    what: "A path on disk comes from a request",
    remedy: "Take a name from a list of your own, or resolve and compare with the folder",
    find: (file) =>
      callsIn(
        file,
        /(?<![\w$#])(?:readFile|readFileSync|createReadStream|sendFile|writeFile|writeFileSync|unlink|unlinkSync|rm|rmSync)\(/g,
      )
        .filter(({ code }) => FROM_REQUEST.test(code))
        .map(({ at }) => at),
  },
  {
    id: "redirect-from-request",
    ...{ severity: "medium", kind: "security", standard: "CWE-601" },
    what: "A redirect goes where a request says",
    remedy: "Redirect to paths of your own only",
    find: (file) =>
      callsIn(file, /\.redirect\(/g)
        .filter(({ code }) => FROM_REQUEST.test(code))
        .map(({ at }) => at),
  },
  {
    id: "address-from-request",
    ...{ severity: "high", kind: "security", standard: "CWE-918" },
    what: "The server calls an address that a request names",
    remedy: "Call addresses from a list; refuse private ones after resolving them",
    find: (file) =>
      callsIn(file, /(?<![\w$.#])(?:fetch|axios|got)\(|\baxios\.(?:get|post)\(/g)
        .filter(({ code }) => FROM_REQUEST.test(code.split(",")[0] ?? ""))
        .map(({ at }) => at),
  },
];
