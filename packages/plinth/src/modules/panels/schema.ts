import { list, oneOf, type Static, strictObject, Type } from "#policy";

/** As many as a page shows without becoming slow. */
const MAX_PANELS = 12;

const Name = () => Type.String({ pattern: "^[a-z][a-z0-9_]{0,99}$", maxLength: 100 });

/** One chart: a question about a metric under a name of one's own. */
const PanelSchema = strictObject({
  title: Type.String({ minLength: 1, maxLength: 60, pattern: "\\S" }),
  name: Name(),
  statistic: Type.Optional(oneOf(["rate", "increase", "value", "mean", "p50", "p95", "p99"])),
  by: Type.Optional(Name()),
  where: Type.Optional(Type.String({ maxLength: 300 })),
});

/** See {@link PanelSchema}. */
export type Panel = Static<typeof PanelSchema>;

/** All panels of somebody, in their order. */
export const PanelsBody = strictObject({ panels: list(PanelSchema, { max: MAX_PANELS }) });
