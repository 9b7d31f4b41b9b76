import {
  Button,
  describeError,
  FormFailure,
  PageHeading,
  TagField,
  TextField,
  UsageNotice,
  useForm,
} from "@plinth/console";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { MAX_DAYS, MAX_DISLIKES, MAX_NOTE } from "#core";
import type { Refusal, SavedPlan, Wishes } from "../api/plan-types.ts";
import { createSeed, refusalOf } from "../api/plans-api.ts";
import { forgetWishes, loadKeptWishes, localDate, plainWishes } from "../api/wishes.ts";
import { useLarder } from "../kitchen/use-kitchen.ts";
import { RefusalPanel } from "./refusal-panel.tsx";
import { planKeys, usePlansApi } from "./use-plans.ts";
import { type BasicWishes, kcalFault, WishesFields } from "./wishes-fields.tsx";

/** The form's values; numbers are text while they are typed, "" where there is no limit. */
type Values = BasicWishes & {
  readonly days: string;
  readonly dislikes: readonly string[];
  readonly maxMinutes: string;
  readonly budget: string;
  readonly note: string;
};

const toForm = (wishes: Wishes): Values => ({
  kcal: String(wishes.kcal),
  diet: wishes.diet,
  pattern: wishes.pattern,
  excludeAllergens: wishes.excludeAllergens,
  days: String(wishes.days),
  dislikes: wishes.dislikes,
  maxMinutes: wishes.maxMinutes === null ? "" : String(wishes.maxMinutes),
  budget: wishes.budget === null ? "" : String(wishes.budget),
  note: wishes.note,
});

const toWishes = (values: Values): Wishes => ({
  ...values,
  kcal: Number(values.kcal),
  days: Number(values.days),
  maxMinutes: values.maxMinutes.trim() === "" ? null : Number(values.maxMinutes),
  budget: values.budget.trim() === "" ? null : Number(values.budget.replace(",", ".")),
  note: values.note.trim(),
  seed: createSeed(),
});

const optionalFault = (text: string, low: number, high: number, what: string) => {
  const value = Number(text.replace(",", "."));
  if (text.trim() === "" || (value >= low && value <= high)) return undefined;
  return `Enter ${what} from ${low} to ${high}, or leave it empty.`;
};

const validate = (values: Values): Partial<Record<keyof Values, string>> => {
  const days = Number(values.days);
  const isDays =
    values.days.trim() !== "" && Number.isInteger(days) && days >= 1 && days <= MAX_DAYS;
  const faults = {
    kcal: kcalFault(values.kcal),
    days: isDays ? undefined : `Enter a number of days from 1 to ${MAX_DAYS}.`,
    maxMinutes: optionalFault(values.maxMinutes.replace(/[.,].*/, "x"), 1, 1440, "whole minutes"),
    budget: optionalFault(values.budget, 0.5, 1000, "dollars"),
    note: values.note.length > MAX_NOTE ? `Keep it under ${MAX_NOTE} characters.` : undefined,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));
};

const planCodes = {
  PLAN_LIMIT_REACHED: [
    "There is no room for another plan",
    "An account keeps 200 plans. Delete one you no longer need.",
  ],
} as const;

/** Asks for the wishes, plans, and hands the new plan over; explains what cannot be done. */
export const NewPlanPage = (props: { readonly onCreated: (plan: SavedPlan) => void }) => {
  const api = usePlansApi();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<{ refusal: Refusal; wishes: Wishes }>();

  const create = async (wishes: Wishes) => {
    setRefused(undefined);
    try {
      const plan = await api.create(wishes, localDate(new Date()));
      forgetWishes();
      queries.setQueryData(planKeys.one(plan.id), plan);
      void queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
      props.onCreated(plan);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      setRefused({ refusal, wishes });
    }
  };
  const form = useForm<Values>({
    initial: toForm({ ...plainWishes, ...loadKeptWishes() }),
    validate,
    submit: (values) => create(toWishes(values)),
    describe: (error) => describeError(error, planCodes),
  });
  const change = (part: Partial<Wishes>) => {
    const next = toForm({ ...toWishes(form.values), ...part });
    form.replace(next);
    void form.submitValues(next);
  };

  return (
    <div className="page page-middle stack">
      <PageHeading>A new plan</PageHeading>
      <UsageNotice meter="plans" />
      {refused !== undefined && (
        <RefusalPanel refusal={refused.refusal} wishes={refused.wishes} onChange={change} />
      )}
      <form {...form.form} className="card planner-form stack" aria-label="New plan">
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("days")}
          label="How many days"
          inputMode="numeric"
          autoComplete="off"
          after="days"
        />
        <WishesFields values={form.values} patch={form.patch} kcalField={form.text("kcal")} />
        <MoreWishes form={form} />
        <div className="row">
          <Button type="submit" look="primary" isPending={form.isPending}>
            Plan my meals
          </Button>
          {form.isPending && <span className="soft small">Trying thousands of menus …</span>}
        </div>
      </form>
    </div>
  );
};

/** What most people do not need; opens by itself when something in it is set or wrong. */
const MoreWishes = ({ form }: { readonly form: ReturnType<typeof useForm<Values>> }) => {
  const larder = useLarder();
  const { values } = form;
  const isUsed =
    values.dislikes.length > 0 ||
    [values.maxMinutes, values.budget, values.note].some((text) => text !== "");
  const foods = larder?.foods.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <details className="more" open={isUsed || undefined}>
      <summary>More wishes: dislikes, time, budget, a note</summary>
      <div className="stack">
        <TagField
          label="Leave out"
          isOptional
          values={values.dislikes}
          onChange={(dislikes) => form.set("dislikes", dislikes.slice(0, MAX_DISLIKES))}
          choices={foods}
          placeholder="Type a food, for example mushrooms"
        />
        <div className="split">
          <TextField
            {...form.text("maxMinutes")}
            label="Longest time for a recipe"
            isOptional
            inputMode="numeric"
            autoComplete="off"
            after="minutes"
          />
          <TextField
            {...form.text("budget")}
            label="Budget a day"
            isOptional
            inputMode="decimal"
            autoComplete="off"
            before="$"
            hint="By table prices, partly estimates."
          />
        </div>
        <TextField {...form.text("note")} label="A note to yourself" isOptional rows={3} />
      </div>
    </details>
  );
};
