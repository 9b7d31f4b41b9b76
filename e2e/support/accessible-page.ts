import type { Page } from "playwright-core";

/**
 * What is wrong with document and fields. Runs in the page: it may use nothing from outside.
 * WCAG 2.2: 1.3.1, 2.4.2, 3.1.1, 3.3.2, 4.1.2.
 */
const documentFaultsInPage = (): string[] => {
  const faults: string[] = [];
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const describe = (element: Element): string =>
    `<${element.tagName.toLowerCase()} ${[...element.attributes]
      .filter(({ name }) => ["id", "name", "class", "type"].includes(name))
      .map(({ name, value }) => `${name}="${value}"`)
      .join(" ")}>`;
  if (!/^[a-z]{2}(-|$)/.test(document.documentElement.lang)) faults.push("no language");
  if (document.title.trim() === "") faults.push("no title");
  if (document.querySelector('meta[name="viewport"][content*="user-scalable=no"]')) {
    faults.push("zoom is forbidden");
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) {
    faults.push(`two elements are called ${id}`);
  }
  for (const field of document.querySelectorAll<HTMLInputElement>("input, select, textarea")) {
    if (field.type === "hidden" || !isSeen(field)) continue;
    const labels = [...(field.labels ?? [])].map(({ textContent }) => textContent);
    const named = (field.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "");
    const words = [...labels, ...named, field.getAttribute("aria-label") ?? ""].join("").trim();
    // A placeholder is gone as soon as somebody types: it is no label.
    if (words === "") faults.push(`${describe(field)} has no label`);
  }
  for (const hidden of document.querySelectorAll('[aria-hidden="true"]')) {
    const reachable = hidden.querySelector<HTMLElement>("a[href], button, input, [tabindex]");
    if (reachable !== null && reachable.tabIndex >= 0 && isSeen(reachable)) {
      faults.push(`${describe(reachable)} can be reached but is hidden from readers`);
    }
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const named = (element.getAttribute(attribute) ?? "").split(" ").filter(Boolean);
      // What a closed part would control need not be there yet.
      const isClosed = element.getAttribute("aria-expanded") === "false";
      if (isClosed || attribute === "aria-controls") continue;
      const missing = named.filter((id) => document.getElementById(id) === null);
      if (missing.length > 0) faults.push(`${describe(element)} names a missing ${attribute}`);
    }
  }
  return faults;
};

/**
 * Texts whose colour stands out too little (WCAG 2.2, 1.4.3): 4.5, or 3 from 24 px or 18.7 px bold.
 * Runs in the page.
 */
