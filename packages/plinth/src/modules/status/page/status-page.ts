import type { PublicStatus } from "./public-status.ts";

/** Text and quoted attributes of HTML. */
const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const OVERALL: Readonly<Record<PublicStatus["status"], string>> = {
  healthy: "Everything works",
  degraded: "It works, with limits",
  unhealthy: "Something is down",
};
const STATES: Readonly<Record<PublicStatus["components"][number]["state"], string>> = {
  ok: "works",
  degraded: "works with limits",
  failed: "down",
  unknown: "not known",
};

type Days = PublicStatus["components"][number]["days"];

/** Height and colour of a day: what was worse is lower, so that the colour is not needed to tell. */
const bar = (uptime: number | null): readonly [height: number, colour: string] => {
  if (uptime === null) return [4, "#8a8f8c"];
  if (uptime >= 99.9) return [28, "#2f8f6b"];
  return uptime >= 95 ? [20, "#b7791f"] : [12, "#c0392b"];
};

/** One sentence for all days, for whoever does not see the bars. */
const inWords = (days: Days): string => {
  const measured = days.flatMap(({ uptime }) => (uptime === null ? [] : [uptime]));
  if (measured.length === 0) return `not measured in the last ${days.length} days`;
  const mean = measured.reduce((sum, uptime) => sum + uptime, 0) / measured.length;
  const count = measured.length === 1 ? "1 measured day" : `${measured.length} measured days`;
  return `${(Math.floor(mean * 100) / 100).toFixed(2)} % on ${count} of ${days.length}`;
};

/** Presentation attributes instead of styles: the policy of our pages allows no inline style. */
const bars = (days: Days): string => {
  const rects = days.map(({ uptime }, index) => {
    const [height, colour] = bar(uptime);
    return `<rect x="${index * 4}" y="${28 - height}" width="3" height="${height}" fill="${colour}"/>`;
  });
  const label = escapeHtml(`Last ${days.length} days: ${inWords(days)}`);
  return `<svg role="img" aria-label="${label}" viewBox="0 0 ${days.length * 4} 28" width="100%" height="28" preserveAspectRatio="none">${rects.join("")}</svg>`;
};

/** The main part of the public page: names, states and uptime, nothing else (HLT-08). */
export const statusPageMain = (application: string, status: PublicStatus): string => {
  const parts = status.components.map(
    ({ name, state, days }) =>
      `<section><h2>${escapeHtml(name)}: ${STATES[state]}</h2>${bars(days)}<p>${inWords(days)}</p></section>`,
  );
  return `<p class="status">${escapeHtml(application)}</p><h1>${OVERALL[status.status]}</h1>${parts.join("")}<dl><dt>As of</dt><dd><time datetime="${status.timestamp}">${status.timestamp.replace("T", " ").slice(0, 16)} UTC</time></dd><dt>For programs</dt><dd><a href="/status.json">/status.json</a></dd></dl>`;
};
