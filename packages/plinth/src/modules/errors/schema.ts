import { list, oneOf, type Static, strictObject, Type } from "#policy";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Time = Type.String({ description: "ISO 8601" });
const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });
const GroupId = () => Type.String({ pattern: "^[0-9a-f]{32}$", maxLength: 32 });
const Source = oneOf(["server", "job", "browser"]);
const State = oneOf(["open", "resolved", "muted"]);

const filter = {
  state: Type.Optional(State),
  source: Type.Optional(Source),
  /** Milliseconds since the epoch; only groups that came in between, exact to five minutes. */
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
};

/** Query of GET /api/v1/admin/errors/export */
export const ExportQuery = strictObject(filter);

/** GET /api/v1/admin/errors */
export const ErrorsQuery = strictObject({
  ...filter,
  /** The `next` of the page before. */
  before: Type.Optional(Type.String({ pattern: "^[0-9]{1,16}-[0-9a-f]{32}$", maxLength: 49 })),
});

const group = {
  id: GroupId(),
  source: Source,
  kind: Type.String({ description: "class and code of the fault" }),
  message: Type.String({ description: "without numbers, ids and whatever stood in quotes" }),
  frames: list(Type.String(), { max: 5 }),
  place: Type.String({ description: "template of the route, name of the job, part of the page" }),
  times: Count,
  firstAt: Time,
  lastAt: Time,
  firstRelease: Type.String(),
  lastRelease: Type.String(),
  requestId: nullable(Type.String()),
  traceId: nullable(Type.String()),
  state: State,
  changedAt: nullable(Type.String()),
  returns: Count,
  returnedAt: nullable(Type.String()),
};

/** One page of groups, those first that came last. */
export const ErrorsReply = strictObject({
  groups: list(
    strictObject({
      ...group,
      timesThen: Type.Integer({ minimum: 0, description: "in the time asked for" }),
    }),
  ),
  open: Type.Integer({ minimum: 0, description: "groups that nobody has resolved or muted" }),
  next: nullable(Type.String()),
});

/** The path of one group. */
export const ErrorParams = strictObject({ id: GroupId() });

/** One group, and when it came in the last seven days; hours without any are left out. */
export const ErrorReply = strictObject({
  ...group,
  hours: list(strictObject({ from: Time, times: Count }), { max: 200 }),
});

/** PUT /api/v1/admin/errors/:id/state */
export const StateBody = strictObject({ state: State });

/** See {@link ErrorsQuery}. */
export type ErrorsQueryValue = Static<typeof ErrorsQuery>;
