import { EmailText, UserSchema } from "#modules/accounts";
import { idText, list, shortText, strictObject, Type } from "#policy";

const RoleName = Type.String({ pattern: "^[a-z][a-z0-9-]{0,30}$", maxLength: 31 });
const TierName = Type.String({ pattern: "^[a-z][a-z0-9-]{0,30}$", maxLength: 31 });
const PermissionText = Type.String({
  pattern: "^(\\*|[a-z-]{1,40}:(\\*|[a-z-]{1,40}))$",
  maxLength: 81,
});
const MaybeTime = Type.Union([Type.String(), Type.Null()]);

/** An account as administrators see it (ID-13). */
export const ListedUser = strictObject({
  ...UserSchema.properties,
  disabled: Type.Boolean(),
  mfa: Type.Boolean(),
  failedAttempts: Type.Integer(),
  lockedUntil: MaybeTime,
  lastFailedLogin: MaybeTime,
  lastSignInAt: MaybeTime,
  passwordChangedAt: MaybeTime,
});

/** GET /api/v1/admin/users */
export const UsersQuery = strictObject({
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  role: Type.Optional(RoleName),
  after: Type.Optional(idText()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

/** Query of GET /api/v1/admin/users/export */
export const UsersExportQuery = strictObject({
  search: UsersQuery.properties.search,
  role: UsersQuery.properties.role,
});

/** A page of accounts; `next` is the `after` of the following one. */
export const UsersReply = strictObject({
  users: list(ListedUser),
  next: Type.Union([idText(), Type.Null()]),
});

/** Path of one account. */
export const UserParams = strictObject({ id: idText() });

/** Path of one session of an account. */
export const UserSessionParams = strictObject({ id: idText(), session: idText() });

/** GET /api/v1/admin/users/:id */
export const UserReply = strictObject({
  user: ListedUser,
  sessions: list(
    strictObject({
      id: idText(),
      agent: Type.String(),
      address: Type.String(),
      createdAt: Type.String(),
      lastSeenAt: Type.String(),
    }),
  ),
});

/** POST /api/v1/admin/users */
export const CreateUserBody = strictObject({
  email: EmailText,
  name: Type.Optional(Type.String({ maxLength: 100, pattern: "^[^\\u0000-\\u001f\\u007f]*$" })),
  role: Type.Optional(RoleName),
  tier: Type.Optional(TierName),
});

/** PATCH /api/v1/admin/users/:id */
export const ChangeUserBody = Type.Object(
  {
    role: Type.Optional(RoleName),
    tier: Type.Optional(TierName),
    disabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** The changed or new account. */
export const OneUserReply = strictObject({ user: ListedUser });

/** A role. */
export const RoleSchema = strictObject({
  name: RoleName,
  description: Type.String(),
  permissions: list(PermissionText),
  needsSecondFactor: Type.Boolean(),
  builtIn: Type.Boolean(),
});

/** GET /api/v1/admin/roles */
export const RolesReply = strictObject({
  roles: list(RoleSchema, { max: 1_000 }),
  /** What routes of this application ask for. */
  permissions: list(Type.String(), { max: 1_000 }),
});

/** Path of one role. */
export const RoleParams = strictObject({ name: RoleName });

/** PUT /api/v1/admin/roles/:name */
export const RoleBody = strictObject({
  description: shortText({ min: 1, max: 200 }),
  permissions: list(PermissionText, { unique: true }),
  needsSecondFactor: Type.Optional(Type.Boolean()),
});

/** A changed or new role. */
export const RoleReply = strictObject({ role: RoleSchema });

/** One line of a report on rights. */
export const ReportLineSchema = strictObject({
  accountId: idText(),
  email: Type.String(),
  role: Type.String(),
  permissions: list(Type.String()),
  disabled: Type.Boolean(),
  mfa: Type.Boolean(),
  lastSignInAt: MaybeTime,
});

/** GET /api/v1/admin/access-report */
export const ReportQuery = strictObject({
  /** Where the page begins: `next` of the page before. */
  after: Type.Optional(idText()),
});

/** A page of the report on rights. */
export const ReportPageReply = strictObject({
  lines: list(ReportLineSchema, { max: 1_000 }),
  /** Where the next page begins; null where there is none. */
  next: Type.Union([Type.String(), Type.Null()]),
});

/** A report on rights. */
export const ReportReply = strictObject({ lines: list(ReportLineSchema, { max: 100_000 }) });

/** A signed review. */
export const ReviewSchema = strictObject({
  id: idText(),
  reviewer: Type.String(),
  note: Type.String(),
  createdAt: Type.String(),
  accounts: Type.Integer(),
});

/** POST /api/v1/admin/access-reviews */
export const SignOffBody = strictObject({ note: shortText({ max: 500 }) });

/** The signed review. */
export const ReviewReply = strictObject({ review: ReviewSchema });

/** GET /api/v1/admin/access-reviews */
export const ReviewsReply = strictObject({ reviews: list(ReviewSchema) });

/** Path of one review. */
export const ReviewParams = strictObject({ id: idText() });
