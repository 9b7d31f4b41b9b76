import { type Clock, type IdGenerator, type OutboundClient, platformErrors } from "plinth";
import type { OwnRecipe, ResolvedRecipe } from "#core";
import { isContributedId, OWN_PREFIX } from "#core/model";
import { type Contributed, createContributed } from "./contributed/service.ts";
import { recipeErrors } from "./errors.ts";
import { findRecipe } from "./import/page.ts";
import { pageOf } from "./import/page-source.ts";
import { bodyOf } from "./import/recipe-body.ts";
import { createPhotos, dropPhoto, type PhotoFiles, type Photos } from "./photos.ts";
import type { ProposalRepository, ProposalRow } from "./proposals/repository.ts";
import { createProposals, type Proposals } from "./proposals/service.ts";
import type { OwnRecipeRepository, OwnRecipeRow } from "./repository.ts";
import type { ImportBody, OwnRecipeBody, OwnRecipeChange } from "./schema.ts";
import {
  draftView,
  type OwnRecipeShown,
  type OwnRecipeSummary,
  type RecipeDraftShown,
  recipeView,
  summaryView,
} from "./view.ts";
import { ownOf } from "./written.ts";

/** Most recipes that an account keeps. */
const MAX_RECIPES = 200;

/** Recipes of one account each. Every function throws errors of the catalogue only. */
export interface OwnRecipes extends Photos, Proposals, Contributed {
  /** All of an account, as they were written: what its plans may be made of. */
  readonly all: (owner: string) => Promise<readonly OwnRecipe[]>;
  /** One of an account's own, or one that somebody gave to all; undefined where it is neither. */
  readonly findWritten: (owner: string, id: string) => Promise<OwnRecipe | undefined>;
  readonly list: (owner: string, signal: AbortSignal) => Promise<readonly OwnRecipeSummary[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly get: (owner: string, id: string, signal: AbortSignal) => Promise<OwnRecipeShown>;
  /** @throws {AppError} RECIPE_LIMIT_REACHED */
  readonly create: (
    owner: string,
    body: OwnRecipeBody,
    signal: AbortSignal,
  ) => Promise<OwnRecipeShown>;
  /** @throws {AppError} NOT_FOUND, CONFLICT */
  readonly replace: (
    owner: string,
    id: string,
    change: OwnRecipeChange,
    signal: AbortSignal,
  ) => Promise<OwnRecipeShown>;
  /** @throws {AppError} NOT_FOUND */
  readonly remove: (owner: string, id: string) => Promise<void>;
  /** What is on a page, to be looked over; nothing is saved. @throws {AppError} NO_RECIPE_FOUND */
  readonly importPage: (body: ImportBody, signal: AbortSignal) => Promise<RecipeDraftShown>;
  readonly exportAll: (owner: string) => Promise<readonly Record<string, unknown>[]>;
  readonly eraseAll: (owner: string) => Promise<void>;
}

const readBody = (row: OwnRecipeRow): OwnRecipeBody => JSON.parse(row.recipe) as OwnRecipeBody;

const kept = ({ source, ...body }: OwnRecipeBody): string =>
  JSON.stringify({
    ...body,
    title: body.title.trim(),
    ...(source === undefined ? {} : { source }),
  });

/** What the service is built on. */
interface Parts {
  readonly repository: OwnRecipeRepository;
  readonly proposals: ProposalRepository;
  /** What follows from recipes: the planner's thread has the tables. */
  readonly resolve: (
    recipes: readonly OwnRecipe[],
    signal: AbortSignal,
  ) => Promise<readonly ResolvedRecipe[]>;
  /** Tells an author what became of a recipe that they offered. */
  readonly tell: (row: ProposalRow, title: string) => Promise<void>;
  readonly files: PhotoFiles;
  readonly outbound: OutboundClient;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}

/** The part of the service for recipes that are offered to everybody. */
const offeredBy = ({ repository, proposals, resolve, tell, clock, newId }: Parts): Proposals =>
  createProposals({
    repository: proposals,
    written: async (owner, id) => {
      const row = await repository.find(owner, id);
      return row && readBody(row);
    },
    draft: async (bodies, signal) => {
      const own = bodies.map((body, i) => ownOf(`${OWN_PREFIX}offered-${i}`, body));
      const resolved = own.length === 0 ? [] : await resolve(own, signal);
      return bodies.flatMap((body, i) => {
        const one = resolved[i];
        return one === undefined ? [] : [draftView(body, one)];
      });
    },
    tell,
    clock,
    newId,
  });

/** Builds the service. */
export const createOwnRecipes = (parts: Parts): OwnRecipes => {
  const { repository, files, clock, newId } = parts;
  const contributed = createContributed(parts);

  const resolveOne = async (id: string, body: OwnRecipeBody, signal: AbortSignal) => {
    const [resolved] = await parts.resolve([ownOf(id, body)], signal);
    if (resolved === undefined) throw new Error("a recipe was not resolved");
    return resolved;
  };
  const requireRow = async (owner: string, id: string): Promise<OwnRecipeRow> => {
    const row = await repository.find(owner, id);
    if (row === undefined) throw platformErrors.make.NOT_FOUND();
    return row;
  };
  const show = async (row: OwnRecipeRow, signal: AbortSignal): Promise<OwnRecipeShown> => {
    const body = readBody(row);
    return recipeView(row, body, await resolveOne(row.id, body, signal));
  };
  return {
    all: async (owner) => (await repository.list(owner)).map((row) => ownOf(row.id, readBody(row))),
    findWritten: async (owner, id) => {
      if (isContributedId(id)) return contributed.findContributed(id);
      const row = await repository.find(owner, id);
      return row && ownOf(row.id, readBody(row));
    },
    list: async (owner, signal) => {
      const rows = (await repository.list(owner)).map((row) => ({ row, body: readBody(row) }));
      const own = rows.map(({ row, body }) => ownOf(row.id, body));
      const resolved = own.length === 0 ? [] : await parts.resolve(own, signal);
      return rows.flatMap(({ row, body }, i) => {
        const one = resolved[i];
        return one === undefined ? [] : [summaryView(row, body, one)];
      });
    },
    get: async (owner, id, signal) => show(await requireRow(owner, id), signal),
    create: async (owner, body, signal) => {
      const now = clock.now();
      const row: OwnRecipeRow = {
        id: `${OWN_PREFIX}${newId()}`,
        account_id: owner,
        created_at: now,
        updated_at: now,
        revision: 1,
        recipe: kept(body),
        photo_id: null,
        photo_text: null,
      };
      const shown = await show(row, signal);
      if (!(await repository.insert(row, MAX_RECIPES))) {
        throw recipeErrors.make.RECIPE_LIMIT_REACHED();
      }
      return shown;
    },
    replace: async (owner, id, { revision, ...body }, signal) => {
      const row = await requireRow(owner, id);
      const changed = { ...row, updated_at: clock.now(), revision, recipe: kept(body) };
      if (row.revision !== revision || !(await repository.replace(changed))) {
        throw platformErrors.make.CONFLICT({
          detail: "The recipe was changed meanwhile; load it again.",
        });
      }
      return show({ ...changed, revision: revision + 1 }, signal);
    },
    remove: async (owner, id) => {
      const row = await requireRow(owner, id);
      await repository.remove(owner, id);
      await parts.proposals.remove(owner, id);
      await dropPhoto(files, row);
    },
    importPage: async (body, signal) => {
      const found = findRecipe(await pageOf(parts.outbound, body, signal));
      const draft = found && bodyOf(found, body.url);
      if (!draft) throw recipeErrors.make.NO_RECIPE_FOUND();
      return draftView(draft, await resolveOne(`${OWN_PREFIX}draft`, draft, signal));
    },
    ...createPhotos({ repository, files, requireRow, show }),
    ...offeredBy(parts),
    ...contributed,
    exportAll: async (owner) =>
      (await repository.list(owner)).map((row) => ({
        id: row.id,
        createdAt: new Date(row.created_at).toISOString(),
        updatedAt: new Date(row.updated_at).toISOString(),
        photo: row.photo_id,
        photoText: row.photo_text,
        ...readBody(row),
      })),
    eraseAll: repository.removeAll,
  };
};
