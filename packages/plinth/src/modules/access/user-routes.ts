import {
  type HandlerRequest,
  type Principal,
  type Route,
  route,
  TABLE_FILE,
  tableFile,
} from "#http";
import { AcceptedReply } from "#modules/accounts";
import { originOf } from "#modules/sessions";
import { USER_COLUMNS, userCells } from "./export.ts";
import type { Actor } from "./guards.ts";
import {
  ChangeUserBody,
  CreateUserBody,
  OneUserReply,
  UserParams,
  UserReply,
  UserSessionParams,
  UsersExportQuery,
  UsersQuery,
  UsersReply,
} from "./schema.ts";
import type { Access } from "./service.ts";

const PAGE = 50;
/** Accounts read at once for a file. */
const BATCH = 100;

/** Who acts, for guards and events. */
export const actorOf = (
  request: Pick<HandlerRequest<never>, "requestId" | "clientAddress"> & {
    readonly principal: Pick<Principal, "userId" | "permissions">;
  },
): Actor => ({
  userId: request.principal.userId,
  permissions: request.principal.permissions,
  requestId: request.requestId,
  clientAddress: request.clientAddress,
});

const READ = { access: { permission: "users:read" }, dataClass: "personal" } as const;
const WRITE = {
  access: { permission: "users:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/minute",
  dataClass: "personal",
} as const;
const GUARDS = ["ROLE_BEYOND_YOURS", "NOT_FOUND"] as const;

const lookRoutes = (access: Access): readonly Route[] => [
  route.get(
    "/api/v1/admin/users",
    {
      ...READ,
      summary: "Lists accounts, by id, with what sign-in knows of them",
      query: UsersQuery,
      responses: { 200: UsersReply },
    },
    async ({ query }) => {
      const limit = query.limit ?? PAGE;
      const users = await access.users({
        limit,
        ...(query.search === undefined ? {} : { search: query.search }),
        ...(query.role === undefined ? {} : { role: query.role }),
        ...(query.after === undefined ? {} : { afterId: query.after }),
      });
      return { users: [...users], next: users.length < limit ? null : (users.at(-1)?.id ?? null) };
    },
  ),
  route.get(
    "/api/v1/admin/users/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All accounts that fit, as a file: RFC 4180, at most 100,000",
      query: UsersExportQuery,
      audit: "accounts.exported",
    },
    ({ query }) =>
      tableFile({
        name: "users",
        head: USER_COLUMNS,
        cells: userCells,
        read: async (from?: string) => {
          const after = from === undefined ? {} : { afterId: from };
          const rows = await access.users({ ...query, ...after, limit: BATCH });
          return { rows, next: rows.length < BATCH ? undefined : rows.at(-1)?.id };
        },
      }),
  ),
  route.get(
    "/api/v1/admin/users/:id",
    {
      ...READ,
      summary: "Gives one account with the devices it is signed in on",
      params: UserParams,
      responses: { 200: UserReply },
      errors: ["NOT_FOUND"],
    },
    async ({ params }) => {
      const { user, sessions } = await access.user(params.id);
      return { user, sessions: sessions.map(({ current: _, ...session }) => session) };
    },
  ),
];

const changeRoutes = (access: Access): readonly Route[] => [
  route.post(
    "/api/v1/admin/users",
    {
      ...WRITE,
      summary: "Opens an account; its owner gets a mail with a link to choose a password",
      body: CreateUserBody,
      responses: { 201: OneUserReply },
      audit: "account.created",
      errors: ["CONFLICT", "ROLE_BEYOND_YOURS"],
    },
    async (request) => ({ user: await access.createUser(actorOf(request), request.body) }),
  ),
  route.patch(
    "/api/v1/admin/users/:id",
    {
      ...WRITE,
      summary: "Changes role, tier or state of an account; acts on its next request",
      params: UserParams,
      body: ChangeUserBody,
      responses: { 200: OneUserReply },
      audit: "account.changed",
      errors: [...GUARDS, "OWN_ACCOUNT", "LAST_ADMINISTRATOR"],
    },
    async (request) => ({
      user: await access.changeUser(actorOf(request), request.params.id, request.body),
    }),
  ),
  route.post(
    "/api/v1/admin/users/:id/unlock",
    {
      ...WRITE,
      summary: "Lifts the lock that failed sign-ins put on an account",
      params: UserParams,
      responses: { 204: null },
      audit: "account.unlocked",
      errors: GUARDS,
    },
    async (request) => {
      await access.unlock(actorOf(request), request.params.id);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/users/:id/password-link",
    {
      ...WRITE,
      summary: "Mails the owner a link to choose a new password; nobody else sees it",
      params: UserParams,
      responses: { 202: AcceptedReply },
      audit: "password.link-sent",
      errors: GUARDS,
    },
    async (request) => {
      await access.sendPasswordLink(actorOf(request), request.params.id);
      return { status: "accepted", message: "A mail is on its way to the owner." } as const;
    },
  ),
];

/** What administrators do for whoever lost a phone or a device. */
const lossRoutes = (access: Access): readonly Route[] => [
  route.post(
    "/api/v1/admin/users/:id/mfa/reset",
    {
      ...WRITE,
      assurance: { freshWithin: "15m" },
      summary: "Removes all second factors of an account and ends its sessions",
      limit: "20/minute",
      params: UserParams,
      responses: { 204: null },
      audit: "mfa.reset",
      errors: [...GUARDS, "CONFLICT"],
    },
    async (request) => {
      await access.resetFactors(actorOf(request), request.params.id, originOf(request));
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/users/:id/sessions/revoke",
    {
      ...WRITE,
      summary: "Ends all sessions of an account",
      params: UserParams,
      responses: { 204: null },
      audit: "session.all-ended",
      errors: GUARDS,
    },
    async (request) => {
      await access.endSessions(actorOf(request), request.params.id);
      return undefined;
    },
  ),
  route.delete(
    "/api/v1/admin/users/:id/sessions/:session",
    {
      ...WRITE,
      summary: "Ends one session of an account",
      params: UserSessionParams,
      responses: { 204: null },
      audit: "session.ended",
      errors: GUARDS,
    },
    async (request) => {
      await access.endSession(actorOf(request), request.params.id, request.params.session);
      return undefined;
    },
  ),
];

/** The routes by which administrators handle accounts. */
export const userRoutes = (access: Access): readonly Route[] => [
  ...lookRoutes(access),
  ...changeRoutes(access),
  ...lossRoutes(access),
];
