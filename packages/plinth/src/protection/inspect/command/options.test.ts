import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("options that a value brings", () => {
  it.each([
    "menu.zip --unzip-command='sh -c id'",
    "--upload-pack=touch /tmp/k",
    "-I 'touch /tmp/k' menu.tar",
    ". -exec cat menu ;",
    "*.txt -execdir sh -c id {} +",
    "192.0.2.7 -z /tmp/k.sh",
    "--init-command=id",
    "-c alias.x=!id",
    "--config=core.pager=id",
    "http://192.0.2.7/menu -o /var/www/menu.php",
    "cook@example.org -X/var/www/html/menu.php",
    "--post-file=/etc/passwd",
    "-F menu=@/etc/shadow",
    "--use-compress-program=/tmp/k.sh",
    "-e sh menu.rsync",
    "ssh://-oProxyCommand=id/menu",
  ])("VAL-10: %s", (text) => {
    expect(rulesOf(text)).toContain("command.option");
  });

  it.each([
    ["a command with its options", "find . -exec rm {} +"],
    ["a script with its options", "./menu.sh -I 'curl menu'"],
    ["a sentence that begins with an option", "-exec rm is slower than the one with a plus"],
    ["a sentence about one", "Use --pager curl with care"],
    ["what options are for", "--editor=vim"],
    ["a file of one's own", "-o menu.pdf"],
    ["a list", "- curl\n- wget"],
    ["a dash and an address", "menu-7 - see http://example.org/-o"],
    ["a text", `${"All about the oven. ".repeat(16)}-exec sh -c id`],
  ])("VAL-15: %s is none", (_, text) => {
    expect(rulesOf(text)).not.toContain("command.option");
  });
});
