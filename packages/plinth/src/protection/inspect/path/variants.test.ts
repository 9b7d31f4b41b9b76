import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("paths in their less usual forms", () => {
  it.each([
    // Digits that are none, dots that are half of a character, digits encoded by themselves.
    ["..%c1%9g..%c1%9gsrv%c1%9gnotes", "path.overlong"],
    ["%c0.%c0.%2fnotes", "path.overlong"],
    ["..%%32%%66..%%32%%66..%%32%%66notes.txt", "path.deep-climb"],
    // A control character that nobody sees.
    ["..%02%2fetc%2fpasswd", "path.traversal-to-file"],
    ["site/.htpasswd", "path.server-file"],
    ["././.htaccess", "path.server-file"],
    ["/etc/hostname.eth0", "path.sensitive-file"],
    ["/etc/kitchen/stove.py", "path.sensitive-file"],
    ["/run/secrets/oven/key", "path.sensitive-file"],
    ["C:\\System Volume Information\\log.dat", "path.sensitive-file"],
    ["./web-inf/lib/", "path.server-file"],
    ["./web.config", "path.server-file"],
    // A path is a part of a value without spaces.
    ["'/etc/shadow'", "path.sensitive-file"],
    ["?menu=/proc/self/maps", "path.process-file"],
    ['{"menu":"file:///c:/windows/win.ini"}', "path.sensitive-file"],
    ["menu:file:///etc/shadow", "path.sensitive-file"],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    "/var/log/meals/june.pdf",
    "/opt/logs/kitchen.png",
    "100%% of it, %c0 and %d",
    "?menu=/plans/june&from=/api/v1/meals",
    '{"list":"/var/log/meals/june.pdf"}',
    "Names stand in '/etc/hosts' on that machine.",
    "./notes/web.txt",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
