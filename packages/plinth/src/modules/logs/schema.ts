import { list, oneOf, strictObject, Type } from "#policy";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
const Level = oneOf(LEVELS);

const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

const wanted = {
  /** The least level. */
  level: Type.Optional(Level),
  component: Type.Optional(Type.String({ pattern: "^[a-z][a-z0-9-]*$", maxLength: 60 })),
  category: Type.Optional(Type.String({ pattern: "^[a-z]+$", maxLength: 30 })),
  requestId: Type.Optional(Type.String({ pattern: "^[0-9a-f-]{36}$", maxLength: 36 })),
  traceId: Type.Optional(Type.String({ pattern: "^[0-9a-f]{32}$", maxLength: 32 })),
};

/** GET /api/v1/admin/logs/live */
export const FollowQuery = strictObject(wanted);

/** GET /api/v1/admin/logs */
export const LinesQuery = strictObject({
  ...wanted,
  /** Milliseconds since the epoch; only lines that were written from then on. */
  from: Type.Optional(Instant),
  /** Milliseconds since the epoch; only lines that were written before. */
  to: Type.Optional(Instant),
});

/** GET /api/v1/admin/logs: lines as they were written, oldest first. */
export const LinesReply = strictObject({
  lines: list(Type.String(), { max: 500 }),
  /** When the oldest line was written that the process remembers, in ISO 8601. */
  oldestAt: Type.Union([Type.String(), Type.Null()]),
  /** Undefined where nothing is sent away. */
  shipping: Type.Union([
    strictObject({ waitingBytes: Type.Integer({ minimum: 0 }), isFailing: Type.Boolean() }),
    Type.Null(),
  ]),
});

/** The data of an event of GET /api/v1/admin/logs/live: a line as it was written. */
export const LineData = Type.Object(
  {
    level: Level,
    time: Type.String(),
    component: Type.String(),
    message: Type.String(),
    requestId: Type.Optional(Type.String()),
    traceId: Type.Optional(Type.String()),
    category: Type.Optional(Type.String()),
  },
  { additionalProperties: true },
);

/** PUT /api/v1/admin/logs/level */
export const LevelBody = strictObject({
  level: Level,
  /** After so many minutes the settings hold again. */
  minutes: Type.Integer({ minimum: 1, maximum: 1_440 }),
});

/** How much is logged, and until when. */
export const LevelReply = strictObject({
  level: Level,
  configured: Level,
  /** Milliseconds since the epoch; null where the settings hold. */
  until: Type.Union([Type.Number(), Type.Null()]),
});
