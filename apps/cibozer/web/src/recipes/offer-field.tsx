import { Button, describeError, Notice, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type OwnShown, type Proposal, recipeKeys } from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

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
  const change = useMutation({
    mutationFn: async (isOffered: boolean): Promise<Proposal | null> => {
      if (isOffered) return api.propose(recipe.id);
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
            "You can offer this recipe to all who plan here. Those who review it see its title, ingredients, steps and where it is from, as they are now; not your name, and not the photo. You can take it back.",
          )}
        </p>
      ) : (
        <OfferState proposal={proposal} />
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
        ? t("It was accepted, and will be one of the recipes for everybody.")
        : t("It was looked at, and came back.");
  return (
    <Notice tone={proposal.state === "accepted" ? "ok" : "info"}>
      <p>{said}</p>
      {proposal.note !== "" && <p>{t("“{words}”", { words: proposal.note })}</p>}
    </Notice>
  );
};
