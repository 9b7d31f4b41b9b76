import { idText, list, oneOf, shortText, strictObject, Type } from "#policy";

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

/** What a rule decided since the start of the process that answers. */
const RuleUseSchema = strictObject({
  rule: Type.String(),
  by: Type.String(),
  hits: Count,
  blocked: Count,
  wouldBlock: Count,
});

/** One identity under one rule. */
const KeyUseSchema = strictObject({
  rule: Type.String(),
  by: Type.String(),
  /** As it is counted: an address, an id, or a reference in the place of a text. */
  identity: Type.String(),
  address: Type.String(),
  calls: Count,
  lastAt: Type.String(),
});

/** Limits of a route that an administrator set. */
const RouteLimitsSchema = strictObject({
  route: Type.String(),
  limits: Type.String(),
  /** What the code declares; null where that is the same. */
  declared: MaybeText,
});

/** An address or range with an entry. */
export const EntrySchema = strictObject({
  id: idText(),
  address: Type.String(),
  kind: oneOf(["block", "allow"]),
  origin: oneOf(["automatic", "administrator"]),
  reason: Type.String(),
  /** How often the address was blocked by itself, this time included; 0 for what people made. */
  level: Count,
  from: Type.String(),
  until: MaybeText,
});

/** GET /api/v1/admin/rate-limit-stats (RL-14) */
export const StatsReply = strictObject({
  since: Type.String(),
  rules: list(RuleUseSchema, { max: 10_000 }),
  offenders: list(KeyUseSchema),
  busiest: list(KeyUseSchema),
  /** Routes whose limits administrators set, on all nodes. */
  overrides: list(RouteLimitsSchema, { max: 10_000 }),
  entries: list(EntrySchema, { max: 1_000 }),
  /** How many entries hold; more than are listed where there are very many. */
  entriesTotal: Count,
  lists: strictObject({
    allowed: list(Type.String(), { max: 10_000 }),
    denied: list(Type.String(), { max: 10_000 }),
  }),
  suspicion: strictObject({
    threshold: Count,
    seconds: Count,
    points: Type.Record(Type.String(), Count),
    blockSeconds: list(Count),
  }),
  alarm: Type.Union([
    strictObject({ fault: Type.String(), address: Type.String(), since: Type.String() }),
    Type.Null(),
  ]),
});

/** POST /api/v1/admin/rate-limits/clear */
export const ClearBody = strictObject({
  rule: shortText({ max: 200 }),
  /** Only the rule that counts by this, where several have one name. */
  by: Type.Optional(Type.String({ pattern: "^[a-z]+(:[a-zA-Z0-9]+)?$", maxLength: 80 })),
  identity: shortText({ max: 512 }),
  /** Whether `identity` is written as the statistics tell it, and not as people write it. */
  counted: Type.Optional(Type.Boolean()),
});

/** Names a route: "POST /api/v1/auth/signin". */
const RouteName = Type.String({ pattern: "^[A-Z]+ [/(][!-~]*$", maxLength: 300 });

/** PUT /api/v1/admin/rate-limits/overrides */
export const OverrideBody = strictObject({
  route: RouteName,
  windows: shortText({ max: 100 }),
  /** Which rule, where the route counts by several things. */
  by: Type.Optional(Type.String({ pattern: "^[a-z]+(:[a-zA-Z0-9]+)?$", maxLength: 80 })),
  /** Whether the rule refuses nobody, and only counts whom it would have refused. */
  dryRun: Type.Optional(Type.Boolean()),
});

/** POST /api/v1/admin/rate-limits/overrides/lift */
export const LiftBody = strictObject({ route: RouteName });

/** POST /api/v1/admin/blocks */
export const EntryBody = strictObject({
  address: shortText({ max: 64 }),
  kind: Type.Optional(oneOf(["block", "allow"])),
  /** How long it holds; without it until it is removed. */
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600 })),
  reason: shortText({ max: 200 }),
});

/** The new entry. */
export const EntryReply = strictObject({ entry: EntrySchema });

/** Path of one entry. */
export const EntryParams = strictObject({ id: idText() });
