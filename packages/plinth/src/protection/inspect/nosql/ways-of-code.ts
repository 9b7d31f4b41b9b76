// Ways into code that a document store or its server runs, and operators in places of their own.

import type { Way } from "./way.ts";

export const WAYS_OF_CODE: readonly Way[] = [
  {
    rule: "nosql.bracket-key",
    mark: "where",
    pattern:
      /(?:^|[?&[])where\]?\[\w{1,32}\]\[(?:regexp?|neq?|nin|n?like|n?ilike|gte?|lte?|inq|between|exists)\]=/i,
  },
  {
    rule: "nosql.bracket-key",
    mark: "[where][",
    pattern: /\[where\]\[(?:or|and)\]\[\d{1,2}\]\[/i,
  },
  // A field that is told in the place of another.
  {
    rule: "nosql.other-operator",
    mark: '"$',
    pattern:
      /^\s{0,3}\{[^\n]{0,200}"(?!pass|secret|token|hash)\w{1,24}"\s{0,2}:\s{0,2}"\$(?:\w{1,20}\.)?(?:pass\w{0,12}|secret\w{0,8}|reset_?token|token|hash|salt|ssn)"/i,
  },
  // The one text that tries every quote and bracket of such code at once ("NoSQL syntax injection").
  { rule: "nosql.script-condition", mark: "{", pattern: /^\w{0,20}'"`\{\s{0,3};\s?\$\w{1,12}\}/ },
  {
    rule: "nosql.script-tautology",
    mark: "||",
    pattern: /^\w{1,16}\s{0,2}\|\|\s{0,2}(?:true|1\s?===?\s?1)\s{0,2}(?:;|\/\/)?$/i,
  },
  // Code that a store of functions keeps (CVE-2017-11467), and a function as a whole value.
  {
    rule: "nosql.kept-code",
    mark: '"language"',
    pattern:
      /"language"\s{0,2}:\s{0,2}"(?:groovy|javascript|ecmascript)"\s{0,2},\s{0,2}"code"\s{0,2}:/i,
  },
  {
    rule: "nosql.script-condition",
    mark: "this",
    pattern: /^\s{0,3}function\s?\(\)\s?\{\s?return\b[^\n]{0,120}\bthis\b[^\n]{0,120}\}[\s;]{0,3}$/,
  },
  // The document itself in the place of a value, a secret that is asked for letter by letter.
  { rule: "nosql.other-operator", mark: '"$$', pattern: /"\$\$(?:CURRENT|ROOT)\b/ },
  // What ends a string and, by a NUL, whatever follows it (PHP's driver of MongoDB).
  {
    rule: "nosql.script-tautology",
    mark: "'",
    pattern: /^[\w .@+-]{1,40}'(?:\0|%00)$/,
  },
  // Code of $where as a whole value: behind a number or a name, as a template, as a function that is called.
  {
    rule: "nosql.script-condition",
    mark: "this",
    pattern: /^(?:\w{1,24}|[\w.]{1,40}\([^()\n]{0,40}\))\s?(?:\|\||&&)\s?!{0,2}this\b[.[]/,
  },
  { rule: "nosql.script-condition", mark: "this", pattern: /^\$\{\s?this\b[.[]/ },
  {
    rule: "nosql.script-condition",
    mark: "(this",
    pattern:
      /^!{0,2}(?:tojson|tojsononeline|hex_md5|printjson)\(this\b[^)\n]{0,40}\)(?:[.[]|\s?[=<>!+]|$)/,
  },
  {
    rule: "nosql.script-tautology",
    mark: "||",
    pattern:
      /^(?:(?:NaN|null|undefined|0)\s?\|\|\s?(?:[[{!~]|-?\d{1,4}\s?$)|-?\d{1,9}\s?\|\|\s?[[{!~])/,
  },
  {
    rule: "nosql.script-return",
    mark: ";",
    pattern: /^-?\d{1,9}\s?;\s?(?:if\s?\(|return\b|for\s?\(|throw\b|while\s?\()/,
  },
  {
    rule: "nosql.script-tautology",
    mark: "/",
    pattern: /^[\w^$.*]{0,24}\/\s?(?:\.test\(\w{0,16}\)\s?)?(?:\|\||&&)\s?\/[\w^$.\\/]/,
  },
  // What makes a function of a text, and runs what it spells.
  {
    rule: "nosql.server-code",
    mark: "constructor`",
    pattern: /\.constructor`\s?(?:return|throw)\b/,
  },
  {
    rule: "nosql.server-code",
    mark: "eval(",
    pattern: /\beval\(\s?(?:Buffer\.from|atob)\(\s?['"]/,
  },
  // "'}, { menu : /.*/ }": an object is left, another one begins, whose pattern is met by everything.
  {
    rule: "nosql.pattern-operator",
    mark: "}",
    pattern: /^['"]?\}\s?,\s?\{\s?\w{1,24}\s?:\s?\/\S{1,24}\/\s?\}/,
  },
  // A loop over every field of the document.
  {
    rule: "nosql.kept-code",
    mark: "in this",
    pattern: /\bfor\s?\(\s?(?:(?:var|let|const)\s)?\w{1,12}\sin\sthis\s?\)/,
  },
];
