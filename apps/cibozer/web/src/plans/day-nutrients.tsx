import { Dialog, ErrorState, type Messages, Skeleton, type Texts, useTexts } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import {
  loadMicronutrients,
  type PlanDay,
  type ReferencePerson,
  referenceIntakes,
  sumMicronutrients,
} from "#core";
import { useProfile } from "../profile/use-profile.ts";

const ADULT = 19;
const units = { mg: "mg", µg: "µg" } as const satisfies Messages;

/** Who the references are for; undefined where too little is known, or it is no adult. */
const personOf = (
  profile: { readonly sex?: "female" | "male"; readonly birthYear?: number } | null | undefined,
  year: number,
): ReferencePerson | undefined => {
  const { sex, birthYear } = profile ?? {};
  if (sex === undefined || birthYear === undefined) return undefined;
  // Whose birthday is still to come is a year younger: the lower age is the one that is sure.
  const ageYears = year - birthYear - 1;
  return ageYears >= ADULT ? { sex, ageYears } : undefined;
};

const forWhom = (t: Texts, person: ReferencePerson | undefined): string => {
  if (person === undefined) {
    return t(
      "References are the higher ones of women and men from 31 to 50. “Who eats” has them by your age and sex.",
    );
  }
  return person.sex === "female"
    ? t("References are for women of {years} years.", { years: person.ageYears })
    : t("References are for men of {years} years.", { years: person.ageYears });
};

/** Vitamins and minerals of a day, beside what a day should hold. */
export const DayNutrients = (props: {
  readonly day: PlanDay;
  readonly name: string;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  return (
    <Dialog
      title={t("Vitamins and minerals, {name}", { name: props.name })}
      isOpen
      onClose={props.onClose}
    >
      <Amounts day={props.day} />
    </Dialog>
  );
};

const Amounts = ({ day }: { readonly day: PlanDay }) => {
  const t = useTexts();
  const table = useQuery({
    queryKey: ["micronutrients"],
    queryFn: () => loadMicronutrients(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const profile = useProfile();
  if (table.isPending || profile.isPending) return <Skeleton lines={8} />;
  if (table.isError) {
    return <ErrorState error={table.error} onRetry={() => void table.refetch()} />;
  }
  const all = day.meals.flatMap(({ ingredients }) => ingredients);
  const known = all.filter(({ food }) => food in table.data.foods);
  const sums = new Map(
    sumMicronutrients(known, table.data).map((sum) => [sum.nutrient, sum] as const),
  );
  const amount = (value: number) => t.number(value, { maximumSignificantDigits: 3 });
  const person = personOf(profile.data, new Date(`${day.date}T00:00:00Z`).getUTCFullYear());
  return (
    <div className="stack">
      <p className="small soft">{forWhom(t, person)}</p>
      <table className="amounts amounts-many numbers">
        <thead>
          <tr>
            <th scope="col">{t("Nutrient")}</th>
            <th scope="col">{t("This day")}</th>
            <th scope="col">{t("Reference")}</th>
            <th scope="col">{t("Share of it")}</th>
          </tr>
        </thead>
        <tbody>
          {referenceIntakes(person).map(({ nutrient, label, unit, amount: wanted }) => {
            const sum = sums.get(nutrient);
            const least = sum?.atLeast === true || known.length < all.length ? "≥ " : "";
            const has = sum?.amount ?? 0;
            return (
              <tr key={nutrient}>
                <th scope="row">{t.of(label)}</th>
                <td>{`${least}${amount(has)} ${t.of(units[unit])}`}</td>
                <td>{`${amount(wanted)} ${t.of(units[unit])}`}</td>
                <td>{`${least}${t.number(has / wanted, { style: "percent", maximumFractionDigits: 0 })}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="small soft">
        {t(
          "“≥” marks sums of which some food was never measured. Raw foods, nothing lost in cooking: USDA SR28. References: Dietary Reference Intakes of the National Academies for healthy adults, not for pregnancy or nursing. A single day says little; a week says more.",
        )}
      </p>
    </div>
  );
};
