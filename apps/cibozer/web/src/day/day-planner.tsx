import {
  buttonClass,
  FormFailure,
  PageLink,
  PlainButton,
  Skeleton,
  type Texts,
  useForm,
  useSession,
  useTexts,
} from "@plinth/console";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Plan } from "#core";
import { keepWishes } from "../api/kept-wishes.ts";
import type { Refusal, Wishes } from "../api/plan-types.ts";
import { createSeed, loadKeptWishes, localDate, plainWishes } from "../api/wishes.ts";
import { SetTable } from "../art/set-table.tsx";
import { useKitchen } from "../kitchen/use-kitchen.ts";
import { type BasicWishes, kcalFault, kcalOf, WishesFields } from "../plans/new/wishes-fields.tsx";

// Not before there is a day to show.
const DayMenu = lazy(async () => ({ default: (await import("./day-menu.tsx")).DayMenu }));
const RefusalPanel = lazy(async () => ({
  default: (await import("../plans/new/refusal-panel.tsx")).RefusalPanel,
}));

const toForm = (wishes: Wishes): BasicWishes => ({
  kcal: String(wishes.kcal),
  diet: wishes.diet,
  pattern: wishes.pattern,
  excludeAllergens: wishes.excludeAllergens,
});

const toWishes = (t: Texts, values: BasicWishes): Wishes => ({
  ...plainWishes,
  ...values,
  days: 1,
  kcal: kcalOf(t, values.kcal),
});

type Outcome =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "refusal"; readonly refusal: Refusal; readonly wishes: Wishes };

/** Plans one day in the visitor's own browser: no account, nothing sent. */
export const DayPlanner = () => {
  const t = useTexts();
  const kitchen = useKitchen();
  const { user } = useSession();
  const [outcome, setOutcome] = useState<Outcome>();
  const [isWorking, setWorking] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the answer lies below the form, out of sight.
    const box = menu.current?.getBoundingClientRect();
    if (outcome !== undefined && box !== undefined && box.top > window.innerHeight * 0.7) {
      menu.current?.scrollIntoView();
    }
  }, [outcome]);

  const solve = async (wishes: Wishes) => {
    setWorking(true);
    try {
      const { kcal, diet, pattern, excludeAllergens } = wishes;
      keepWishes({ kcal, diet, pattern, excludeAllergens });
      const result = await kitchen.planDay({
        ...{ kcal, diet, pattern, excludeAllergens },
        maxMinutes: wishes.maxMinutes,
        seed: createSeed(),
        startDate: localDate(new Date()),
      });
      setOutcome(
        result.ok
          ? { kind: "plan", plan: result.plan }
          : { kind: "refusal", refusal: { ...result, nearest: { ...result.nearest } }, wishes },
      );
    } finally {
      setWorking(false);
    }
  };
  const form = useForm({
    initial: toForm({ ...plainWishes, ...loadKeptWishes() }),
    validate: (values) => {
      const fault = kcalFault(t, values.kcal);
      return fault === undefined ? {} : { kcal: fault };
    },
    submit: (values) => solve(toWishes(t, values)),
  });
  const change = (part: Partial<Wishes>) => {
    const next = { ...toWishes(t, form.values), ...part };
    form.replace(toForm(next));
    void solve(next);
  };

  return (
    <div className="planner" id="plan">
      <form {...form.form} className="card planner-form stack" aria-label={t("Plan a day")}>
        <h2>{t("Plan one day, right here")}</h2>
        <FormFailure failure={form.failure} />
        <WishesFields values={form.values} patch={form.patch} kcalField={form.text("kcal")} />
        <PlainButton type="submit" look="primary" isPending={isWorking}>
          {t("Plan my day")}
        </PlainButton>
        <p className="small soft">{t("Worked out in your browser. Nothing is sent.")}</p>
      </form>
      <div className="day-menu" aria-live="polite" ref={menu}>
        {outcome === undefined &&
          (isWorking ? <Skeleton lines={3} height="7rem" /> : <Invitation />)}
        {outcome?.kind === "refusal" && (
          <Suspense fallback={<Skeleton lines={3} height="7rem" />}>
            <RefusalPanel refusal={outcome.refusal} wishes={outcome.wishes} onChange={change} />
          </Suspense>
        )}
        {outcome?.kind === "plan" && (
          <>
            <Suspense fallback={<Skeleton lines={3} height="7rem" />}>
              <DayMenu plan={outcome.plan} />
            </Suspense>
            <div className="row">
              <PlainButton isPending={isWorking} onPress={() => void form.submit()}>
                {t("Another day")}
              </PlainButton>
              <PageLink
                to={user ? "/plans/new" : "/signup"}
                {...(user ? {} : { search: { from: "/plans/new" } })}
                className={buttonClass({ look: "primary" })}
              >
                {t("Make it a whole week")}
              </PageLink>
            </div>
            <p className="small soft">
              {t(
                "A week has variety rules, a grocery list, swaps and locks. Your settings come along.",
              )}
            </p>
          </>
        )}
      </div>
    </div>
  );
};

const Invitation = () => {
  const t = useTexts();
  return (
    <div className="state table-set">
      <div className="places">
        <SetTable size={110} />
        <SetTable size={110} />
        <SetTable size={110} />
      </div>
      <h2>{t("Your day appears here")}</h2>
      <p className="soft">
        {t(
          "Set what you need, or just press the button: 2,000 kcal in three meals is a fair start.",
        )}
      </p>
    </div>
  );
};
