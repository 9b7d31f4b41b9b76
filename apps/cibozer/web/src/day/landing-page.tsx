import { ErrorBoundary, PageHeading, Skeleton, useRuntime, useTexts } from "@plinth/console";
import { lazy, Suspense } from "react";
import { Plate } from "../art/plate.tsx";

const DayPlanner = lazy(async () => ({ default: (await import("./day-planner.tsx")).DayPlanner }));

/** What Cibozer is, and one day of it to try at once. */
export const LandingPage = () => {
  const t = useTexts();
  const { onFault } = useRuntime();
  return (
    <div className="page">
      <section className="hero">
        <div className="stack">
          <PageHeading>{t("Meals that add up")}</PageHeading>
          <p className="hero-lead">
            {t(
              "Say how much you need, how you eat and what you must not. Cibozer sets a menu of real recipes whose portions meet your numbers, or tells you plainly why it cannot.",
            )}
          </p>
          <p>
            <a href="#plan" className="btn btn-primary">
              {t("Plan one day now")}
            </a>
          </p>
        </div>
        <div className="hero-table" aria-hidden="true">
          <Plate
            name="hero-morning"
            cuisine="nordic"
            size={160}
            parts={[
              { group: "grain", share: 0.42 },
              { group: "fruit", share: 0.3 },
              { group: "dairy", share: 0.28 },
            ]}
          />
          <Plate
            name="hero-noon"
            cuisine="italian"
            size={220}
            parts={[
              { group: "leaf", share: 0.38 },
              { group: "pulse", share: 0.24 },
              { group: "grain", share: 0.22 },
              { group: "dressing", share: 0.16 },
            ]}
          />
          <Plate
            name="hero-evening"
            cuisine="japanese"
            size={160}
            parts={[
              { group: "fish", share: 0.36 },
              { group: "leaf", share: 0.34 },
              { group: "egg", share: 0.3 },
            ]}
          />
          <span className="hero-sum numbers">{t("512 + 806 + 682 = 2,000 kcal")}</span>
        </div>
      </section>
      <ErrorBoundary area={t("the day planner")} onFault={onFault}>
        <Suspense fallback={<Skeleton lines={6} height="3.5rem" />}>
          <DayPlanner />
        </Suspense>
      </ErrorBoundary>
      <section className="promises" aria-label={t("What you can rely on")}>
        <Promised title={t("Allergens hold")}>
          {t(
            "All fourteen regulated allergens are followed through every ingredient of every dish, including what only may contain them. You still check the label: brands differ.",
          )}
        </Promised>
        <Promised title={t("Numbers with a source")}>
          {t(
            "Nutrients come from the public tables of the U.S. Department of Agriculture. What was not measured is shown as “at least”, never as zero.",
          )}
        </Promised>
        <Promised title={t("A clear no")}>
          {t(
            "When wishes exclude each other you learn which ones, how close we got, and which single change is enough. Never a made-up dish.",
          )}
        </Promised>
      </section>
    </div>
  );
};

const Promised = (props: { readonly title: string; readonly children: string }) => (
  <div className="promise">
    <h2>{props.title}</h2>
    <p>{props.children}</p>
  </div>
);
