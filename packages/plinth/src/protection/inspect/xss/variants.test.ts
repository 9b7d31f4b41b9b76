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
    ["to=javascript:var{k:onerror}={k:alert}", "xss.javascript-text"],
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
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
