import fc from "fast-check";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { describe, expect, it } from "vitest";
import { readThreats } from "../../testing/threats.ts";
import { sanitizeRichText } from "./sanitize.ts";

type Node = DefaultTreeAdapterTypes.ChildNode;

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    "p br strong em ul ol li blockquote code pre h2 h3 h4".split(" ").map((tag) => [tag, []]),
  ),
  a: ["href", "rel"],
  img: ["src", "alt"],
};

/** Whatever an independent parser finds that is not on the list. */
const faultsOf = (nodes: readonly Node[], found: string[] = []): readonly string[] => {
  for (const node of nodes) {
    if (node.nodeName === "#text") continue;
    if (!("tagName" in node)) {
      found.push(node.nodeName);
      continue;
    }
    const attributes = ALLOWED[node.tagName];
    if (attributes === undefined) found.push(node.tagName);
    for (const { name, value } of node.attrs) {
      if (!(attributes ?? []).includes(name)) found.push(`${node.tagName} ${name}`);
      const wanted = name === "src" ? /^https:\/\// : /^(?:https?:\/\/|mailto:)/;
      if ((name === "href" || name === "src") && !wanted.test(value)) found.push(value);
    }
    faultsOf(node.childNodes, found);
  }
  return found;
};
const faultsIn = (html: string): readonly string[] => faultsOf(parseFragment(html).childNodes);

const corpus = (): readonly string[] => {
  return (readThreats("attacks.tsv", "published payloads against the sanitiser (P-013)") ?? "")
    .split("\n")
    .map((line) => line.split("\t").slice(1).join("\t"))
    .filter((text) => text.includes("<"));
};

/** What is known to slip through one filter or another. */
const KNOWN = [
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "<<script>script>alert(1)<</script>/script>",
  "<img src=x onerror=alert(1)//",
  "<a href='java\tscript:alert(1)'>x</a>",
  "<a href=' javascript:alert(1)'>x</a>",
  "<a href='&#106;avascript&colon;alert(1)'>x</a>",
  "<a href='//evil.example'>x</a>",
  "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
  "<svg><style><img src=x onerror=alert(1)></style></svg>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<textarea></textarea><img src=x onerror=alert(1)>",
  "<xmp><p title='</xmp><svg onload=alert(1)>'></xmp>",
  "<!--><img src=x onerror=alert(1)>-->",
  "<![CDATA[><img src=x onerror=alert(1)>]]>",
  "<?xml <img src=x onerror=alert(1)>?>",
  "<p style='background:url(javascript:alert(1))' onclick=alert(1) id=x class=y>x</p>",
  "<form action=javascript:alert(1)><button>x</button></form><base href=//evil>",
  "<a href='https://e.example' target=_blank rel=opener>x</a>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "<plaintext><img src=x onerror=alert(1)>",
  "<li><template><script>alert(1)</script></template></li>",
  // A link in a link, which only what was cleaned once shows.
  "<a ><scr<script>ipt>alert(1)</scr</script>ipt><a href='data:text/html,1'>x</a>",
] as const;

const word = fc.constantFrom(
  ..."script style svg math img a p iframe noscript textarea title template xmp b select option".split(
    " ",
  ),
);
const attribute = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("href", "src", "onerror", "onload", "style", "srcdoc", "xlink:href", "rel"),
      fc.constantFrom(
        ..."javascript:alert(1) JaVa\tScript:x data:text/html,<script> https://e.example/?a=b&c //e".split(
          " ",
        ),
        "mailto:a@e.example",
        "vbscript:x",
        '"><script>',
      ),
      fc.constantFrom('"', "'", ""),
    )
    .map(([name, value, quote]) => `${name}=${quote}${value}${quote}`),
  fc.string({ maxLength: 8 }),
);
const piece = fc.oneof(
  fc
    .tuple(word, fc.array(attribute, { maxLength: 3 }))
    .map(([tag, all]) => `<${tag} ${all.join(" ")}>`),
  word.map((tag) => `</${tag}>`),
  fc.constantFrom("<!--", "-->", "<![CDATA[", "]]>", "<?", "&lt;", "&#60;", "<", ">", "</", "\0"),
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...KNOWN),
);
const markup = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((all) => all.join("")),
  // One inside the other: what is removed in one pass leaves what was meant.
  fc.tuple(piece, fc.nat(40), piece).map(([a, at, b]) => a.slice(0, at) + b + a.slice(at)),
);

describe("P-013: rich text", () => {
  it("VAL-13: nothing that runs is left, as another parser reads it; twice changes nothing more", () => {
    fc.assert(
      fc.property(markup, fc.boolean(), (html, images) => {
        const once = sanitizeRichText(html, { images });
        expect(faultsIn(once)).toEqual([]);
        expect(sanitizeRichText(once, { images })).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it("VAL-13: nor of any attack that is known", () => {
    const attacks = [...KNOWN, ...corpus()];
    expect(attacks.length).toBeGreaterThan(20);
    for (const attack of attacks) {
      const once = sanitizeRichText(attack, { images: true });
      expect(faultsIn(once)).toEqual([]);
      expect(sanitizeRichText(once, { images: true })).toBe(once);
    }
  });

  it("broken twin: one pass that removes script elements leaves one", () => {
    const onePass = (html: string): string => html.replaceAll(/<script>|<\/script>/g, "");
    expect(faultsIn(onePass(KNOWN[0]))).toContain("script");
  });
});

describe("what stays", () => {
  it.each([
    [
      "<p>Bring <b>butter</b> &amp; <i>eggs</i><br>to 20 °C</p>",
      "<p>Bring <strong>butter</strong> &amp; <em>eggs</em><br />to 20 °C</p>",
    ],
    ["<ul><li>one</li></ul><h2>Two</h2>", "<ul><li>one</li></ul><h2>Two</h2>"],
    [
      "<a href='https://e.example/?a=1&amp;b=2' onclick=x>e</a>",
      '<a href="https://e.example/?a=1&amp;b=2" rel="noopener nofollow">e</a>',
    ],
    ["<a href='/plans'>mine</a>", "<a>mine</a>"],
    ["a < b and O'Brien", "a &lt; b and O'Brien"],
    ["<h1>Title</h1><script>alert(1)</script><table><td>cell</td></table>", "Titlecell"],
    ["<img src='https://e.example/i.png' alt='i'>", ""],
  ])("VAL-13: %s", (html, clean) => {
    expect(sanitizeRichText(html)).toBe(clean);
  });

  it("VAL-05: what is too long is refused, not cut", () => {
    expect(() => sanitizeRichText("x".repeat(100_001))).toThrow("too large");
  });

  it("VAL-13: images only where they are asked for, and over https", () => {
    const image = '<img src="https://e.example/i.png" alt="&quot;">';
    expect(sanitizeRichText(image, { images: true })).toBe(
      '<img src="https://e.example/i.png" alt="&quot;" />',
    );
    expect(sanitizeRichText("<img src=http://e.example>", { images: true })).toBe("");
  });
});
