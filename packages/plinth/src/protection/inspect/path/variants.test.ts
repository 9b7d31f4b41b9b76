import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("paths in their less usual forms", () => {
  it.each([
    // Digits that are none, dots that are half of a character, digits encoded by themselves.
    ["..%c1%9g..%c1%9gsrv%c1%9gnotes", "path.overlong"],
    ["%c0.%c0.%2fnotes", "path.overlong"],
    // Wildcards for dots.
    [".?%252f.?%252fetc%252fissue", "path.traversal-to-file"],
    ["??%5c??%5cboot.ini", "path.traversal-to-file"],
    ["?.0x5c?.0x5cetc0x5cissue", "path.traversal-to-file"],
    ["/.bash_profile", "path.private-file"],
    ["..%%32%%66..%%32%%66..%%32%%66notes.txt", "path.deep-climb"],
    // A control character that nobody sees.
    ["..%02%2fetc%2fpasswd", "path.traversal-to-file"],
    ["site/.htpasswd", "path.server-file"],
    // What a client sends the content of.
    ["@/etc/passwd", "path.sensitive-file"],
    ["compress.zlib:///srv/notes", "path.wrapper"],
    ["https://cook.example/soup.txt?", "path.wrapper"],
    ["/var/lib/php/sessions/sess_soup77", "path.sensitive-file"],
    ["././.htaccess", "path.server-file"],
    ["/etc/hostname.eth0", "path.sensitive-file"],
    ["/etc/kitchen/stove.py", "path.sensitive-file"],
    ["/run/secrets/oven/key", "path.sensitive-file"],
    ["C:\\System Volume Information\\log.dat", "path.sensitive-file"],
    ["./web-inf/lib/", "path.server-file"],
    ["./web.config", "path.server-file"],
    ["~ines/.bash_history", "path.private-file"],
    [".\t./.\t./.\t./srv/notes", "path.deep-climb"],
    ["\u2025/\u2025/\u2025/srv/notes", "path.deep-climb"],
    ["jar:file:///srv/stove.jar!/oven.properties", "path.wrapper"],
    // A path is a part of a value without spaces.
    ["'/etc/shadow'", "path.sensitive-file"],
    ["?menu=/proc/self/maps", "path.process-file"],
    ['{"menu":"file:///c:/windows/win.ini"}', "path.sensitive-file"],
    ["menu:file:///etc/shadow", "path.sensitive-file"],
    // Files that programs of Windows keep, blanks in their names and all.
    ["c:/program files/stove/conf/stove.xml", "path.sensitive-file"],
    ["C:\\Program Files (x86)\\Stove Company\\Oven 2.0\\oven.ini", "path.sensitive-file"],
    ["file:///C:/Program Files/Oven/oven.ini", "path.sensitive-file"],
    ["c:\\progra~1\\oven\\readme.txt", "path.sensitive-file"],
    ["D:/kitchen/oven/june.log", "path.sensitive-file"],
    ["C:/Users/ines/AppData/Roaming/Oven/state.json", "path.sensitive-file"],
    ["C:\\Users\\Administrator\\Desktop\\notes.txt", "path.sensitive-file"],
    ["c:/nginx/html/oven.html", "path.sensitive-file"],
    ["%APPDATA%\\Oven\\state.json", "path.sensitive-file"],
    ["%USERPROFILE%\\.ssh\\config", "path.private-file"],
    // Settings of Linux in directories with dots, of services, homes and applications.
    ["/etc/pam.d/oven", "path.sensitive-file"],
    ["/etc/oven/live/kitchen.example/privkey.pem", "path.sensitive-file"],
    ["/var/lib/oven/config.yaml", "path.sensitive-file"],
    ["/usr/lib/systemd/system/oven.service", "path.sensitive-file"],
    ["/home/ines/.config/oven/token", "path.sensitive-file"],
    ["~/.kube/config", "path.sensitive-file"],
    ["/app/.env", "path.private-file"],
    ["/srv/oven/.env.production", "path.private-file"],
    ["/app/config/database.yml", "path.sensitive-file"],
    ["/.svn/entries", "path.sensitive-file"],
    [".hg/hgrc", "path.sensitive-file"],
    ["BOOT-INF/classes/oven.properties", "path.sensitive-file"],
    // Schemes that read a file or run what they hold.
    ["local_file:///srv/notes", "path.wrapper"],
    ["jar:http://oven.example/a.jar!/b", "path.wrapper"],
    ["data:text/plain;base64,PD9waHAgMTs", "path.wrapper"],
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
    "C:\\Recipes\\summer\\soup.docx",
    "C:/Program Files/Oven/oven.exe",
    "C:\\Program Files\\Oven\\manual.pdf",
    "c:/oven is where the program lies, and what it writes is kept in oven.log",
    "%APPDATA% is a folder of Windows",
    "/users/42.json",
    "/app/plans/june.json",
    "/environment/kitchen",
    "/etc/kitchen/plan_of_june.zip",
    "/usr/lib/plan_of_june.json",
    "/plans/.well-known/recipes",
    "data:text/plain;base64,SGVsbG8",
    "local_file: a name in the settings",
    "\\\\kitchen02\\plans\\2026\\Q2\\O'Brien_table\\drawings\\rev-D.dwg",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
