import type { Rule } from "./rule.ts";

/** Texts that change the meaning of a query (VAL-08). */
export const SQL_RULES = {
  "sqli.tautology": {
    title: "a condition that is always true or false",
    attack: "x' or 'a'='a",
    benign: "salt or pepper, 1 = mild, 2 = hot",
  },
  "sqli.condition": {
    title: "a condition behind a quote that was closed",
    attack: "x' and email is null; --",
    benign: "the dogs' and cats' food",
  },
  "sqli.always-true": {
    title: "or true, or 1: without a comparison",
    attack: "x' or 1 --",
    benign: "'salt' or 'pepper'",
  },
  "sqli.comment-terminator": {
    title: "a quote that is closed, and the rest cut off by a comment",
    attack: "admin'--",
    benign: "Ines O'Brien -- the one from Cork",
  },
  "sqli.quote-operator": {
    title: "quotes and operators that only make sense inside a query",
    attack: "'='",
    benign: "5' - 6' tall",
  },
  "sqli.union-select": {
    title: "a second query joined on",
    attack: "1 union all select name, password from members",
    benign: "The union select committee meets on Monday.",
  },
  "sqli.order-probe": {
    title: "counts columns by sorting",
    attack: "1' order by 9--",
    benign: "Please order by 5 pm",
  },
  "sqli.subquery": {
    title: "a query in brackets as a value",
    attack: "1+(select count(*) from members)",
    benign: "(select one from the list below)",
  },
  "sqli.stacked-query": {
    title: "a second statement that reads",
    attack: "1; select name from members--",
    benign: "First mix; select a pan from the shelf.",
  },
  "sqli.stacked-change": {
    title: "a second statement that writes",
    attack: "1; delete from members",
    benign: "Clean up; delete from my list what is old.",
  },
  "sqli.stacked-schema": {
    title: "a second statement that changes tables",
    attack: "x'; drop table members; --",
    benign: "Please drop the table at the corner.",
  },
  "sqli.stacked-run": {
    title: "a second statement that runs or declares something",
    attack: "1; declare @x varchar(9)",
    benign: "We declare the winner; shutdown follows at noon.",
  },
  "sqli.whole-query": {
    title: "a value that is a query and nothing else",
    attack: "select name from members where id = 4",
    benign: "select all",
  },
  "sqli.time-delay": {
    title: "makes the server wait, to be seen from outside",
    attack: "1 waitfor delay '0:0:9'",
    benign: "Waitfor delay statements are slow.",
  },
  "sqli.delay-call": {
    title: "calls a function that waits",
    attack: "1-sleep(9)",
    benign: "I sleep (8 hours) and eat.",
  },
  "sqli.heavy-query": {
    title: "keeps the server busy to be seen from outside",
    attack: "benchmark(9000000,md5(1))",
    benign: "Run the benchmark(s) yourself.",
  },
  "sqli.error-call": {
    title: "makes the server tell by an error message",
    attack: "1-extractvalue(1,2)",
    benign: "An XML type can extract a value.",
  },
  "sqli.out-of-band": {
    title: "makes the server call somebody",
    attack: "1||utl_http.request('http://evil.example')",
    benign: "The package is called DBMS.",
  },
  "sqli.file-access": {
    title: "reads or writes files of the server",
    attack: "1 into outfile '/tmp/x'",
    benign: "Pour the soup into file boxes.",
  },
  "sqli.procedure": {
    title: "runs a procedure of the server",
    attack: "1; exec master..xp_cmdshell 'dir'",
    benign: "The exec summary is on page 2.",
  },
  "sqli.system-catalog": {
    title: "asks the catalogue of the server",
    attack: "1 union select table_name from information_schema.tables",
    benign: "the information schema of the archive",
  },
  "sqli.server-variable": {
    title: "asks the server for its version or user",
    attack: "' union select @@version--",
    benign: "write to me @@ work",
  },
  "sqli.guess": {
    title: "guesses a value letter by letter",
    attack: "1*ascii(substring(user(),1,1))",
    benign: "the ascii (substring) chart",
  },
  "sqli.concatenation": {
    title: "an expression joined to a string that was closed",
    attack: "x'||concat('a','b')||'",
    benign: "'left' + right = whole",
  },
  "sqli.insert-breakout": {
    title: "finishes the list of values early",
    attack: "x',1,null)--",
    benign: "call f('x', 1) -- it returns 2",
  },
  "sqli.spelled-text": {
    title: "text spelled in numbers",
    attack: "char(97)+char(98)",
    benign: "char 97 is a, char 98 is b",
  },
} as const satisfies Readonly<Record<string, Rule>>;
