import {
  buttonClass,
  Icon,
  PageHeading,
  PageLink,
  PlainButton,
  showShortcuts,
  useTexts,
} from "@plinth/console";
import type { SavedPlan } from "../api/plan-types.ts";
import { allergenNames, dayWords, planFacts } from "../api/plan-words.ts";
import { Dotted } from "../art/dotted.tsx";
import type { PlanChanges } from "../week/use-plan-changes.ts";
import { DeletePlan } from "./delete-plan.tsx";

/** What is done with the whole plan. */
export const PlanBar = (props: { readonly plan: SavedPlan; readonly changes: PlanChanges }) => {
  const t = useTexts();
  const { resolve, undo, isBusy } = props.changes;
  const { length } = props.plan.locked;
  return (
    <div className="row no-print">
      <PlainButton
        look="primary"
        isPending={resolve.isPending && resolve.variables.days === undefined}
        isDisabled={isBusy && !resolve.isPending}
        onPress={() => resolve.mutate({})}
      >
        {length === 0 ? t("Solve it all again") : t("Solve the rest again")}
      </PlainButton>
      <PlainButton
        isPending={undo.isPending}
        isDisabled={!props.plan.canUndo || (isBusy && !undo.isPending)}
        onPress={() => undo.mutate()}
      >
        <Icon name="undo" size={18} /> {t("Undo")}
      </PlainButton>
      <span className="with-keys">
        <PlainButton look="quiet" isSmall onPress={showShortcuts}>
          {t("Keys")}
        </PlainButton>
      </span>
      <span className="small soft" role="status">
        {length === 0
          ? t("Lock the meals you want to keep first.")
          : t.plural(length, "{n} meal locked.", "{n} meals locked.")}
      </span>
    </div>
  );
};

/** Ways to the days, on phones. */
export const DayJumps = ({ plan }: { readonly plan: SavedPlan }) => {
  const t = useTexts();
  return (
    <nav className="row day-jumps no-print" aria-label={t("Days")}>
      {plan.days.map((day) => (
        <a key={day.date} className="chip" href={`#day-${day.date}`}>
          {dayWords(t, day.date, { weekday: "short", day: "numeric" })}
        </a>
      ))}
    </nav>
  );
};

/** What a plan is, and where it goes. */
export const PlanHead = (props: {
  readonly plan: SavedPlan;
  readonly title: string;
  readonly onDeleted: () => void;
}) => {
  const t = useTexts();
  const { plan } = props;
  const excluded = plan.request.excludeAllergens;
  return (
    <div className="stack stack-tight">
      <div className="row row-spread">
        <PageHeading>{props.title}</PageHeading>
        <div className="row plan-ways no-print">
          <PageLink
            to={`/plans/${plan.id}/groceries`}
            className={buttonClass({ look: "secondary" })}
          >
            <Icon name="basket" /> {t("Groceries")}
          </PageLink>
          <PageLink to={`/plans/${plan.id}/share`} className={buttonClass({ look: "quiet" })}>
            <Icon name="share" /> <span className="btn-text">{t("Share")}</span>
          </PageLink>
          <PlainButton look="quiet" onPress={() => window.print()}>
            <Icon name="print" /> <span className="btn-text">{t("Print")}</span>
          </PlainButton>
          <DeletePlan id={plan.id} title={props.title} onDone={props.onDeleted} />
        </div>
      </div>
      <Dotted className="soft" facts={planFacts(t, plan.request).join(" · ")} />
      {excluded.length > 0 && (
        <p className="soft">
          {t("Without {allergens}. Check labels: brands differ.", {
            allergens: allergenNames(t, excluded),
          })}
        </p>
      )}
      {plan.request.note !== "" && <p>{plan.request.note}</p>}
      <p className="small soft no-print">
        {plan.gap === null
          ? t("Changed by hand: the bars of each day show how near it is to its target.")
          : plan.gap < 0.0005
            ? t("We checked: no other choice of these dishes fits your wishes better.")
            : t(
                "We checked: no other choice of these dishes could fit your wishes more than {gap} % better.",
                {
                  gap: t.number(plan.gap * 100, {
                    minimumFractionDigits: 1,
                    maximumFractionDigits: 1,
                  }),
                },
              )}
      </p>
      {plan.unmatchedDislikes.length > 0 && (
        <p className="small soft">
          {t("We have no food called {names}.", { names: plan.unmatchedDislikes.join(", ") })}
        </p>
      )}
    </div>
  );
};
