import { Card, DataTable, EmptyState, ErrorState, Skeleton, useRuntime } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { adminKeys, createPlannerAdminApi } from "./admin-api.ts";
import { AdminFrame } from "./admin-frame.tsx";
import { lintCatalogue } from "./data-lint.ts";

const count = new Intl.NumberFormat("en");

/** What of the foods and recipes that are served is worth a look. */
export const CataloguePage = () => {
  const { client } = useRuntime();
  const query = useQuery({
    queryKey: adminKeys.catalogue,
    queryFn: ({ signal }) => createPlannerAdminApi(client).catalogue(signal),
  });
  return (
    <AdminFrame title="Catalogue" permission="planner:read">
      {query.data !== undefined && <Findings {...query.data} />}
      {query.data === undefined &&
        (query.error === null ? (
          <Skeleton lines={6} height="2.5rem" />
        ) : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ))}
    </AdminFrame>
  );
};

const Findings = ({ foods, recipes }: Parameters<typeof List>[0]) => (
  <>
    <Card label="What is there">
      <dl className="figure-row">
        <div>
          <dt>Foods</dt>
          <dd className="numbers">{count.format(foods.length)}</dd>
        </div>
        <div>
          <dt>Recipes</dt>
          <dd className="numbers">{count.format(recipes.length)}</dd>
        </div>
      </dl>
    </Card>
    <List foods={foods} recipes={recipes} />
  </>
);

const List = (props: {
  readonly foods: Parameters<typeof lintCatalogue>[0];
  readonly recipes: Parameters<typeof lintCatalogue>[1];
}) => {
  const rows = lintCatalogue(props.foods, props.recipes);
  if (rows.length === 0) {
    return <EmptyState title="Nothing to look at">No food and no recipe stands out.</EmptyState>;
  }
  return (
    <Card label="Worth a look">
      <div className="stack stack-tight">
        <h2>Worth a look</h2>
        <p className="small soft">
          Most of these are as they should be, and somebody has looked: bran has little energy for
          its carbohydrate, and some values were never measured. What is new here is not.
        </p>
        <DataTable
          caption="What of the catalogue is worth a look"
          columns={[
            { name: "What", cell: ({ subject }) => subject },
            { name: "Why", cell: ({ what }) => what },
          ]}
          rows={rows}
          keyOf={({ subject, what }) => `${subject} ${what}`}
        />
      </div>
    </Card>
  );
};
