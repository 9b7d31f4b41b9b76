import { PlainChips, PlainSelect, Skeleton, useTexts } from "@plinth/console";
import { eatersOf, type Member, scaleOf } from "#core";
import type { SavedPlan } from "../api/plan-types.ts";
import { dayWords } from "../api/plan-words.ts";
import { Unsafe } from "../profile/portions.tsx";
import { useProfile } from "../profile/use-profile.ts";
import type { Choice } from "./choice.ts";

const people = Array.from({ length: 12 }, (_, i) => i + 1);

/** Which days, and for whom. */
export const Choices = (props: {
  readonly plan: SavedPlan;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}) => {
  const t = useTexts();
  const { plan, choice } = props;
  const profile = useProfile();
  const members = profile.data?.household ?? [];
  const all = plan.days.map((_, day) => day);
  const days = plan.days.map(({ date }, day) => ({ value: String(day), label: dayWords(t, date) }));
  const choose = (chosen: readonly string[]) => {
    const { days: _all, ...rest } = choice;
    const wanted = all.filter((day) => chosen.includes(String(day)));
    // None is no list: then it is all of them again.
    const isAll = wanted.length === 0 || wanted.length === all.length;
    props.onChange(isAll ? rest : { ...rest, days: wanted });
  };
  return (
    <>
      {plan.days.length > 1 && (
        <PlainChips
          label={t("Days")}
          values={(choice.days ?? all).map(String)}
          onChange={choose}
          choices={days}
        />
      )}
      {profile.isPending ? (
        <Skeleton lines={2} />
      ) : members.length > 0 ? (
        <Eaters plan={plan} members={members} choice={choice} onChange={props.onChange} />
      ) : (
        <PlainSelect
          name="people"
          label={t("Cook for")}
          value={String(choice.scale)}
          onChange={(scale) => props.onChange({ ...choice, scale: Number(scale), along: [] })}
          choices={people.map((n) => ({
            value: String(n),
            label: t.plural(n, "One person", "{n} people"),
          }))}
          hint={t("Everybody gets the portions of the plan. Who eats says more under “Who eats”.")}
        />
      )}
    </>
  );
};

/** Who of the household eats along. */
const Eaters = (props: {
  readonly plan: SavedPlan;
  readonly members: readonly Member[];
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}) => {
  const t = useTexts();
  const { plan, members, choice } = props;
  const eating = eatersOf(members, choice.along);
  return (
    <>
      <PlainChips
        label={t("Cook for you and")}
        values={choice.along.map(String)}
        onChange={(values) => {
          const along = members.flatMap((_, index) =>
            values.includes(String(index)) ? index : [],
          );
          const eaters = eatersOf(members, along);
          props.onChange({ ...choice, along, scale: scaleOf(eaters, plan.request.kcal) });
        }}
        choices={members.map(({ name }, index) => ({ value: String(index), label: name }))}
        hint={t("Portions go by the energy of each.")}
      />
      <Unsafe plan={plan} members={eating} />
    </>
  );
};
