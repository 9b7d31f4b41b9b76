import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

const QUERY = `SELECT m.title FROM meals AS m , cooks AS c WHERE m.town = "Lyon" AND m.cook_id = c.id`;

describe("a whole query that somebody says something about", () => {
  it.each([
    `Which meals does Lyon cook?\n\n${QUERY} AND m.price > 3 ;`,
    `meals of Lyon in 2010\n${QUERY} ;`,
    `What is cooked in " Lyon " -> ${QUERY} ;`,
    `the dearest meal of all: SELECT m.title FROM meals AS m WHERE m.price = ( SELECT MAX( k.price ) FROM meals AS k ) ;`,
    "which meal is the dearest SELECT m.title FROM meals AS m WHERE m.price = ( SELECT MAX( k.price ) FROM meals AS k ) AND m.cook = c.id",
    `  .with('warm', kitchen.raw('select * from "meals" where "cook" = ?', 'Ines'))`,
    `$ psql -c "select typname, oid from pg_type where typname = 'price' order by oid"`,
    "Soup 'lentil', salt and 'pepper'\n--------------------------------\nLet's cook",
    'From the menu, select "Other" and tell us which; the "select" verbs of unit 7',
    'Regards, the cook / "SELECT soup FROM kitchen" / +90 212 555',
    "Your meal comes into the small hours, and 1 in 10 of us agree",
    "UPDATE meals SET price = price - $1 WHERE cook = $2 -- is this slow for everybody?",
    "SELECT DISTINCT town FROM meals ORDER BY town – why is Lyon at the end of it?",
    "insert into meals (a, b) values (1, 'x') on conflict do nothing -- is this allowed in any of them?",
    "an index on (lower(mail)); then WHERE lower(mail) = 'x@example.com' is fast",
    "cool to 27, back to 31 (dark) or 29 (milk). >33? Start over.",
    "the clause needs brackets: where (a = 1 or b = 2) and c = 3",
    "with recent as (select * from meals where day > '2026-01-01') select cook, avg(price) from recent",
    "I use: select mail, count(*) from cooks group by mail having count(*) > 1 order by 2 desc;",
    "test: add cases for '<', '>' and '&' in titles",
    "2/4 + 1/4 = 3/4, and 100*(3/4) = 75 % of it",
    'Trains from nine to ten; select "flexible" when you book it',
    "CREATE TABLE meals (\n  id INTEGER PRIMARY KEY\n);\nThis is what I have; is a table of its own for cooks too much?",
    "Drop table tennis from the menu? No way!",
    "In Access, UPDATE Meals SET price = price * 1.05 WHERE cook = 'D''Angelo' says nothing",
    "3.0: minimum is now 13; ALTER TABLE locks are shorter; see the notes",
    "log10(1000)=3; ln(e)=1; exp(0)=1",
    "const menu = await readFile('the menu'); // of today",
    "UPDATE meals SET price = price * 2 WHERE cook = 'Ines'; says 0 rows. Could the name be written in another way?",
    "I need both months in one list:\nSELECT title FROM june UNION ALL SELECT title FROM july ORDER BY title;\nThat keeps what is there twice, is that right?",
    "DROP INDEX IF EXISTS meals_day; CREATE INDEX meals_day ON meals (day); – may both be in one step of it?",
    "Two archives in one: SELECT title FROM june UNION ALL SELECT title FROM july ORDER BY title; Should the order be inside of it or outside?",
    "SELECT 料理 FROM 献立 WHERE 値段 BETWEEN 60 AND 70; 列の名前は速さに影響しますか？",
    'dish,title,left\nA-7,"Select-a-soup ladle",40\nA-8,"Drop-leaf table",3',
    "v7.3: fixed the union of ranges that overlap; select-all now skips hidden dishes",
    "BEGIN; SELECT price FROM meals WHERE id = 3 FOR UPDATE; and another one waits. Is there a way to skip it, perhaps?",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });

  it.each([
    // A query that was left, joined to, cut off, or asks for what is not its own.
    [`all the meals: SELECT title FROM meals WHERE town = 'x' or cook=name-- `, "sqli.condition"],
    [`all the meals of SELECT title FROM meals WHERE town' or cook=name`, "sqli.condition"],
    [`1 /*of the meals select a from b where*/ or cook=name#`, "sqli.condition"],
    [`7 and ( select title from meals where town = "x" and cook = name)`, "sqli.subquery"],
    [`all the meals: SELECT title FROM meals WHERE town = "x" or 7=7`, "sqli.tautology"],
    [`all my meals'; SELECT title FROM meals WHERE town = "x" and cook = id`, "sqli.stacked-query"],
    [
      `all the meals: SELECT title FROM meals WHERE town = "x" and k = (select name from information_schema.tables)`,
      "sqli.system-catalog",
    ],
    [`x'select title from meals where "cook" = 'Ines'`, "sqli.stacked-query"],
    [`exec('select title from meals')`, "sqli.stacked-query"],
    [QUERY, "sqli.condition"],
  ])("VAL-10: %s is an attack all the same", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });
});
