import { accounts, classified, defineModule, files } from "plinth";
import { solver } from "../solver/index.ts";
import { recipeErrors } from "./errors.ts";
import { recipes0001 } from "./migrations/recipes-0001.ts";
import { recipes0002 } from "./migrations/recipes-0002.ts";
import { recipes0003 } from "./migrations/recipes-0003.ts";
import { RECIPE_PHOTOS } from "./photos.ts";
import { decisionMail } from "./proposals/mails.ts";
import { createProposalRepository } from "./proposals/repository.ts";
import { withSealedProposals } from "./proposals/sealing.ts";
import { createOwnRecipeRepository } from "./repository.ts";
import { ownRecipeRoutes } from "./routes.ts";
import { withSealedRecipes } from "./sealing.ts";
import { createOwnRecipes } from "./service.ts";

/** Recipes that people write themselves or take from a page, and that join their plans. */
export const recipes = defineModule({
  name: "recipes",
  requires: { accounts, solver, files },
  migrations: [recipes0001, recipes0002, recipes0003],
  data: [
    {
      table: "own_recipes",
      columns: classified({
        reference: ["account_id", "photo_id"],
        personal: ["id", "created_at", "updated_at"],
        sensitive: ["recipe", "photo_text"],
        none: ["revision"],
      }),
      retention: "account",
      formerlyPlain: ["recipe", "photo_text"],
      purpose: "to keep somebody's own recipes and plan with them",
    },
    {
      table: "recipe_proposals",
      columns: classified({
        reference: ["account_id"],
        personal: ["recipe_id", "created_at", "note", "decided_at", "credit"],
        sensitive: ["recipe"],
        none: ["id", "state"],
      }),
      retention: "account",
      purpose: "to judge recipes that their authors offer to everybody, and to plan with them",
    },
  ],
  errors: recipeErrors,
  setup: ({ application, clock, fields, languages, mail, modules, newId, outbound, store }) => {
    modules.files.definePurpose(RECIPE_PHOTOS);
    return createOwnRecipes({
      repository: withSealedRecipes(createOwnRecipeRepository(store), fields),
      proposals: withSealedProposals(createProposalRepository(store), fields),
      resolve: (own, signal) => modules.solver.run({ kind: "own-recipes", recipes: own }, signal),
      tell: async (row, title) => {
        const account = await modules.accounts.find(row.account_id);
        // Whom a mail reaches is known only of an address that was confirmed.
        if (account === undefined || account.email_verified_at === null) return;
        const texts = languages.texts(account.language);
        const link = `${application.publicUrl()}/recipes/${row.recipe_id}`;
        await mail.send({
          to: account.email,
          accountId: row.account_id,
          ...decisionMail(
            texts,
            { isAccepted: row.state === "accepted", title, note: row.note },
            link,
          ),
        });
      },
      files: modules.files,
      outbound,
      clock,
      newId,
    });
  },
  routes: ownRecipeRoutes,
  personalData: (service) => [
    {
      table: "own_recipes",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportAll,
    },
    {
      table: "recipe_proposals",
      subject: "account_id",
      erase: service.eraseProposals,
      export: service.exportProposals,
    },
  ],
});
