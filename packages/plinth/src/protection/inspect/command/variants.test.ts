import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("commands in their less usual forms", () => {
  it.each([
    // Expansions of nothing, and quotes, inside of a name.
    ["wh<()oami", "command.split-word"],
    ["cu$@rl example.org", "command.split-word"],
    ["'w'get example.org", "command.split-word"],
    // Braces without a space.
    ["{,ipconfig}", "command.brace"],
    ['{,$"uname",}', "command.brace"],
    ["k(){ k|k& };k", "command.shellshock"],
    // Commands that start others.
    [";flock -u / id", "command.chain"],
    ["x;gdb -nx", "command.chain"],
    ["7|zcat notes.gz", "command.pipe"],
    ["--host=`id`-a", "command.backtick"],
    ["/usr/bin/id", "command.whole"],
    ["ipconfig /all", "command.whole"],
    // Spaces as forms write them.
    ["+dir+c:+|", "command.whole"],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    "authentication failure; logname= uid=0 tty=ssh",
    "{,and so on} or {, , }",
    "f(){ return g() }",
    "Don't w'rap it; it's rock'n'roll",
    "+49+30+1234567",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });

  it("VAL-10: SQL is read with the spaces of forms as well", () => {
    expect(rulesOf("8'+and+'k'+like+'k'+--")).toContain("sqli.tautology");
    expect(rulesOf("4+order+by+4")).toContain("sqli.order-probe");
  });

  it("VAL-10: SQL is read without the comments that end with their lines", () => {
    expect(rulesOf("7'%23kq%0Aor%23zw%0A7=7")).toContain("sqli.tautology");
    expect(rulesOf("7' and--kq\n'a'='a")).toContain("sqli.tautology");
    expect(rulesOf("# Soup\n\nSalt --not too much\nor pepper\n")).toEqual([]);
  });
});
