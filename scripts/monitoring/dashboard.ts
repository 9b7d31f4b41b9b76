import type { Panel, PanelRow } from "./panels.ts";

const COLUMNS = 24;
const WIDE = 8;
const HIGH = 8;

const DATASOURCE = { type: "prometheus", uid: "$" + "{datasource}" } as const;

const panelJson = (panel: Panel, id: number, x: number, y: number) => ({
  id,
  type: panel.isStat === true ? "stat" : "timeseries",
  title: panel.title,
  datasource: DATASOURCE,
  gridPos: { x, y, w: WIDE, h: HIGH },
  fieldConfig: {
    defaults: {
      unit: panel.unit,
      ...(panel.isStat === true ? { decimals: 3 } : { min: 0 }),
      ...(panel.max === undefined ? {} : { max: panel.max }),
    },
    overrides: [],
  },
  options:
    panel.isStat === true
      ? { reduceOptions: { calcs: ["lastNotNull"] }, colorMode: "value" }
      : { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
  targets: panel.lines.map(({ query, legend }, index) => ({
    refId: String.fromCodePoint(65 + index),
    datasource: DATASOURCE,
    expr: query,
    legendFormat: legend,
  })),
});

/** Rows one below the other, three panels beside each other. */
const panelsJson = (rows: readonly PanelRow[]): readonly object[] => {
  const all: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    all.push({
      id: all.length + 1,
      type: "row",
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    const perLine = COLUMNS / WIDE;
    for (const [index, panel] of panels.entries()) {
      const line = Math.floor(index / perLine);
      all.push(panelJson(panel, all.length + 1, (index % perLine) * WIDE, y + line * HIGH));
    }
    y += Math.ceil(panels.length / perLine) * HIGH;
  }
  return all;
};

/** JSON as the formatter writes it: a list of one word stands on its line. */
const jsonText = (value: object): string =>
  JSON.stringify(value, null, 2).replace(/\[\n\s+("[^"\n]*")\n\s+\]/g, "[$1]");

/** The dashboard as Grafana 9 and later read it. */
export const dashboardText = (rows: readonly PanelRow[]): string =>
  `${jsonText({
    uid: "plinth",
    title: "Plinth",
    tags: ["plinth"],
    timezone: "utc",
    schemaVersion: 37,
    version: 1,
    editable: true,
    refresh: "10s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [
        {
          name: "datasource",
          label: "Data source",
          type: "datasource",
          query: "prometheus",
          current: {},
          hide: 0,
        },
      ],
    },
    annotations: { list: [] },
    panels: panelsJson(rows),
  })}\n`;
