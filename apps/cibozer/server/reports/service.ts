import { type Clock, type IdGenerator, platformErrors } from "plinth";
import { CONTRIBUTED_PREFIX } from "#core/model";
import type { PlanService, ReportedShare } from "../plans/index.ts";
import type { ContributedShown, OwnRecipes } from "../recipes/index.ts";
import type { ReportRepository, ReportRow } from "./repository.ts";
import type { PlanReportBody, Reason, RecipeReportBody } from "./schema.ts";

/** What was reported, of a page of the review. */
const PAGE = 20;
/** So many of one recipe or link say enough; what comes after them is taken and not kept. */
const MOST = 20;

/** Something that was reported, as it is judged. */
interface ReviewedEntry {
  readonly id: string;
  readonly kind: ReportRow["kind"];
  readonly reports: {
    readonly reason: Reason;
    readonly words: string;
    readonly createdAt: string;
  }[];
  readonly recipe: ContributedShown | null;
  readonly plan: ReportedShare | null;
}

/** What people find wrong with what others gave or shared. Every function throws errors of the catalogue only. */
export interface Reports {
  /** Takes the place of what the same person said of it before. @throws {AppError} NOT_FOUND */
  readonly reportRecipe: (
    reporter: string,
    recipeId: string,
    body: RecipeReportBody,
  ) => Promise<void>;
  /** Of whoever has the link. @throws {AppError} NOT_FOUND, SHARE_PASSWORD */
  readonly reportPlan: (body: PlanReportBody) => Promise<void>;
  /** What was reported, 20 at a time. */
  readonly review: (
    after: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ readonly entries: readonly ReviewedEntry[]; readonly next: string | null }>;
  /** Leaves what was reported as it is. @throws {AppError} NOT_FOUND */
  readonly dismiss: (id: string) => Promise<void>;
  /**
   * Returns a recipe to its author, who is told by mail, or ends a link.
   * @throws {AppError} NOT_FOUND
   */
  readonly takeOut: (id: string, note: string | undefined, signal: AbortSignal) => Promise<void>;
  readonly exportAll: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
  readonly eraseAll: (accountId: string) => Promise<void>;
}

/** Builds the service. */
export const createReports = (parts: {
  readonly repository: ReportRepository;
  readonly recipes: Pick<OwnRecipes, "contributed" | "showContributed" | "decide">;
  readonly plans: Pick<PlanService, "reportable" | "reportedShares" | "revoke">;
  /** Tells those who run the planner that something waits to be judged. */
  readonly tell: () => Promise<void>;
  /** Told of each. */
  readonly onReported: (kind: ReportRow["kind"], reason: Reason) => void;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Reports => {
  const { repository, recipes, plans, clock, newId } = parts;
  const put = async (
    subject: Pick<ReportRow, "kind" | "subject_id" | "account_id">,
    { reason, words = "" }: RecipeReportBody,
  ): Promise<void> => {
    const row = { id: newId(), ...subject, created_at: clock.now(), reason, words: words.trim() };
    const others = await repository.put(row, MOST);
    parts.onReported(subject.kind, reason);
    if (others === 0) await parts.tell();
  };
  return {
    reportRecipe: async (reporter, recipeId, body) => {
      // What somebody gave themselves, they take back.
      const given = await recipes.contributed(reporter);
      if (!given.some(({ id }) => id === recipeId)) throw platformErrors.make.NOT_FOUND();
      const subject = recipeId.slice(CONTRIBUTED_PREFIX.length);
      await put({ kind: "recipe", subject_id: subject, account_id: reporter }, body);
    },
    reportPlan: async ({ reason, words, ...link }) => {
      const subject = await plans.reportable(link);
      const said = { reason, ...(words === undefined ? {} : { words }) };
      await put({ kind: "plan", subject_id: subject, account_id: null }, said);
    },
    review: async (after = "", signal) => {
      const found = await repository.subjects(after, PAGE + 1);
      const ids = found.slice(0, PAGE);
      const rows = Map.groupBy(await repository.about(ids), (row) => row.subject_id);
      const given = await recipes.showContributed(
        ids.map((id) => `${CONTRIBUTED_PREFIX}${id}`),
        signal,
      );
      const shares = new Map((await plans.reportedShares(ids)).map((one) => [one.id, one.share]));
      const entries = ids.flatMap((id): readonly ReviewedEntry[] => {
        const said = rows.get(id) ?? [];
        const [first] = said;
        // Somebody else decided meanwhile.
        if (first === undefined) return [];
        return [
          {
            id,
            kind: first.kind,
            reports: said.map(({ reason, words, created_at: at }) => ({
              reason,
              words,
              createdAt: new Date(at).toISOString(),
            })),
            recipe: given.find((one) => one.id === `${CONTRIBUTED_PREFIX}${id}`) ?? null,
            plan: shares.get(id) ?? null,
          },
        ];
      });
      return { entries, next: found.length > PAGE ? (ids.at(-1) ?? null) : null };
    },
    dismiss: async (id) => {
      if (!(await repository.removeAbout(id))) throw platformErrors.make.NOT_FOUND();
    },
    takeOut: async (id, note = "", signal) => {
      const [report] = await repository.about([id]);
      if (report === undefined) throw platformErrors.make.NOT_FOUND();
      if (report.kind === "plan") await plans.revoke(id);
      else await recipes.decide(id, { state: "returned", note }, signal);
      await repository.removeAbout(id);
    },
    exportAll: async (accountId) =>
      (await repository.ofAccount(accountId)).map(({ account_id: _, created_at: at, ...row }) => ({
        ...row,
        createdAt: new Date(at).toISOString(),
      })),
    eraseAll: repository.removeAll,
  };
};
