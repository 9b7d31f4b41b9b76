import { paintsIn, type SvgElement, type SvgTree } from "./svg-tree.ts";

/** What paints and draws nothing itself: no part of it can hold another one. */
const GRADIENTS: ReadonlySet<string> = new Set(["linearGradient", "radialGradient", "stop"]);

/** Paints of style sheets by the selector that has them; `*` for all that is more than one name. */
type Styled = ReadonlyMap<string, readonly string[]>;

/** More pairs than this in one rule, and it counts for everything. */
const MAX_PAIRS = 10_000;

const withoutComments = (styles: string): string => {
  const [first = "", ...others] = styles.split("/*");
  return [first, ...others.map((part) => part.slice(part.indexOf("*/") + 2))].join(" ");
};

const readStyles = (styles: string): Styled => {
  const found = new Map<string, string[]>();
  for (const rule of withoutComments(styles).split("}")) {
    const paints = paintsIn(rule);
    if (paints.length === 0) continue;
    const selectors = (rule.split("{").at(-2) ?? "*").split(",");
    const keys = selectors.length * paints.length > MAX_PAIRS ? ["*"] : selectors;
    for (const selector of keys.map((one) => one.trim())) {
      const key = /^[.#]?[\w-]+$/.test(selector) ? selector : "*";
      const others = found.get(key);
      if (others === undefined) found.set(key, [...paints]);
      else for (const paint of paints) others.push(paint);
    }
  }
  return found;
};

/** How much something draws: itself, these others, and those for each part that it draws. */
interface Part {
  readonly own: number;
  readonly drawn: number[];
  readonly paints: number[];
}

/**
 * The elements in their places, and behind them a part for each id and selector that stands for all
 * it means: many that refer to many would else be as many pairs.
 */
const partsOf = ({ elements, styles }: SvgTree): readonly Part[] => {
  const parts: Part[] = elements.map(({ name, children }) => ({
    own: GRADIENTS.has(name) ? 0 : 1,
    drawn: [...children],
    paints: [],
  }));
  const groups = new Map<string, number>();
  const groupOf = (key: string): number => {
    const known = groups.get(key);
    if (known !== undefined) return known;
    groups.set(key, parts.length);
    return parts.push({ own: 0, drawn: [], paints: [] }) - 1;
  };
  const idOf = (id: string): number => groupOf(`id ${id}`);
  const styled = readStyles(styles);
  for (const [selector, paints] of styled) {
    const group = parts[groupOf(`of ${selector}`)];
    for (const id of paints) group?.drawn.push(idOf(id));
  }
  const styledOf = ({ name, ids, classes }: SvgElement): readonly string[] =>
    styled.size === 0 || GRADIENTS.has(name)
      ? []
      : ["*", name, ...ids.map((id) => `#${id}`), ...classes.map((one) => `.${one}`)];
  for (const [at, element] of elements.entries()) {
    for (const id of element.ids) parts[idOf(id)]?.drawn.push(at);
    const part = parts[at];
    for (const id of element.drawn) part?.drawn.push(idOf(id));
    for (const id of element.paints) part?.paints.push(idOf(id));
    for (const selector of styledOf(element)) {
      if (styled.has(selector)) part?.paints.push(groupOf(`of ${selector}`));
    }
  }
  return parts;
};

/**
 * How many shapes a drawing comes to when everything is drawn as often as it is referred to, or
 * `most` + 1 where it is more, or where a part refers to itself: ten `use` of ten `use` ten levels deep
 * are 2 KB and ten thousand million shapes. What a paint holds counts for each shape below, because
 * paints are inherited. Each element is looked at once.
 */
export const countShapes = (tree: SvgTree, most: number): number => {
  if (tree.elements.length > most) return most + 1;
  const parts = partsOf(tree);
  const known = new Map<number, number>();
  const under = new Set<number>();
  const stack: { readonly at: number; readonly part: Part; readonly waiting: number[] }[] = [];
  /** False where an element waits for itself. */
  const enter = (at: number): boolean => {
    const part = parts[at];
    if (part === undefined || under.has(at)) return false;
    under.add(at);
    stack.push({ at, part, waiting: [...part.drawn, ...part.paints] });
    return true;
  };
  const sum = (places: readonly number[]): number =>
    places.reduce((total, at) => total + (known.get(at) ?? 0), 0);

  enter(0);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.waiting.pop();
    if (next !== undefined) {
      if (!known.has(next) && !enter(next)) return most + 1;
      continue;
    }
    const drawn = top.part.own + sum(top.part.drawn);
    const total = drawn + sum(top.part.paints) * Math.max(1, drawn);
    if (total > most) return most + 1;
    known.set(top.at, total);
    under.delete(top.at);
    stack.pop();
  }
  return known.get(0) ?? 0;
};
