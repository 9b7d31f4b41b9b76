import { oneOf, type Static, strictObject, Type } from "plinth";
import { LeftoverList, SharedDays } from "../schema.ts";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** What a link shows. */
export const sharePart = oneOf(["plan", "list"]);

/** What a link shows, and how it ends, besides being taken back. */
export const ShareBody = strictObject({
  /** What it shows: the plan with its list (default), or the list alone. */
  part: Type.Optional(sharePart),
  password: Type.Optional(Type.String({ minLength: 4, maxLength: 100 })),
  /** Days until it ends; absent = it stays until it is taken back. */
  expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
  maxViews: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
});
export type ShareBody = Static<typeof ShareBody>;

const share = {
  id: Type.String(),
  part: sharePart,
  createdAt: Type.String(),
  expiresAt: nullable(Type.String()),
  maxViews: nullable(Type.Integer()),
  views: Type.Integer(),
  hasPassword: Type.Boolean(),
  /** Whether it still opens. */
  isOpen: Type.Boolean(),
};

/** A new link; its token is told this once. */
export const NewShare = Type.Object({ ...share, token: Type.String() });

export const ShareList = Type.Object({ shares: Type.Array(Type.Object(share)) });

/** What opens a link. */
export const linkFields = {
  token: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
  password: Type.Optional(Type.String({ maxLength: 100 })),
};
export const OpenBody = strictObject(linkFields);
export type OpenBody = Static<typeof OpenBody>;

/** Of a list alone there are no days and no targets. */
export const SharedPlan = Type.Object({
  ...SharedDays,
  part: sharePart,
  targets: nullable(SharedDays.targets),
  leftovers: LeftoverList,
});
