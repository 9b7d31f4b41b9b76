import {
  Button,
  Checkbox,
  ErrorState,
  Icon,
  PageHeading,
  PageLink,
  Segmented,
  Skeleton,
} from "@plinth/console";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AISLES, ALLERGEN_LABELS, type Allergen, type GroceryLine, type GroceryList } from "#core";
import { householdWords } from "../api/plan-words.ts";
import { usePersonalSet } from "../plans/personal-store.ts";
import { planKeys, usePlansApi } from "../plans/use-plans.ts";

type Units = "metric" | "us";

const unitChoices = [
  { value: "metric", label: "Metric" },
  { value: "us", label: "US" },
] as const;

/** What to buy for a plan, in the order of a shop. */
export const GroceriesPage = ({ id }: { readonly id: string }) => {
  const api = usePlansApi();
  const [units, setUnits] = useState<Units>("metric");
  const list = useQuery({
    queryKey: planKeys.groceries(id, units),
    queryFn: ({ signal }) => api.groceries(id, units, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page stack">
      <p className="no-print">
        <PageLink to={`/plans/${id}`}>Back to the plan</PageLink>
      </p>
      <div className="row row-spread">
        <PageHeading>Groceries</PageHeading>
        <div className="row no-print">
          <Segmented
            label="Units"
            isLabelHidden
            value={units}
            onChange={setUnits}
            choices={unitChoices}
          />
          <Button onPress={() => window.print()}>
            <Icon name="print" /> Print
          </Button>
        </div>
      </div>
      {list.isPending ? (
        <Skeleton lines={10} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Aisles id={id} list={list.data} />
      )}
    </div>
  );
};

const Aisles = ({ id, list }: { readonly id: string; readonly list: GroceryList }) => {
  const [done, setDone] = usePersonalSet(`groceries.${id}`);
  const lines = list.aisles.flatMap((aisle) => aisle.lines);
  const bought = lines.filter(({ food }) => done.has(food)).length;
  const toggle = (food: string, isDone: boolean) => {
    const next = new Set(done);
    if (isDone) next.add(food);
    else next.delete(food);
    setDone(next);
  };
  return (
    <>
      <div className="stack stack-tight no-print">
        <div className="row row-spread">
          <span role="status">
            {bought} of {lines.length} in the basket
          </span>
          {bought > 0 && (
            <Button look="quiet" isSmall onPress={() => setDone(new Set())}>
              Uncheck all
            </Button>
          )}
        </div>
        <div className="progress" aria-hidden="true">
          <span style={{ width: `${(bought / Math.max(1, lines.length)) * 100}%` }} />
        </div>
      </div>
      <div className="aisles">
        {list.aisles.map((aisle) => (
          <section key={aisle.aisle} className="aisle" aria-label={aisleLabel(aisle.aisle)}>
            <h2>{aisleLabel(aisle.aisle)}</h2>
            <ul className="list-plain">
              {aisle.lines.map((line) => (
                <Line
                  key={line.food}
                  line={line}
                  isDone={done.has(line.food)}
                  onToggle={(isDone) => toggle(line.food, isDone)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p className="small soft">
        About ${list.costUsd.toFixed(2)} by table prices, some of them estimates; packages may be
        larger than what you need.
      </p>
    </>
  );
};

const aisleLabel = (id: string): string => AISLES.find((aisle) => aisle.id === id)?.label ?? id;

const Line = (props: {
  readonly line: GroceryLine;
  readonly isDone: boolean;
  readonly onToggle: (isDone: boolean) => void;
}) => {
  const { line } = props;
  const labels = line.checkLabelFor.map((one) =>
    (ALLERGEN_LABELS[one as Allergen] ?? one).toLowerCase(),
  );
  return (
    <li className="grocery" data-done={props.isDone}>
      <Checkbox isSelected={props.isDone} onChange={props.onToggle}>
        <span className="grocery-name">{line.name}</span>
        {line.household !== null && (
          <span className="grocery-note">{householdWords(line.household)}</span>
        )}
        {labels.length > 0 && (
          <span className="grocery-note">some brands contain {labels.join(", ")}</span>
        )}
      </Checkbox>
      <span className="grocery-amount numbers">{line.weight}</span>
    </li>
  );
};
