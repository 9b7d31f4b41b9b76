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
    // Nothing but a number before.
    ["2 or title like '%'", "sqli.condition"],
    ["-8 and elt(4=4,1)", "sqli.condition"],
    ["AND ISNULL(1/0)", "sqli.condition"],
    ["mid(@@hostname, 1, 1)", "sqli.server-variable"],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    'They call it "union select" in the manual',
    "In 2 union members select one of their own, and 3 others agree",
    "Use -> for members and ->> for text, '?' for keys",
    "The cook's = sign -- never seen",
    "1 or 2 cloves, and 3 if you like",
    "Write to me @> or <@ as you like: both 'work'",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