const contrastFaultsInPage = (): string[] => {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (text: string): Colour => {
    if (pen === null) return [0, 0, 0, 1];
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Colour, bottom: Colour, opacity: number): Colour => {
    const alpha = top[3] * opacity;
    const mix = (index: 0 | 1 | 2) => top[index] * alpha + bottom[index] * (1 - alpha);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (colour: Colour): number => {
    const part = (value: number) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2]);
  };
  const ratio = (one: Colour, other: Colour): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const chainOf = (element: Element): readonly Element[] => {
    const chain: Element[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) chain.unshift(at);
    return chain;
  };
  /** Background behind an element and the opacity of what stands on it. */
  const surfaceOf = (
    element: Element,
  ): { colour: Colour; opacity: number; hasPicture: boolean } => {
    let colour: Colour = matchMedia("(prefers-color-scheme: dark)").matches
      ? [18, 18, 18, 1]
      : [255, 255, 255, 1];
    let opacity = 1;
    let hasPicture = false;
    for (const at of chainOf(element)) {
      const style = getComputedStyle(at);
      opacity *= Number(style.opacity);
      const own = parse(style.backgroundColor);
      if (own[3] > 0) {
        colour = over(own, colour, opacity);
        hasPicture = false;
      }
      if (style.backgroundImage !== "none") hasPicture = true;
    }
    return { colour, opacity, hasPicture };
  };
  const isOut = (element: Element): boolean => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return true;
    // Also what stands in a box of one pixel, such as the native twin of a drawn list of choices.
    const isNothing = (at: Element): boolean => {
      const box = at.getBoundingClientRect();
      const isCut = at === element || getComputedStyle(at).overflow !== "visible";
      return isCut && (box.width <= 1 || box.height <= 1);
    };
    return (
      chainOf(element).some(isNothing) ||
      element.closest(".visually-hidden, [disabled], [data-disabled], [aria-disabled='true']") !==
        null
    );
  };
  const faults = new Set<string>();
  const judge = (element: Element, text: string, colour: string, style: CSSStyleDeclaration) => {
    const { colour: behind, opacity, hasPicture } = surfaceOf(element);
    if (hasPicture) return;
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const found = ratio(over(parse(colour), behind, opacity), behind);
    if (found >= (isLarge ? 3 : 4.5)) return;
    faults.add(`"${text.slice(0, 40)}" has contrast ${found.toFixed(2)} (${colour})`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.textContent ?? "").trim();
    const element = node.parentElement;
    if (text === "" || element === null || isOut(element)) continue;
    if (element.closest("script, style, noscript, svg, option") !== null) continue;
    const style = getComputedStyle(element);
    judge(element, text, style.color, style);
  }
  for (const field of document.querySelectorAll<HTMLInputElement>("input, textarea, select")) {
    if (isOut(field) || ["checkbox", "radio", "range"].includes(field.type)) continue;
    const style = getComputedStyle(field);
    if (field.value !== "") judge(field, field.value, style.color, style);
    if (field.placeholder !== undefined && field.placeholder !== "") {
      const { color } = getComputedStyle(field, "::placeholder");
      judge(field, field.placeholder, color, style);
    }
  }
  return [...faults];
};

/** What is wrong with the document and its fields. */
export const documentFaults = (page: Page): Promise<readonly string[]> =>
  page.evaluate(documentFaultsInPage);

/** Texts that stand out too little, in both themes. */
export const contrastFaults = async (page: Page): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours that are on their way between the themes are nobody's colours: two frames later the
    // transitions have begun, and can be ended. What inherits begins its own when its parent ends.
    await page.evaluate(async () => {
      const mostLevels = 40;
      for (let level = 0; level < mostLevels; level += 1) {
        await new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        });
        const running = document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
        if (running.length === 0) return;
        for (const animation of running) animation.finish();
      }
    });
    const found = await page.evaluate(contrastFaultsInPage);
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
  }
  return faults;
};

/** Focus as the keyboard moves it. */
interface Stop {
  readonly what: string;
  readonly isMarked: boolean;
}

const MOST_STOPS = 150;

/**
 * Walks through the page with Tab until it comes round (WCAG 2.2: 2.1.1, 2.1.2, 2.4.7): the walk
 * must not be caught, and every stop must be marked.
 */
export const keyboardFaults = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    window.getSelection()?.removeAllRanges();
    for (const seen of document.querySelectorAll("[data-walked]")) {
      seen.removeAttribute("data-walked");
    }
  });
  const faults: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate((): Stop | "round" | "stuck" => {
      const element = document.activeElement;
      if (element === null || element === document.body) return "round";
      const before = document.querySelector('[data-walked="last"]');
      if (before === element) return "stuck";
      if (element.hasAttribute("data-walked")) return "round";
      before?.setAttribute("data-walked", "");
      element.setAttribute("data-walked", "last");
      // The mark may stand on a wrapper: a hidden checkbox in its drawn box.
      const marked = [element, element.parentElement, element.parentElement?.parentElement];
      const isMarked = marked.some((one) => {
        if (!one) return false;
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1;
      });
      const what = `${element.tagName.toLowerCase()} "${(element.textContent ?? "").slice(0, 30)}"`;
      return { what, isMarked };
    });
    if (here === "round") return faults;
    if (here === "stuck") return [...faults, "the keyboard is caught"];
    if (!here.isMarked) faults.push(`focus on ${here.what} does not show`);
  }
  return [...faults, `no way round in ${MOST_STOPS} stops`];
};
