import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROSE } from "../corpus/everyday.ts";
import { createInspector, inspectText } from "../engine/inspect-text.ts";
import { createScanner } from "../engine/scan.ts";
import { LONG, mayHoldPassages, oddPassages } from "./odd-passages.ts";
import { hasOddPlace } from "./odd-places.ts";

/** An essay of ordinary prose. */
const essay = PROSE.join(" ").repeat(5).slice(0, 4_200);
const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

const passagesOf = (text: string): readonly string[] =>
  mayHoldPassages(text, -1) ? oddPassages(text) : [];

describe("what in an essay is no prose", () => {
  it.each([
    ["/etc/shadow", "path.sensitive-file"],
    ["C:\\Windows\\win.ini", "path.sensitive-file"],
    ["..\\notes", "path.windows-climb"],
    ["php://filter/resource=notes", "path.wrapper"],
    ["'||'SALT", "sqli.quote-operator"],
    ["salt' / current_date != '7", "sqli.quote-operator"],
    ["9|env", "command.pipe"],
    ["&& dir", "command.chain"],
    ["| id", "command.pipe"],
    ["w'h'oami", "command.split-word"],
    ['wh""oami', "command.split-word"],
    ["' + 'salt", "sqli.quote-operator"],
    ["' or '' '", "sqli.quote-operator"],
    ["' or soup rlike '.+' ", "sqli.condition"],
    ["' or price > 7", "sqli.condition"],
  ])("VAL-10: %s is read by itself, wherever it is hidden", (attack, rule) => {
    for (const text of [
      `${essay} ${attack}`,
      `${attack} ${essay}`,
      `${essay} ${attack} ${essay}`,
      `${essay}\n${attack}\n${essay}`,
    ]) {
      expect(rulesOf(text)).toContain(rule);
    }
  });

  it("VAL-15: ordinary words with signs make no passage", () => {
    const words =
      "don't and/or (A&B) C++ 50% $12 #3 ~20 <3 ines@example.org https://example.org/a?b=c *very* _well_ 'so to say' 10:30 24/7 -- she's there; 5' tall";
    expect(passagesOf(`${essay} ${words} ${essay}`)).toEqual([]);
    expect(passagesOf(essay)).toEqual([]);
  });

  it("VAL-10: what Markdown quotes near by hides nothing, nor does a block that nobody closes", () => {
    const attack = "/etc/shadow";
    for (const text of [
      `${essay} \`menu\` ${attack} ${essay}`,
      `${essay}\n\`\`\`\ncook(menu) + {salt}\n\`\`\`\n${essay} ${attack} ${essay}`,
      `${essay}\n\`\`\`\n${attack} ${essay}`,
      `${essay} [the menu](../menu.html) ${attack} ${essay}`,
    ]) {
      expect(rulesOf(text)).toContain("path.sensitive-file");
    }
  });

  it("VAL-15: quotes and semicolons of sentences are not even looked at", () => {
    const quoted =
      "\"Salt\", she said; 'and pepper'; the cooks' salt, rock'n'roll, O'Brien's (\"so to say\"): 5'11\"";
    const scanner = createScanner();
    const isLookedAt = (text: string): boolean => hasOddPlace(scanner.page(text));
    expect(isLookedAt(essay)).toBe(false);
    expect(isLookedAt(quoted.replace("rock'n'roll", "roll"))).toBe(false);
    expect(isLookedAt(`${quoted} ' or`)).toBe(true);
    expect(isLookedAt("soup ; env")).toBe(true);
    expect(rulesOf(`${essay} ${quoted} ${essay}`)).toEqual([]);
  });

  it("VAL-15: a short text, one about technical things, a quotation and shown code have none", () => {
    const path = "/etc/hosts";
    expect(passagesOf(`Look into ${path} for the names.`)).toEqual([]);
    const manual = `${`${PROSE[0]} Then open ${path} or {notes} and save. `.repeat(20)} `;
    expect(manual.length).toBeGreaterThan(LONG);
    expect(passagesOf(manual)).toEqual([]);
    expect(passagesOf(`${essay} Look into \`${path}\` for the names.`)).toEqual([]);
    expect(passagesOf(`${essay} Read [the names](../names.html) first.`)).toEqual([]);
    expect(passagesOf(`${essay}\n\`\`\`\n${path}\n\`\`\`\n`)).toEqual([]);
  });

  it("VAL-10: a short line is read as a whole, words in a longer one with the word before", () => {
    expect(passagesOf(`${essay}\nls -l /srv\n${essay}`)).toEqual(["ls -l /srv"]);
    expect(passagesOf(`${essay} ls /srv ${essay}`)).toEqual(["/srv", "ls /srv"]);
    expect(passagesOf(`${essay} ' or '' ' ${essay}`)[0]).toBe("' or '' '");
  });

  it("VAL-11: passages are few and short, and each is made of words of the text", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "soup",
        "'",
        "/a",
        "=",
        "\n",
        "x".repeat(400),
        "#",
        "||",
        "w'h'o",
        "\u{1f372}",
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 30 }),
        fc.array(word, { maxLength: 30 }),
        (some, more) => {
          const text = [...some, essay, ...more].join(" ");
          const passages = passagesOf(text);
          expect(passages.length).toBeLessThanOrEqual(24);
          for (const passage of passages) {
            expect(passage.length).toBeLessThanOrEqual(1_200);
            for (const word of passage.split(/\s/)) expect(text).toContain(word);
          }
        },
      ),
    );
  });

  it("VAL-11: an inspector that has read an essay reads the next text afresh", () => {
    const inspect = createInspector();
    expect(inspect(`${essay} /etc/shadow ${essay}`)).not.toEqual([]);
    expect(inspect("A pinch of salt")).toEqual([]);
    expect(inspect(essay)).toEqual([]);
  });
});
