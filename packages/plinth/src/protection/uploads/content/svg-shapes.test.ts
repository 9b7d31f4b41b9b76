import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sourceOfBytes } from "./source.ts";
import { walkSvg } from "./svg.ts";
import { countShapes } from "./svg-shapes.ts";
import { readSvgTree } from "./svg-tree.ts";

const MOST = 100_000;
const drawing = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inside}</svg>`;
const ruleOf = async (inside: string): Promise<string | undefined> =>
  (await walkSvg(sourceOfBytes(Buffer.from(drawing(inside)))))?.rule;
const count = (inside: string): number => {
  const tree = readSvgTree(drawing(inside), MOST);
  return tree === undefined ? -1 : countShapes(tree, MOST);
};

/** Ten levels of ten parts, each of which draws the level below. */
const levels = (
  part: (below: string) => string,
  group = (id: string, inside: string) => `<g id="${id}">${inside}</g>`,
): string =>
  Array.from({ length: 10 }, (_, level) =>
    group(`l${level}`, level === 0 ? "<path d='M0 0h1'/>" : part(`l${level - 1}`).repeat(10)),
  ).join("");
const pattern = (id: string, inside: string): string =>
  `<pattern id="${id}" width="1" height="1">${inside}</pattern>`;

const BOMBS: Readonly<Record<string, string>> = {
  "use in use": levels((id) => `<use href="#${id}"/>`),
  "with a prefix": levels((id) => `<use xlink:href='#${id}'/>`),
  "with a space": levels((id) => `<use href="#${id}" />`),
  "by an escaped id": levels((id) => `<use href="#%6c${id.slice(1)}"/>`),
  "through symbols": levels(
    (id) => `<use href="#${id}"/>`,
    (id, inside) => `<symbol id="${id}">${inside}</symbol>`,
  ),
  "patterns in patterns": `${levels((id) => `<path fill="url(#${id})"/>`, pattern)}<path fill="url(#l9)"/>`,
  "patterns that are inherited": `${levels(
    (id) => `<path d="M0 0"/></g><g fill="url('#${id}')">`,
    (id, inside) => pattern(id, `<g>${inside}</g>`),
  )}<path style="fill:url(#l9)"/>`,
  "patterns by classes": `<style>${Array.from({ length: 10 }, (_, level) => `.c${level}{fill:url(#l${level})}`).join("")}</style>${levels((id) => `<path class="x c${id.slice(1)}"/>`, pattern)}<path class="c9"/>`,
  "patterns by other selectors": `<style>/*{*/g > path{fill:url(#p)}</style>${pattern("p", "<g><path/></g>")}<g><path/></g>`,
  itself: `<g id="a"><use href="#a"/></g>`,
  "each other": `<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>`,
  "too many by themselves": "<g/>".repeat(MOST),
};

describe("UPL-01: drawings that are small to send and large to draw", () => {
  it.each(Object.entries(BOMBS))("UPL-01: %s are refused", async (_, inside) => {
    expect(await ruleOf(inside)).toBe("image.shapes");
  });

  it.each([
    [
      "gradients by classes",
      `<style>.a,.b{fill:url(#g)}</style><linearGradient id="g"><stop class="a"/></linearGradient>${'<path class="a b"/>'.repeat(5_000)}`,
    ],
    [
      "a gradient for all",
      `<linearGradient id="g"><stop/><stop/></linearGradient><g fill="url(#g)">${"<path/>".repeat(60_000)}</g>`,
    ],
    [
      "a symbol a thousand times",
      `<symbol id="s"><path/><path/></symbol>${'<use href="#s"/>'.repeat(1_000)}`,
    ],
    ["what there is not", `<use href="#nothing"/><path fill="url(#nothing)"/>`],
    ["links to parts", `<g id="a"><a href="#a"><path/></a></g>`],
    ["a greater sign in a value", `<path id="a>b" d="M0 0"/><use href="#a>b"/>`],
    ["a style in CDATA", `<style><![CDATA[g > path{fill:red}]]></style><path/>`],
  ])("VAL-15: %s is taken", async (_, inside) => {
    expect(await ruleOf(inside)).toBeUndefined();
  });

  it.each([
    ["a tag that is not closed", "<g>"],
    ["tags that cross", "<g><path></g></path>"],
    ["a quote that does not end", `<path d="/>`],
    ["257 levels", `${"<g>".repeat(256)}${"</g>".repeat(256)}`],
  ])("UPL-01: %s is no drawing that everybody reads alike", async (_, inside) => {
    expect(await ruleOf(inside)).toBe("content.damaged");
  });

  it("UPL-01: counts what is drawn, however often it is referred to", () => {
    expect(count("<path/>")).toBe(2);
    expect(count(`<g id="a"><path/></g><use href="#a"/><use href="#a"/>`)).toBe(9);
    const tree = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(tree, (uses) => {
        // Level n draws level n - 1 as often as it says: the sum is known without walking.
        let below = 2;
        let total = 1 + below;
        const text = uses.map((often, level) => {
          below = 1 + often * (1 + below);
          total += below;
          return `<g id="n${level + 1}">${`<use href="#n${level}"/>`.repeat(often)}</g>`;
        });
        expect(count(`<g id="n0"><path/></g>${text.join("")}`)).toBe(Math.min(total, MOST + 1));
      }),
    );
  });
});
