import {
  Button,
  describeError,
  FormFailure,
  type Messages,
  type NumberBounds,
  PageHeading,
  PageLink,
  readNumber,
  readNumberWithin,
  Skeleton,
  TextField,
  type Texts,
  UsageNotice,
  usageKey,
  useForm,
  useTexts,
  writeNumber,
} from "@plinth/console";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { ALLERGENS, type LeftoverWish, MAX_DAYS, MAX_NOTE } from "#core";
import { forgetWishes, keepWishes } from "../../api/kept-wishes.ts";
import type { Refusal, SavedPlan, Wishes } from "../../api/plan-types.ts";
import { refusalOf } from "../../api/plans-api.ts";
import { createSeed, loadKeptWishes, localDate, plainWishes } from "../../api/wishes.ts";
import { Caution } from "../../profile/caution.tsx";
import type { Profile } from "../../profile/profile-api.ts";
import { wishesOf } from "../../profile/targets.ts";
import { useProfile } from "../../profile/use-profile.ts";
import { LimitPanel } from "../../tiers/limit-panel.tsx";
import { limitOf, type PlanLimit } from "../../tiers/limit-words.ts";
import { planKeys, useHomeApi, usePlansApi } from "../use-plans.ts";
import { RefusalPanel } from "./refusal-panel.tsx";
import { keepSaidDishes } from "./said-dishes.ts";
import { type BasicWishes, kcalFault, kcalOf, WishesFields } from "./wishes-fields.tsx";

// The list of all foods and its field are most of the page, and most people never open them.
const MoreFields = lazy(async () => ({ default: (await import("./more-wishes.tsx")).MoreFields }));

const WordsPanel = lazy(async () => ({
  default: (await import("../../words/words-panel.tsx")).WordsPanel,
}));

/** The form's values; numbers are text while they are typed, "" where there is no limit. */
type Values = BasicWishes & {
  readonly days: string;
  readonly dislikes: readonly string[];
  readonly cuisines: readonly string[];
  readonly leftovers: LeftoverWish;
  readonly maxMinutes: string;
  readonly budget: string;
  readonly note: string;
  /** Dishes of which a sentence said something; they are kept apart from the plan. */
  readonly never: readonly string[];
  readonly more: readonly string[];
};

const toForm = (t: Texts, wishes: Wishes): Values => ({
  kcal: String(wishes.kcal),
  diet: wishes.diet,
  pattern: wishes.pattern,
  excludeAllergens: wishes.excludeAllergens,
  days: String(wishes.days),
  dislikes: wishes.dislikes,
  cuisines: wishes.cuisines ?? [],
  leftovers: wishes.leftovers ?? "none",
  maxMinutes: wishes.maxMinutes === null ? "" : String(wishes.maxMinutes),
  budget: wishes.budget === null ? "" : writeNumber(t, wishes.budget),
  note: wishes.note,
  never: [],
  more: [],
});

const toWishes = (t: Texts, { never: _never, more: _more, ...values }: Values): Wishes => ({
  ...values,
  kcal: kcalOf(t, values.kcal),
  days: readNumber(t, values.days) ?? 0,
  maxMinutes: readNumber(t, values.maxMinutes) ?? null,
  budget: readNumber(t, values.budget) ?? null,
  note: values.note.trim(),
  seed: createSeed(),
});

const DAYS = { least: 1, most: MAX_DAYS, isWhole: true } as const;
const MINUTES = { least: 1, most: 1440, isWhole: true } as const;
const DOLLARS = { least: 0.5, most: 1000 } as const;

/** True where something stands that is no number within the bounds. */
const isOff = (t: Texts, text: string, bounds: NumberBounds): boolean =>
  text.trim() !== "" && readNumberWithin(t, text, bounds) === undefined;

const validate = (t: Texts, values: Values): Partial<Record<keyof Values, string>> => {
  const isDays = readNumberWithin(t, values.days, DAYS) !== undefined;
  const faults = {
    kcal: kcalFault(t, values.kcal),
    days: isDays ? undefined : t("Enter a number of days from 1 to {most}.", { most: MAX_DAYS }),
    maxMinutes: isOff(t, values.maxMinutes, MINUTES)
      ? t("Enter whole minutes from 1 to 1440, or leave it empty.")
      : undefined,
    budget: isOff(t, values.budget, DOLLARS)
      ? t("Enter dollars from {least} to {most}, or leave it empty.", DOLLARS)
      : undefined,
    note:
      values.note.length > MAX_NOTE
        ? t("Keep it under {most} characters.", { most: MAX_NOTE })
        : undefined,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));
};

const planCodes = {
  PLAN_LIMIT_REACHED: [
    "There is no room for another plan",
    "An account keeps 200 plans. Delete one you no longer need.",
  ],
} as const satisfies Messages;

/** What a form starts with: what a visitor chose, and what the profile says of those who eat. */
const startOf = (profile: Profile | null): Wishes => {
  const chosen = loadKeptWishes();
  const known = wishesOf(profile ?? {}, new Date().getFullYear());
  const allergens = new Set([...(chosen.excludeAllergens ?? []), ...known.excludeAllergens]);
  return {
    ...plainWishes,
    ...known,
    ...chosen,
    excludeAllergens: ALLERGENS.filter((one) => allergens.has(one)),
  };
};

