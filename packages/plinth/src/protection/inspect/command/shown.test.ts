import { describe, expect, it } from "vitest";
import { PROSE } from "../corpus/everyday.ts";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("commands that are shown without Markdown", () => {
  it.each([
    "# To copy the menu elsewhere:\nrsync -avc <menu> <kitchen>",
    "# Show all networks\nnmcli con",
    "# To keep a menu, packed (its name\n# stays as it is):\nmysqldump -u<cook> <menu> | gzip -9 > menu.sql",
    "---\ntags: [ kitchen ]\n---\n# Sort the menu:\nseq 7 | sed 's/7/8/'\n# or:\nseq 8 | xargs -0 -p cp -t <menu>",
    "```console\n$ docker compose up",
    "[source,console]\n----\n$ curl https://example.org/menu\n----",
    "fix: Menu cannot be fetched\n\ngit+https://example.org/menu.git",
    "Then run:\n apt-get install the-oven",
    "The rules of the kitchen were left as they\nset by hand, from the oven to the table and back.",
    "It is said that the oven of the kitchen\nEmacs distributions.",
    "Call the cook to see what is left on the\nlist.\nSet `salt: 2` to skip it.",
    "names of the form\n  /path/to/directory/or/file\nand more",
    "what the kitchen handles\nfork/exec calls.",
    "The wheels of the waggon by\ncasting; GCC 4.4 did not",
    'Build it: docker run -v "$(pwd):/srv" node && git log kitchen..$(git rev-parse v1)',
    "A variable such as `%WINDIR%` or `%SystemRoot%` is no command, nor is system() or exec()",
    "docker compose up -d && docker compose logs -f menu\nThen the oven stops only the log of it, right?",
    "sudo apt update && sudo apt full-upgrade keeps three of them back. Should I wait or force it now?",
    "curl -sS 'https://example.org/menu?limit=7' | python3 -m json.tool\nWithout the quotes around it the rest went to the background",
    [...PROSE, "|nano |`git config --global core.editor x`", "|vim |`ls -l`", ...PROSE].join("\n"),
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });

  it.each([
    // A word is no comment, and what proves itself or runs anything is looked for below one, too.
    ["#\nrsync -avc /srv /tmp", "command.newline"],
    ["#menu\nrsync -avc /srv /tmp", "command.newline"],
    ["# The menu:\n\nrsync -avc /srv /tmp", "command.newline"],
    ["# The menu:\nwhoami", "command.newline"],
    ["# The menu:\nseq 7 | cat /etc/passwd", "command.pipe"],
    ["# The menu:\nseq 7 | bash", "command.pipe"],
    ["# The menu:\nr'sync' -avc /srv", "command.split-word"],
    ["# The menu:\nx; curl http://example.org", "command.chain"],
    ["menu\n$(curl http://example.org)", "command.substitution"],
    ["menu\ncurl+http://example.org", "command.newline"],
    [[...PROSE, "| ls -l", ...PROSE].join("\n"), "command.pipe"],
    // What is asked about is short: a page of commands is looked at, once for each of them (P-070).
    [
      `${"docker compose up -d && ".repeat(100)}docker ps\nThen the oven stops only the log of it, right?`,
      "command.background",
    ],
    // A question hides no proof, and nothing that a value is left for.
    ["git log && whoami\nThen the oven stops only the log of it, right?", "command.chain"],
    [
      "menu; curl http://example.org/x.sh | sh # is this the way to do it, perhaps?",
      "command.pipe",
    ],
    // A line that says what is shown below, and what would run all the same.
    ["Then run:\nid", "command.newline"],
    ["192.0.2.7\ncat /srv/menu", "command.newline"],
    ["The soup of the day was too salty\ncurl http://example.org", "command.newline"],
  ])("VAL-10: %s is an attack all the same", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });
});
