import { type Clock, constantTimeEqual, hashToken, type IdGenerator, platformErrors } from "plinth";
import type { Leftover, Plan } from "#core";
import { isWrittenId } from "#core/model";
import { planErrors } from "../errors.ts";
import type { SharePart, ShareRepository, ShareRow } from "./repository.ts";
import type { OpenBody, ShareBody } from "./schema.ts";

/** Most links of one plan. */
const MAX_SHARES = 20;
/** After so many wrong passwords a link opens no more. */
const MAX_WRONG = 20;
const DAY_MS = 86_400_000;

/** A link as its owner sees it. */
export interface ShareView {
  readonly id: string;
  readonly part: SharePart;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly maxViews: number | null;
  readonly views: number;
  readonly hasPassword: boolean;
  readonly isOpen: boolean;
}

/** What others see of a plan: what is eaten and bought, and nothing of who it is for. */
export type SharedView = Pick<Plan, "days" | "groceries"> & {
  readonly part: SharePart;
  readonly targets: Plan["targets"] | null;
  readonly leftovers: readonly Leftover[];
};

/** What of a plan can be shared. */
export type SharedParts = Pick<Plan, "days" | "groceries" | "targets"> &
  Pick<SharedView, "leftovers">;

/** A link as it is judged: nothing says whose it is. */
export type ReportedShare = Pick<ShareView, "part" | "createdAt" | "views"> & {
  /** Titles that people wrote: all else in a plan comes from tables. */
  readonly dishes: string[];
};

/** Links under which others see a plan. */
export interface Sharing {
  /** @throws {AppError} NOT_FOUND, SHARE_LIMIT_REACHED */
  readonly share: (
    owner: string,
    planId: string,
    body: ShareBody,
  ) => Promise<ShareView & { readonly token: string }>;
  /** @throws {AppError} NOT_FOUND */
  readonly shares: (owner: string, planId: string) => Promise<readonly ShareView[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly unshare: (owner: string, id: string) => Promise<void>;
  /**
   * Opens a link and counts it. What never was, has ended, or was tried too often answers the same.
   * @throws {AppError} NOT_FOUND, SHARE_PASSWORD
   */
  readonly open: (body: OpenBody) => Promise<SharedView>;
  /** The id of a link that opens, which is not counted. @throws {AppError} NOT_FOUND, SHARE_PASSWORD */
  readonly reportable: (body: OpenBody) => Promise<string>;
  /** Those of these that are there still. */
  readonly reportedShares: (
    ids: readonly string[],
  ) => Promise<readonly { readonly id: string; readonly share: ReportedShare }[]>;
  /** Ends a link that was reported; nothing where it has ended. */
  readonly revoke: (id: string) => Promise<void>;
  readonly exportShares: (owner: string) => Promise<readonly Record<string, unknown>[]>;
}

/**
 * Token and password together: whoever reads the table knows no token, and can try no passwords
 * without it, however short they are.
 */
const passwordHash = (token: string, password: string): string =>
  hashToken(`${token}:${password.normalize("NFC")}`);

/** Builds the service. */
export const createSharing = (parts: {
  readonly repository: ShareRepository;
  /** The plan of an account; undefined where it is gone. */
  readonly findPlan: (owner: string, planId: string) => Promise<SharedParts | undefined>;
  readonly createToken: () => string;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Sharing => {
  const { repository, findPlan, createToken, clock, newId } = parts;
  const isOpen = (row: ShareRow): boolean =>
    (row.expires_at === null || row.expires_at > clock.now()) &&
    (row.max_views === null || row.views < row.max_views) &&
    row.wrong < MAX_WRONG;
  const view = (row: ShareRow): ShareView => ({
    id: row.id,
    part: row.part,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
    maxViews: row.max_views,
    views: row.views,
    hasPassword: row.password_hash !== null,
    isOpen: isOpen(row),
  });
  const requirePassword = async (row: ShareRow, body: OpenBody): Promise<void> => {
    if (row.password_hash === null) return;
    const { token, password } = body;
    if (password === undefined) throw planErrors.make.SHARE_PASSWORD({ extra: { wrong: false } });
    if (constantTimeEqual(passwordHash(token, password), row.password_hash)) return;
    await repository.countWrong(row.id);
    throw planErrors.make.SHARE_PASSWORD({ extra: { wrong: true } });
  };
  const requireOpen = async (body: OpenBody): Promise<ShareRow> => {
    const row = await repository.find(hashToken(body.token));
    if (row === undefined || !isOpen(row)) throw platformErrors.make.NOT_FOUND();
    await requirePassword(row, body);
    return row;
  };
  const reported = async (row: ShareRow): Promise<ReportedShare> => {
    const plan = row.part === "list" ? undefined : await findPlan(row.account_id, row.plan_id);
    const written = (plan?.days ?? [])
      .flatMap(({ meals }) => meals.map(({ recipe }) => recipe))
      .filter(({ id }) => isWrittenId(id));
    const { part, createdAt, views } = view(row);
    return { part, createdAt, views, dishes: [...new Set(written.map(({ title }) => title))] };
  };
  return {
    share: async (owner, planId, { part = "plan", password, expiresInDays, maxViews }) => {
      const token = createToken();
      const now = clock.now();
      const row: ShareRow = {
        id: newId(),
        account_id: owner,
        plan_id: planId,
        part,
        created_at: now,
        token_hash: hashToken(token),
        password_hash: password === undefined ? null : passwordHash(token, password),
        expires_at: expiresInDays === undefined ? null : now + expiresInDays * DAY_MS,
        max_views: maxViews ?? null,
        views: 0,
        wrong: 0,
      };
      const done = await repository.insert(row, MAX_SHARES);
      if (done === "no-plan") throw platformErrors.make.NOT_FOUND();
      if (done === "full") throw planErrors.make.SHARE_LIMIT_REACHED();
      return { ...view(row), token };
    },
    shares: async (owner, planId) => {
      const rows = await repository.list(owner, planId);
      if (rows === undefined) throw platformErrors.make.NOT_FOUND();
      return rows.map(view);
    },
    unshare: async (owner, id) => {
      if (!(await repository.remove(owner, id))) throw platformErrors.make.NOT_FOUND();
    },
    open: async (body) => {
      const row = await requireOpen(body);
      const plan = await findPlan(row.account_id, row.plan_id);
      if (plan === undefined || !(await repository.countView(row.id))) {
        throw platformErrors.make.NOT_FOUND();
      }
      const { days, targets, groceries, leftovers } = plan;
      const { part } = row;
      if (part === "list") return { part, days: [], targets: null, groceries, leftovers: [] };
      return { part, days, targets, groceries, leftovers };
    },
    reportable: async (body) => (await requireOpen(body)).id,
    reportedShares: async (ids) =>
      Promise.all(
        (await repository.among(ids)).map(async (row) => ({
          id: row.id,
          share: await reported(row),
        })),
      ),
    revoke: repository.revoke,
    exportShares: async (owner) =>
      (await repository.listAll(owner)).map((row) => ({ planId: row.plan_id, ...view(row) })),
  };
};