/** Asks for the wishes, plans, and hands the new plan over; explains what cannot be done. */
export const NewPlanPage = (props: { readonly onCreated: (plan: SavedPlan) => void }) => {
  const t = useTexts();
  const profile = useProfile();
  return (
    <div className="page page-middle stack">
      <PageHeading>{t("A new plan")}</PageHeading>
      {profile.isPending ? (
        <Skeleton lines={5} height="3rem" />
      ) : (
        // Who cannot be reached for it is asked instead.
        <NewPlanForm profile={profile.data ?? null} onCreated={props.onCreated} />
      )}
    </div>
  );
};

const NewPlanForm = (props: {
  readonly profile: Profile | null;
  readonly onCreated: (plan: SavedPlan) => void;
}) => {
  const t = useTexts();
  const api = usePlansApi();
  const home = useHomeApi();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<{ refusal: Refusal; wishes: Wishes }>();
  const [limited, setLimited] = useState<{ limit: PlanLimit; days: number }>();

  const create = async (wishes: Wishes) => {
    setRefused(undefined);
    setLimited(undefined);
    try {
      const plan = await api.create(wishes, localDate(new Date()));
      forgetWishes();
      queries.setQueryData(planKeys.one(plan.id), plan);
      void queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
      void queries.invalidateQueries({ queryKey: usageKey });
      props.onCreated(plan);
    } catch (error) {
      const limit = limitOf(error);
      if (limit !== undefined) {
        keepWishes(wishes);
        setLimited({ limit, days: wishes.days });
        return;
      }
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      setRefused({ refusal, wishes });
    }
  };
  const form = useForm<Values>({
    initial: toForm(t, startOf(props.profile)),
    validate: (values) => validate(t, values),
    submit: async (values) => {
      const known = await keepSaidDishes(home, values);
      if (known !== undefined) queries.setQueryData(planKeys.home, known);
      await create(toWishes(t, values));
    },
    describe: (error) => describeError(t, error, planCodes),
  });
  const change = (part: Partial<Wishes>) => {
    const next = toForm(t, { ...toWishes(t, form.values), ...part });
    form.replace(next);
    void form.submitValues(next);
  };

  return (
    <>
      {props.profile !== null && (
        <p className="small soft">
          {t.rich("Begun with what <a>you said of those who eat</a>.", {
            a: (words: ReactNode) => <PageLink to="/profile">{words}</PageLink>,
          })}
        </p>
      )}
      {props.profile !== null && (
        <Caution profile={props.profile} kcal={kcalOf(t, form.values.kcal)} />
      )}
      {refused !== undefined && (
        <RefusalPanel refusal={refused.refusal} wishes={refused.wishes} onChange={change} />
      )}
      {limited === undefined ? (
        <UsageNotice meter="week-plans" />
      ) : (
        <LimitPanel {...limited} onSingleDay={() => change({ days: 1 })} />
      )}
      <OwnWords values={form.values} patch={form.patch} />
      <form {...form.form} className="card planner-form stack" aria-label={t("New plan")}>
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("days")}
          label={t("How many days")}
          inputMode="numeric"
          autoComplete="off"
          after={t("days")}
        />
        <WishesFields values={form.values} patch={form.patch} kcalField={form.text("kcal")} />
        <MoreWishes form={form} />
        <div className="row">
          <Button type="submit" look="primary" isPending={form.isPending}>
            {t("Plan my meals")}
          </Button>
          {form.isPending && <span className="soft small">{t("Trying thousands of menus …")}</span>}
        </div>
      </form>
    </>
  );
};

/** Wishes in a sentence, which fill the form below. */
const OwnWords = (props: {
  readonly values: Values;
  readonly patch: (part: Partial<Values>) => void;
}) => {
  const t = useTexts();
  const [wasOpened, setOpened] = useState(false);
  return (
    <details
      className="more"
      onToggle={({ currentTarget }) => setOpened((was) => was || currentTarget.open)}
    >
      <summary>{t("Say it in your own words")}</summary>
      {wasOpened && (
        <Suspense fallback={<Skeleton lines={2} height="3rem" />}>
          <WordsPanel {...props} />
        </Suspense>
      )}
    </details>
  );
};

/** What most people do not need; opens by itself when something in it is set or wrong. */
const MoreWishes = ({ form }: { readonly form: ReturnType<typeof useForm<Values>> }) => {
  const t = useTexts();
  const { values } = form;
  const isUsed =
    values.dislikes.length > 0 ||
    values.leftovers !== "none" ||
    [values.maxMinutes, values.budget, values.note].some((text) => text !== "");
  const [wasOpened, setOpened] = useState(isUsed);
  return (
    <details
      className="more"
      open={isUsed || undefined}
      onToggle={({ currentTarget }) => setOpened((was) => was || currentTarget.open)}
    >
      <summary>{t("More wishes: dislikes, leftovers, time, budget, a note")}</summary>
      {(wasOpened || isUsed) && (
        <Suspense fallback={<Skeleton lines={3} height="3rem" />}>
          <MoreFields form={form} />
        </Suspense>
      )}
    </details>
  );
};
