import {
  ErrorState,
  Icon,
  type Messages,
  PageHeading,
  PageLink,
  PlainButton,
  PlainSegmented,
  Skeleton,
  useTexts,
} from "@plinth/console";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, memo, type ReactElement, Suspense, useDeferredValue, useState } from "react";
import { aisleLabel, byName, type ShoppingLine } from "#core";
import type { Basket, ShoppingWish } from "../api/plan-types.ts";
import { useLetters } from "../letters/letters.tsx";
import { useSlices } from "../plans/in-slices.tsx";
import { StockDialog } from "../plans/lazy-dialogs.tsx";
import { planKeys, useHome, usePlansApi, usePrefer } from "../plans/use-plans.ts";
import { type Choice, isChosen } from "./choice.ts";
import { GroceryItem } from "./grocery-item.tsx";
import { More } from "./more.tsx";
import { useChecks } from "./use-checks.ts";

const UNIT_SYSTEMS = ["metric", "us"] as const;
const unitLabels = { metric: "Metric", us: "US" } as const satisfies Messages;

/** Loaded when they are opened: few need them each time (PERF-04). */
const Choices = lazy(async () => ({ default: (await import("./choices.tsx")).Choices }));
const AisleOrder = lazy(async () => ({ default: (await import("./aisle-order.tsx")).AisleOrder }));

/** What to buy for a plan, in the order of a shop. */
export const GroceriesPage = (props: {
  readonly id: string;
  /** What the address says. */
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}) => {
  const { id } = props;
  const t = useTexts();
  const api = usePlansApi();
  const [asked, setAsked] = useState<ShoppingWish["units"]>();
  const prefer = usePrefer();
  const kept = useHome()?.units ?? undefined;
  // Whoever presses fast must not wait for the address.
  const [choice, setChoice] = useState(props.choice);
  const choose = (next: Choice) => {
    setChoice(next);
    props.onChoose(next);
  };
  const { along: _along, ...chosen } = choice;
  const wish: ShoppingWish = { ...chosen, units: asked ?? kept ?? "metric" };
  const plan = useQuery({
    queryKey: planKeys.one(id),
    queryFn: ({ signal }) => api.load(id, signal),
  });
  const list = useQuery({
    queryKey: planKeys.groceries(id, wish),
    queryFn: ({ signal }) => api.groceries(id, wish, signal),
    placeholderData: keepPreviousData,
  });
  // Drawn in slices: the browser answers presses, and paints what it has, between them (PERF-04).
  const shown = useDeferredValue(list.data);
  const { isRead } = useLetters();
  // Who comes back finds the place where they were: all of the list is there at once.
  const [isBack] = useState(list.data !== undefined);
  return (
    <div className="page stack">
      <p className="no-print">
        <PageLink to={`/plans/${id}`}>{t("Back to the plan")}</PageLink>
      </p>
      <div className="row row-spread">
        <PageHeading>{t("Groceries")}</PageHeading>
        <div className="row no-print">
          <PlainSegmented
            label={t("Units")}
            value={wish.units}
            onChange={(units) => {
              setAsked(units);
              prefer.mutate({ units });
            }}
            choices={UNIT_SYSTEMS.map((value) => ({ value, label: t.of(unitLabels[value]) }))}
          />
          <PlainButton onPress={() => window.print()}>
            <Icon name="print" /> {t("Print")}
          </PlainButton>
        </div>
      </div>
      <More title={t("For which days, and for whom")} isOpen={isChosen(choice)}>
        {plan.data !== undefined && (
          <Suspense fallback={<Skeleton lines={2} />}>
            <Choices plan={plan.data} choice={choice} onChange={choose} />
          </Suspense>
        )}
      </More>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : shown === undefined || !isRead ? (
        <Skeleton lines={10} />
      ) : (
        <Aisles id={id} list={shown} units={wish.units} isBack={isBack} />
      )}
    </div>
  );
};

const isAtHome = (line: ShoppingLine): boolean => line.buyGrams === 0;

/** More lines than the longest phone shows, and how many each further slice draws. */
const SCREEN_LINES = 16;
const LINES_A_SLICE = 5;

