import type { ChartTone } from "./chart-words.ts";

/** The colours of a chart, as a canvas takes them. */
export interface ChartColours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly surface: string;
  readonly tones: Readonly<Record<ChartTone, string>>;
}

/** Reads the theme's colours where `element` stands; a canvas knows no custom properties. */
export const readColours = (element: HTMLElement): ChartColours => {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours: ChartColours = {
    ink: read("--ink"),
    soft: read("--ink-soft"),
    line: read("--line"),
    surface: read("--surface"),
    tones: {
      brand: read("--brand"),
      accent: read("--accent"),
      danger: read("--danger"),
      ok: read("--ok"),
      soft: read("--line-strong"),
    },
  };
  probe.remove();
  return colours;
};

/** Calls back whenever the colours may have changed; the result stops it. */
export const watchColours = (changed: () => void): (() => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "data-contrast"],
  });
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((text) =>
    matchMedia(text),
  );
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", changed);
  };
};
