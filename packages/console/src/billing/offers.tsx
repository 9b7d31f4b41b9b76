import { Button, FormFailure } from "../kit/index.ts";
import { useTexts } from "../texts/index.ts";
import type { BillingState, Tier, TierList } from "./billing-api.ts";
import { describeBillingError, offerWords, priceWords } from "./billing-words.ts";
import { useBillingApi, useDeparture } from "./use-billing.ts";

/** The tiers there are, each with the way to it. */
export const Offers = (props: { readonly list: TierList; readonly state: BillingState }) => {
  const t = useTexts();
  return (
    <section className="stack" aria-label={t("Tiers")}>
      <h2>{t("Tiers")}</h2>
      <ul className="list-plain tier-cards">
        {props.list.tiers.map((tier) => (
          <li key={tier.id} className="card stack">
            <Offer tier={tier} {...props} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Offer = (props: {
  readonly tier: Tier;
  readonly list: TierList;
  readonly state: BillingState;
}) => {
  const t = useTexts();
  const { tier, list, state } = props;
  const api = useBillingApi();
  const checkout = useDeparture(() => api.checkout(tier.id));
  const offer = offerWords(t, tier, list.tiers, state);
  return (
    <>
      <div className="row row-spread">
        <h3>{tier.title}</h3>
        {state.tier === tier.id && <span className="badge">{t("yours")}</span>}
      </div>
      <p className="numbers tier-price">
        <strong>{priceWords(t, tier, list.currency)}</strong>
      </p>
      <p className="soft">{t.of(tier.summary)}</p>
      <ul>
        {tier.points.map((point) => (
          <li key={point}>{t.of(point)}</li>
        ))}
      </ul>
      <FormFailure
        failure={checkout.error === null ? undefined : describeBillingError(t, checkout.error)}
      />
      {offer !== undefined && (
        <div className="tier-way">
          <Button
            look="primary"
            isDisabled={!state.isOpen}
            isPending={checkout.isPending}
            onPress={() => checkout.mutate()}
          >
            {offer}
          </Button>
        </div>
      )}
    </>
  );
};
