import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("commands in sentences", () => {
  it.each([
    "The oven of the kitchen is busy; lsof shows the menu of today",
    "The list of the kitchen is in the wrong order; sort -h knows about the units of it.",
    "Who may read it: Everyone | Cooks | Cooks & groups | Only me. What is the last but one?",
    "the files were renamed by us; dpkg\ntriggers are for another day",
    "to remember: vi, :x ; nano → Ctrl, and so on",
    "You can pipe it: ps aux | sort -nrk 3 | head -5 shows the five of them",
    "To start the oven again: systemctl restart oven && systemctl status oven",
    "Mit `apt update && apt upgrade` ging es durch",
    "Send me what `date -u; df -h` says and I will have a look",
    'Traceback:\n  File "menu.py", line 7, in <module>\n    cook()',
    "Get the oven ready and\nmake -j4 of it",
    "menu\nmkdir('/srv/menu', () => {})",
    "netstat -ano | findstr 8080 shows what the oven listens on",
    "needs: bundler ~> 2.4; sqlite3 (>= 1.4, != 1.6.0)",
    "Which one uses port 8080 on windows? netstat -ano | findstr 8080 shows it",
    "Host kitchen\n  HostName 192.0.2.7\n  User cook",
    "You can book it now; Find the oven first",
    'zone "oven" { type master; file "/srv/oven"; };',
    "RUN apt-get update && apt-get install -y oven",
    "I'm asking for the meals with curl:\n\ncurl -H k https://example.org/menu\n\nand it says that there are none",
    "How do I list them? I tried du -sh * | sort -h but it says no",
    "One is larger because of the oven; MySQL >= 8 in most kitchens",
    "The rows are {string\\[]|Menu\\[]|File\\[]}",
    "Since Git 2.30.3 it is\nGit 2.30.4 that counts",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });

  it.each([
    ["The soup of the day was good; whoami says so", "command.chain"],
    ["The soup of the day was good;lsof -i", "command.chain"],
    ["The soup of the day was good; curl http://example.org", "command.chain"],
    ["You can pipe it: ps aux | sh shows the five of them", "command.pipe"],
    ["You can pipe it: cat /etc/passwd | head -5 shows all of them", "command.pipe"],
    ["soup of the day | sort -u", "command.pipe"],
    ["To start the oven again: systemctl restart oven && id", "command.chain"],
    ["soup && curl -d k example.org", "command.chain"],
    ["menu\nmake -s --eval=k", "command.newline"],
  ])("VAL-10: %s is an attack all the same", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });
});
