import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("commands that somebody writes about", () => {
  it.each([
    [
      "a block of Markdown",
      "Then look:\n\n```sh\ncurl -s http://example.org | sort\nls -la\n```\nDone.",
    ],
    ["a block without a language", "```\ncat notes.txt\n```"],
    ["two blocks", "```\nls -l\n```\nand\n```bash\nwhoami\n```"],
    ["Japanese, with its own commas", "- `grep`、`awk`や`curl`を使う"],
    ["Chinese, glued to the word", "先运行`whoami`再看看"],
    ["a colon of full width", "- `env`：执行命令"],
    ["a choice of two", "Use `grep`/`egrep` or `a`/`sed` here"],
    ["a pipe in a sentence", "Try `sort -k1 | base64` first"],
    ["what a block has", "```sh\ndiff a <(ssh k cat b) && rm a\n```"],
    ["a line that is shown", "# sort\n\n`sort {{notes}} | base64`\n\n`{{command}} | nl`"],
    ["the end of a sentence", "It is `whoami`. Then `id`-like ones, and pre-`curl` days"],
    ["a word of JavaScript in a span", "The `alias in expression` form, and the `eval` of others"],
  ])("VAL-15: %s is no attack", (_, text) => {
    expect(rulesOf(text)).toEqual([]);
  });

  it.each([
    ["x`whoami`", "command.backtick"],
    ["--host=`curl http://example.org/`", "command.backtick"],
    ["`sort notes | sh`", "command.pipe"],
    ["`x`;`id`", "command.backtick"],
    ["\nwhoami", "command.newline"],
    ["a|curl http://example.org", "command.pipe"],
    // Fenced at one end only, and behind the block.
    ["```\nwhoami\n", "command.newline"],
    ["```\nbread\n```\ncat /etc/passwd", "command.newline"],
    ["```\nbread;whoami\n```", "command.chain"],
    ["x` onload=alert`1`", "xss.script-call"],
  ])("VAL-10: %j is one", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });
});
