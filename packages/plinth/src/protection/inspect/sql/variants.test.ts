import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("SQL in its less usual forms", () => {
  it.each([
    // Columns that no list of names explains, behind a value.
    ["-7 union select title nickname from meals limit 3", "sqli.union-select"],
    ["9 union all select title + '; ' from meals for json path", "sqli.union-select"],
    ["4 union select !<@, 2", "sqli.union-select"],
    ["3/*!union*//*!50000select*/+1,2", "sqli.union-select"],
    ["union select title x from information_schema.tables", "sqli.union-select"],
    ["7.union select.7 k", "sqli.union-select"],
    ["select char(77)", "sqli.whole-query"],
    ["7' or not false -- ", "sqli.always-true"],
    ["7' or !false#", "sqli.always-true"],
    ['k" or @@global.k^"7', "sqli.condition"],
    // Operators of JSON, and casts.
    [`OR '{"c":4}'::jsonb <@ '{"b":1, "c":4}'::jsonb`, "sqli.tautology"],
    [`' or '{"c":4}' @> '{"c":4}'--`, "sqli.tautology"],
    [`OR '{"c":[1]}'::json -> 'c' = '[1]'`, "sqli.tautology"],
    // A string is left, compared with a column and cut off; or the query closes the other quote.
    ["x'=mail--", "sqli.quote-operator"],
    ["7' not like price#", "sqli.quote-operator"],
    ["meal'|title!='", "sqli.quote-operator"],
    ["' || kitchen.add_cook('a', 'b') || '", "sqli.concatenation"],
    ["' or true; tail", "sqli.always-true"],
    ["' or true limit 1 offset 2 -- -", "sqli.always-true"],
    ["7;handler meals open;handler meals read first", "sqli.stacked-run"],
    ["7';handler `meals` open;#", "sqli.stacked-run"],
    ["7');begin user_lock.sleep(5); end--", "sqli.delay-call"],
    ["make_set(77=77,77)", "sqli.guess"],
    ["(77=78)*9", "sqli.guess"],
    ["12 or true", "sqli.always-true"],
    ["7;prepare p from @s;execute p;", "sqli.stacked-run"],
    // Nothing but a number before.
    ["2 or title like '%'", "sqli.condition"],
    ["-8 and elt(4=4,1)", "sqli.condition"],
    ["AND ISNULL(1/0)", "sqli.condition"],
    ["mid(@@hostname, 1, 1)", "sqli.server-variable"],
    // The quote of the query, and a comparison up to the end.
    ["' or price > 3", "sqli.condition"],
    ["3'*title is null - '", "sqli.quote-operator"],
    ["3'*title is \\N - '", "sqli.quote-operator"],
    ["7 order by coalesce(null,title)", "sqli.order-probe"],
    ["3 union distinctrow select title", "sqli.union-select"],
    ["3; delete quick from meals", "sqli.stacked-change"],
    ["create or replace function cook() returns int", "sqli.stacked-schema"],
    ["3; execute as login 'cook'", "sqli.stacked-run"],
    ["select 37*41 as dish", "sqli.whole-query"],
    ["3;copy meals from program 'ls'", "sqli.file-access"],
    // What is asked about is short: a page of statements is looked at, once for each of them (P-070).
    [
      `${"select title from meals; ".repeat(100)} is this what you all want now?`,
      "sqli.stacked-query",
    ],
    // A question behind a comment announces nothing, nor does a word that begins a statement too.
    [
      "copy that' union select title from meals -- is this what you all want now?",
      "sqli.union-select",
    ],
    [
      "update me ' or 1=1; drop table meals -- is this what you all want now?",
      "sqli.stacked-schema",
    ],
    [
      "3' union select title from meals -- note: select is this what you want now?",
      "sqli.union-select",
    ],
    [
      "3 union select title from meals # so: select is this what you want now?",
      "sqli.union-select",
    ],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    'They call it "union select" in the manual',
    "In 2 union members select one of their own, and 3 others agree",
    "Use -> for members and ->> for text, '?' for keys",
    "The cook's = sign -- never seen",
    "1 or 2 cloves, and 3 if you like",
    "Select 2*3 as many as you like, create or replace what is missing",
    "They order by phone (or by mail), and execute as planned",
    "It's 3 * the price - and that's 'all'",
    "Write to me @> or <@ as you like: both 'work'",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
