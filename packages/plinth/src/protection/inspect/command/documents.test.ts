import { describe, expect, it } from "vitest";
import { PROSE } from "../corpus/everyday.ts";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

/** A page of notes, line by line, with something among them. */
const among = (...lines: readonly string[]): string => [...PROSE, ...lines, ...PROSE].join("\n");

describe("the lines of a document", () => {
  it.each([
    ['split "menu.tar.gz" into smaller ones'],
    ["gunzip can unpack what 'compress' wrote"],
    ["", "  $ cp -a /srv/menu ~/", ""],
    ["", "ls -l /srv/menu", ""],
    ["set -e", "rm -f /srv/menu.bak"],
    ["curl http://example.org has the menu of today"],
    ["Look at the menu of the kitchen first:", "ls -l /srv"],
    ["Usage", "curl -d @menu example.org"],
    ["| System | Needs         |", "| Linux  | GCC >= 10     |"],
    ["| - menu.id (required) |", "| - menu.version (required) |"],
    ["It hung in system() when called twice."],
    ["#### `parse(text)` -> `date`", "", "", ""],
    ["", "* `jq <https://example.org/jq>`_ - it reads JSON", ""],
    ["The smallest of them; at ~50 kB it loads at once."],
  ])("VAL-15: commands are named and shown there: %s", (...lines) => {
    expect(rulesOf(among(...lines))).toEqual([]);
  });

  it.each([
    ["nobody cooks for 5 and 7", "", "### Monday"],
    ["fails where MENU_OPTIONS=nocook", "-- Ines"],
    ["#if MENU < 2 || (MENU == 2 && SOUP < 5)", "# define SALT"],
    ["it waits by a sleep", "(lp: #7)", "", "# Notes"],
    ["  cook(soup);", "  while (1) {"],
    ["In JavaScript:", "// the same once more"],
    ["--with-oniguruma=builtin", "(developers must not)"],
    ["  const reply = fetch('/plans/7');"],
    ["See [`POST /mfa/confirm`](routes.md#confirm)."],
    ["  $(expression).bind(types.keys, cook);"],
  ])("VAL-15: what stands on two lines is no statement: %s", (...lines) => {
    expect(rulesOf(among(...lines))).toEqual([]);
  });

  it.each([
    [["salt", "cat /etc/passwd"], "command.newline"],
    [["salt", "whoami"], "command.newline"],
    [["salt", "sleep 9"], "command.newline"],
    [["ls -l /srv"], "command.newline"],
    [["curl http://example.org/menu"], "command.newline"],
    [["192.0.2.7", "curl -d @menu example.org"], "command.newline"],
    [["; ls -l /srv"], "command.chain"],
    [["| cat /etc/passwd"], "command.pipe"],
    [["x' or 1=1 --"], "sqli.tautology"],
    [["x'; while(1){}"], "nosql.script-delay"],
    [["javascript:alert(1)"], "xss.script-call"],
    [["';fetch('//example.org')"], "xss.script-call"],
  ])("VAL-10: an attack on a line of its own is found all the same: %s", (lines, rule) => {
    expect(rulesOf(among(...lines))).toContain(rule);
  });

  it.each([
    ["salt\nls -l /srv", "command.newline"],
    [`${"x".repeat(900)}\nls -l /srv`, "command.newline"],
    ["7\nunion\nselect\n1,\n2,\n3,\n4,\n5,\n6,\n7\n--", "sqli.union-select"],
    ["x'\nor\n1\n=\n1\nor\n2\n=\n2\nor\n3\n--", "sqli.tautology"],
    ["javascript:\n//x\nalert(1)", "xss.javascript-text"],
  ])("VAL-10: a value is none, however many breaks tools put into it: %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });
});
