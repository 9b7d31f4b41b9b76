/** Length of the id of a series. */
export const ID_LENGTH = 8;

/** Figures of one series in one slot: counters and gauges have one, histograms one a cell. */
export type Figures = readonly number[];

const word = (value: number): string => String(Number(value.toPrecision(7)));

/** One series as text: "AbCd1234=5", or "AbCd1234:3=2,14=0.5" where several cells are not nought. */
export const cellText = (id: string, figures: Figures, isHistogram: boolean): string => {
  if (!isHistogram) return `${id}=${word(figures[0] ?? 0)}`;
  const cells = figures.flatMap((value, index) => (value === 0 ? [] : [`${index}=${word(value)}`]));
  return `${id}:${cells.join(",")}`;
};

const readCells = (text: string): Figures => {
  if (text.startsWith("=")) return [Number(text.slice(1))];
  const figures: number[] = [];
  for (const cell of text.slice(1).split(",")) {
    const at = cell.indexOf("=");
    if (at > 0) figures[Number(cell.slice(0, at))] = Number(cell.slice(at + 1));
  }
  return figures;
};

/** Calls `found` for those series of a shelf that are wanted; cells that are missing are nought. */
export const readShelf = (
  text: string,
  isWanted: (id: string) => boolean,
  found: (id: string, figures: Figures) => void,
): void => {
  if (text === "") return;
  for (const entry of text.split(" ")) {
    const id = entry.slice(0, ID_LENGTH);
    if (isWanted(id)) found(id, readCells(entry.slice(ID_LENGTH)));
  }
};
