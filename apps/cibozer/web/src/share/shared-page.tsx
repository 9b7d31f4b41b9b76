import {
  Button,
  EmptyState,
  ErrorState,
  isApiError,
  PageHeading,
  PageLink,
  Skeleton,
  TextField,
  useLinkToken,
  useRuntime,
  useTexts,
} from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useMemo, useState } from "react";
import { aisleLabel, byName, type Meal } from "#core";
import { dayWords, planTitle } from "../api/plan-words.ts";
import { sayWeight } from "../api/weight-words.ts";
import { SetTable } from "../art/set-table.tsx";
import { RecipeDialog } from "../plans/lazy-dialogs.tsx";
import { MealCard } from "../plans/meal/meal-card.tsx";
import { TargetBars } from "../plans/target-bars.tsx";
import { FoodName } from "../recipes/food-name.tsx";
import { ReportButton } from "../reports/report-button.tsx";
import { createReportsApi } from "../reports/reports-api.ts";
import { leftoverWords } from "../week/leftover-words.ts";
import { cookedPortion } from "../week/leftovers.ts";
import { createShareApi, type SharedPlan } from "./share-api.ts";

/** What a link shows to whoever has it. */
export const SharedPage = () => {
  const t = useTexts();
  const { client } = useRuntime();
  const api = useMemo(() => createShareApi(client), [client]);
  const token = useLinkToken();
  const [password, setPassword] = useState<string>();
  const plan = useQuery({
    queryKey: ["shared", token, password ?? ""],
    queryFn: () => api.open(token, password),
    enabled: token !== "",
    retry: false,
    // Every opening counts: coming back to the window is none.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (plan.data !== undefined) {
    const link = { token, ...(password === undefined ? {} : { password }) };
    return (
      <Shared plan={plan.data} report={(report) => createReportsApi(client).plan(link, report)} />
    );
  }
  return (
    <div className="page page-middle stack">
      {token === "" ||
      isApiError(plan.error, "NOT_FOUND") ||
      isApiError(plan.error, "VALIDATION_ERROR") ? (
        <Ended />
      ) : isApiError(plan.error, "SHARE_PASSWORD") ? (
        <PasswordForm isWrong={plan.error.problem["wrong"] === true} onOpen={setPassword} />
      ) : plan.isError ? (
        <>
          <PageHeading>{t("A shared plan")}</PageHeading>
          <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
        </>
      ) : (
        <>
          <PageHeading>{t("A shared plan")}</PageHeading>
          <Skeleton lines={6} height="5rem" />
        </>
      )}
    </div>
  );
};

const Ended = () => {
  const t = useTexts();
  return (
    <>
      <PageHeading>{t("A shared plan")}</PageHeading>
      <EmptyState
        title={t("This link has ended")}
        picture={<SetTable size={130} />}
        action={<PageLink to="/">{t("Plan a day of your own")}</PageLink>}
      >
        <p>{t("It was taken back, has run out, or was copied in part. Ask for another.")}</p>
      </EmptyState>
    </>
  );
};

const PasswordForm = (props: {
  readonly isWrong: boolean;
  readonly onOpen: (password: string) => void;
}) => {
  const t = useTexts();
  const [text, setText] = useState("");
  return (
    <form
      className="card stack"
      aria-label={t("Password")}
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== "") props.onOpen(text);
      }}
    >
      <PageHeading>{t("This plan has a password")}</PageHeading>
      <TextField
        label={t("Password")}
        type="password"
        autoComplete="off"
        value={text}
        onChange={setText}
        errorMessage={props.isWrong ? t("That is not it.") : undefined}
      />
      <div className="row">
        <Button type="submit" look="primary">
          {t("Open")}
        </Button>
      </div>
    </form>
  );
};

const Shared = (props: {
  readonly plan: SharedPlan;
  readonly report: ComponentProps<typeof ReportButton>["send"];
}) => {
  const t = useTexts();
  const { plan } = props;
  const { targets } = plan;
  const isList = plan.part === "list";
  const AisleHeading = isList ? "h2" : "h3";
  const [open, setOpen] = useState<{ readonly meal: Meal; readonly day: number }>();
  return (
    <div className="page page-wide stack">
      <PageHeading>
        {isList ? t("A shopping list") : planTitle(t, plan.days.length, plan.days[0]?.date)}
      </PageHeading>
      <p className="soft">
        {isList
          ? t("Somebody shared what they shop for with you.")
          : t(
              "Somebody shared this plan with you. It was not made for your allergies: check before you cook.",
            )}{" "}
        <PageLink to="/">{t("Plan a day of your own")}</PageLink>
      </p>
      <div className="days" data-count={plan.days.length > 2 ? "many" : "few"}>
        {plan.days.map((day, index) => (
          <section key={day.date} className="day" aria-label={dayWords(t, day.date)}>
            <h2>{dayWords(t, day.date)}</h2>
            {day.meals.map((meal) => (
              <MealCard
                key={meal.slot}
                meal={meal}
                dayName={dayWords(t, day.date)}
                leftover={leftoverWords(t, plan, { day: index, slot: meal.slot })}
                onOpen={() => setOpen({ meal, day: index })}
              />
            ))}
            {targets !== null && <TargetBars totals={day.totals} targets={targets} />}
          </section>
        ))}
      </div>
      {!isList && <h2>{t("Groceries")}</h2>}
      <div className="aisles">
        {plan.groceries.aisles.map(({ aisle, lines }) => (
          <section key={aisle} className="aisle" aria-label={t.of(aisleLabel(aisle))}>
            <AisleHeading>{t.of(aisleLabel(aisle))}</AisleHeading>
            <ul className="list-plain">
              {byName(t, lines).map((line) => (
                <li key={line.food} className="grocery">
                  <FoodName name={line.name} className="grocery-text" />
                  <span className="grocery-amount numbers">{sayWeight(t, line.weight)}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <ReportButton
        label={isList ? t("Report this list") : t("Report this plan")}
        send={props.report}
      />
      <RecipeDialog
        meal={open?.meal}
        cooked={open && cookedPortion(plan, { day: open.day, slot: open.meal.slot })}
        onClose={() => setOpen(undefined)}
      />
    </div>
  );
};
