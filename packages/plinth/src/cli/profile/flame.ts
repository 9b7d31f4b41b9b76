import { escapeHtml } from "#core";
import { pageHtml, tableHtml } from "#load";
import { byFunction, byRoom, type Frame, type Share } from "./read-profile.ts";

const WIDTH = 1_200;
const ROW = 17;
/** Narrower than this, in pixels, nothing is seen. */
const NARROWEST = 0.4;
/** A letter's width, in pixels. */
const LETTER = 6.3;
const FUNCTIONS_SHOWN = 40;

interface Box {
  readonly frame: Frame;
  readonly x: number;
  readonly width: number;
  readonly depth: number;
}

const boxesOf = (root: Frame): readonly Box[] => {
  const scale = WIDTH / Math.max(1, root.totalMicros);
  const boxes: Box[] = [];
  const place = (frame: Frame, x: number, depth: number): void => {
    const width = frame.totalMicros * scale;
    if (width < NARROWEST) return;
    boxes.push({ frame, x, width, depth });
    let at = x;
    for (const child of frame.children) {
      place(child, at, depth + 1);
      at += child.totalMicros * scale;
    }
  };
  place(root, 0, 0);
  return boxes;
};

/** The same room has the same colour in every picture. */
const colourOf = (room: string): string => {
  let sum = 7;
  for (const letter of room) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return `hsl(${sum} ${room.startsWith("plinth") ? 65 : 30}% 75%)`;
};

const percentOf = (micros: number, all: number): string =>
  `${((micros * 100) / Math.max(1, all)).toFixed(1)} %`;

const boxSvg = ({ frame, x, width, depth }: Box, all: number): string => {
  const where = frame.place === "" ? "" : `, ${frame.place}`;
  const title = `${frame.name}${where}${frame.room === "" ? "" : ` [${frame.room}]`}: ${percentOf(frame.totalMicros, all)}, itself ${percentOf(frame.selfMicros, all)}`;
  const letters = Math.floor((width - 4) / LETTER);
  const label =
    letters < 3
      ? ""
      : `<text x="${(x + 2).toFixed(1)}" y="${depth * ROW + 12}">${escapeHtml(frame.name.slice(0, letters))}</text>`;
  return `<g><title>${escapeHtml(title)}</title><rect x="${x.toFixed(1)}" y="${depth * ROW}" width="${Math.max(NARROWEST, width - 0.3).toFixed(1)}" height="${ROW - 1}" fill="${colourOf(frame.room)}"/>${label}</g>`;
};

const sharesTable = (caption: string, shares: readonly Share[], all: number): string =>
  tableHtml(
    caption,
    ["", "Share", "ms"],
    shares.map(({ name, micros }) => [name, percentOf(micros, all), (micros / 1_000).toFixed(1)]),
  );

/**
 * A profile as one page without scripts: a flame graph (callers above what they called; width is
 * time) whose boxes tell where they are when they are pointed at, and tables of self time.
 */
export const flamePage = (root: Frame, title: string, about: string): string => {
  const boxes = boxesOf(root);
  const height = (Math.max(0, ...boxes.map(({ depth }) => depth)) + 1) * ROW;
  const all = root.totalMicros;
  return pageHtml(
    title,
    `<p>${escapeHtml(about)}</p>
<figure><figcaption>Callers stand above what they called; the width is time. Point at a box to see where it is.</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Flame graph; the tables below hold its figures" font-family="monospace" font-size="10.5">
${boxes.map((box) => boxSvg(box, all)).join("\n")}
</svg></figure>
<h2>Self time</h2>
${sharesTable("By room", byRoom(root), all)}
${sharesTable(`By function, the first ${FUNCTIONS_SHOWN}`, byFunction(root).slice(0, FUNCTIONS_SHOWN), all)}`,
  );
};

const LINES = 15;

/** The tables for people who read a terminal. */
export const shareLines = (root: Frame): readonly string[] => {
  const line = ({ name, micros }: Share): string =>
    `${percentOf(micros, root.totalMicros).padStart(7)}  ${name}`;
  return [
    "self time by room",
    ...byRoom(root).slice(0, LINES).map(line),
    "",
    "self time by function",
    ...byFunction(root).slice(0, LINES).map(line),
  ];
};