/** The aisles of what to buy; their lines come in slices. */
const AislesToBuy = (props: {
  readonly isWhole: boolean;
  readonly aisles: readonly { readonly aisle: string; readonly items: readonly ReactElement[] }[];
}) => {
  const t = useTexts();
  const all = props.aisles.reduce((sum, { items }) => sum + items.length, 0);
  let left = useSlices(all, { first: props.isWhole ? all : SCREEN_LINES, step: LINES_A_SLICE });
  return props.aisles.map(({ aisle, items }) => {
    const drawn = items.slice(0, Math.max(0, left));
    left -= items.length;
    if (drawn.length === 0) return null;
    return (
      <section key={aisle} className="aisle" aria-label={t.of(aisleLabel(aisle))}>
        <h2>{t.of(aisleLabel(aisle))}</h2>
        <ul className="list-plain">{drawn}</ul>
      </section>
    );
  });
};

/** Drawn anew when the list is another, not with every answer that the page waits for. */
const Aisles = memo(
  (props: {
    readonly id: string;
    readonly list: Basket;
    readonly units: ShoppingWish["units"];
    readonly isBack: boolean;
  }) => {
    const t = useTexts();
    const { id, list, units } = props;
    const { done, kept, set } = useChecks(id, list.checked);
    const [stocked, setStocked] = useState<ShoppingLine>();
    const sections = list.aisles.map(({ aisle, lines }) => ({ aisle, lines: byName(t, lines) }));
    const lines = sections.flatMap((section) => section.lines);
    const toBuy = lines.filter((line) => !isAtHome(line));
    const atHome = lines.filter(isAtHome);
    const bought = toBuy.filter(({ food }) => done.has(food)).length;
    const item = (line: ShoppingLine) => (
      <GroceryItem
        key={line.food}
        line={line}
        units={units}
        isDone={done.has(line.food)}
        onToggle={(isDone) => set({ [line.food]: isDone })}
        onStock={() => setStocked(line)}
      />
    );
    const aisles = sections
      .map(({ aisle, lines: all }) => ({
        aisle,
        items: all.filter((line) => !isAtHome(line)).map(item),
      }))
      .filter(({ items }) => items.length > 0);
    return (
      <>
        <div className="stack stack-tight no-print">
          <div className="row row-spread">
            <span role="status">
              {t("{bought} of {all} in the basket", { bought, all: toBuy.length })}
              {kept > 0 &&
                ` · ${t("{waiting} not sent yet, kept on this device", { waiting: kept })}`}
            </span>
            {bought > 0 && (
              <PlainButton
                look="quiet"
                isSmall
                onPress={() => {
                  const taken = toBuy.filter(({ food }) => done.has(food));
                  set(Object.fromEntries(taken.map(({ food }) => [food, false])));
                }}
              >
                {t("Uncheck all")}
              </PlainButton>
            )}
          </div>
          <div className="progress" aria-hidden="true">
            <span style={{ width: `${(bought / Math.max(1, toBuy.length)) * 100}%` }} />
          </div>
        </div>
        {toBuy.length === 0 && <p>{t("Everything is at home already.")}</p>}
        <div className="aisles">
          <AislesToBuy isWhole={props.isBack} aisles={aisles} />
          {atHome.length > 0 && (
            <section className="aisle aisle-home no-print" aria-label={t("At home")}>
              <h2>{t("At home")}</h2>
              <ul className="list-plain">{atHome.map(item)}</ul>
            </section>
          )}
        </div>
        {list.aisles.length > 1 && (
          <More title={t("In the order of your shop")}>
            <Suspense fallback={<Skeleton lines={2} />}>
              <AisleOrder sections={list.aisles.map(({ aisle }) => aisle)} />
            </Suspense>
          </More>
        )}
        <p className="small soft">
          {t(
            "About {price} by table prices, some of them estimates. Packs are usual sizes; your shop may have others.",
            { price: t.number(list.costUsd, { style: "currency", currency: "USD" }) },
          )}
        </p>
        <StockDialog planId={id} line={stocked} onClose={() => setStocked(undefined)} />
      </>
    );
  },
);
