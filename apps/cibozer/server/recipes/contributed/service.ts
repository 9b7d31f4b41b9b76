import { platformErrors } from "plinth";
import type { OwnRecipe, ResolvedRecipe } from "#core";
import { CONTRIBUTED_PREFIX } from "#core/model";
import type { ProposalRepository } from "../proposals/repository.ts";
import type { OwnRecipeBody } from "../schema.ts";
import { type ContributedLine, type ContributedShown, contributedView, lineView } from "../view.ts";
import { ownOf } from "../written.ts";

/** Most of them that plans are made of: the newest. */
const MOST = 500;

/** A recipe that was accepted, opened. */
interface Given {
  readonly owner: string;
  readonly body: OwnRecipeBody;
  readonly credit: string | null;
  readonly recipe: OwnRecipe;
}

/** Recipes that people gave to all who plan: those that were offered and accepted. */
export interface Contributed {
  /** What others gave, for the plans of an account: its own recipes stand there already. */
  readonly contributed: (owner: string) => Promise<readonly OwnRecipe[]>;
  /** Undefined where it is not given, or no more. */
  readonly findContributed: (id: string) => Promise<OwnRecipe | undefined>;
  /** What others gave, newest first. */
  readonly listContributed: (
    owner: string,
    signal: AbortSignal,
  ) => Promise<readonly ContributedLine[]>;
  /** Those of these that are given, whoever gave them. */
  readonly showContributed: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly ContributedShown[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly getContributed: (id: string, signal: AbortSignal) => Promise<ContributedShown>;
}

/** Builds the service. */
export const createContributed = (parts: {
  readonly proposals: Pick<ProposalRepository, "acceptedIds" | "accepted">;
  readonly resolve: (
    recipes: readonly OwnRecipe[],
    signal: AbortSignal,
  ) => Promise<readonly ResolvedRecipe[]>;
}): Contributed => {
  const { proposals, resolve } = parts;
  // What was accepted never changes: opened once, it is kept while its id is among the accepted.
  let opened: ReadonlyMap<string, Given> = new Map();

  /** Those of now: ids are asked for each time, so that what was taken back is gone at once. */
  const current = async (): Promise<readonly Given[]> => {
    const ids = await proposals.acceptedIds(MOST);
    const rows = await proposals.accepted(ids.filter((id) => !opened.has(id)));
    const fresh = new Map(
      rows.map((row) => {
        const body = JSON.parse(row.recipe) as OwnRecipeBody;
        const recipe = ownOf(`${CONTRIBUTED_PREFIX}${row.id}`, body);
        return [row.id, { owner: row.account_id, body, credit: row.credit, recipe }] as const;
      }),
    );
    const known = opened;
    const found = ids.flatMap((id) => {
      const one = fresh.get(id) ?? known.get(id);
      return one === undefined ? [] : [[id, one] as const];
    });
    opened = new Map(found);
    return found.map(([, one]) => one);
  };
  const ofOthers = async (owner: string) => (await current()).filter((one) => one.owner !== owner);
  const find = async (id: string): Promise<Given | undefined> =>
    (await current()).find(({ recipe }) => recipe.id === id);
  const resolved = async (given: readonly Given[], signal: AbortSignal) =>
    given.length === 0
      ? []
      : resolve(
          given.map(({ recipe }) => recipe),
          signal,
        );
  const show: Contributed["showContributed"] = async (ids, signal) => {
    const given = (await current()).filter(({ recipe }) => ids.includes(recipe.id));
    const known = await resolved(given, signal);
    return given.flatMap(({ recipe: { id }, body, credit }, i) => {
      const one = known[i];
      return one === undefined ? [] : [contributedView(id, credit, body, one)];
    });
  };

  return {
    contributed: async (owner) => (await ofOthers(owner)).map(({ recipe }) => recipe),
    findContributed: async (id) => (await find(id))?.recipe,
    listContributed: async (owner, signal) => {
      const given = await ofOthers(owner);
      const known = await resolved(given, signal);
      return given.flatMap(({ recipe: { id }, body, credit }, i) => {
        const one = known[i];
        // The tables of foods may have changed since it was accepted.
        if (one === undefined || one.obstacles.length > 0) return [];
        return [{ ...lineView(id, body, one), credit }];
      });
    },
    showContributed: show,
    getContributed: async (id, signal) => {
      const [shown] = await show([id], signal);
      if (shown === undefined) throw platformErrors.make.NOT_FOUND();
      return shown;
    },
  };
};
