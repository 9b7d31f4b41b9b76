import { Button, describeError, Notice, TextField, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type OwnShown, type Proposal, recipeKeys } from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

const MAX_CREDIT = 60;

/** Offers a recipe to everybody, says where the offer stands, and takes it back. */
export const OfferField = ({ recipe }: { readonly recipe: OwnShown }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const key = recipeKeys.proposal(recipe.id);
  const offer = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.proposal(recipe.id, signal),
  });
  const [credit, setCredit] = useState("");
  const change = useMutation({
    mutationFn: async (isOffered: boolean): Promise<Proposal | null> => {
      if (isOffered) return api.propose(recipe.id, credit.trim());
      await api.withdraw(recipe.id);
      return null;
    },
    onSuccess: (proposal) => {
      queries.setQueryData(key, proposal);
      toasts.succeed(
        proposal === null ? t("The offer is taken back.") : t("Your recipe is offered."),
      );
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  // Who cannot ask is not asked: the recipe itself does not hang on it.
  if (offer.data === undefined) return null;
  const proposal = offer.data;
  return (
    <section className="card stack" aria-label={t("For everybody")}>
      <h2>{t("For everybody")}</h2>
      {proposal === null ? (
        <p className="soft">
          {t(
            "You can give this recipe to all who plan here. Once it was reviewed, they see its title, ingredients, steps and where it is from, as they are now; not the photo, and your name only if you write one here. You can take it back: it is then gone for everybody, and only plans that have it keep the dish.",
          )}
        </p>
      ) : (
        <OfferState proposal={proposal} />
      )}
      {proposal?.state !== "accepted" && (
        <TextField
          name="credit"
          label={t("The name on it")}
          isOptional
          value={credit}
          onChange={(text) => setCredit(text.slice(0, MAX_CREDIT))}
          autoComplete="off"
        />
      )}
      <div className="row">
        {proposal?.state !== "accepted" && (
          <Button
            isPending={change.isPending && change.variables === true}
            onPress={() => change.mutate(true)}
          >
            {proposal === null ? t("Offer this recipe") : t("Offer it as it is now")}
          </Button>
        )}
        {proposal !== null && (
          <Button
            look="quiet"
            isPending={change.isPending && change.variables === false}
            onPress={() => change.mutate(false)}
          >
            {t("Take the offer back")}
          </Button>
        )}
      </div>
    </section>
  );
};

const OfferState = ({ proposal }: { readonly proposal: Proposal }) => {
  const t = useTexts();
  const said =
    proposal.state === "waiting"
      ? t("It is offered, and waits to be looked at.")
      : proposal.state === "accepted"
        ? t("It was accepted: all who plan here may get it.")
        : t("It was looked at, and came back.");
  return (
    <Notice tone={proposal.state === "accepted" ? "ok" : "info"}>
      <p>{said}</p>
      {proposal.credit !== null && <p>{t("The name on it: {name}", { name: proposal.credit })}</p>}
      {proposal.note !== "" && <p>{t("“{words}”", { words: proposal.note })}</p>}
    </Notice>
  );
};
