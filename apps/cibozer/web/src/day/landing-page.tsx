import { ErrorBoundary, PageHeading, Skeleton, useRuntime, useTexts } from "@plinth/console";
import { lazy, Suspense } from "react";
import { Plate } from "../art/plate.tsx";
import { MarkedPlate } from "../art/set-table.tsx";

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
        <Promised title={t("Allergens hold")} mark={SHIELD}>
          {t(
            "All fourteen regulated allergens are followed through every ingredient of every dish, including what only may contain them. You still check the label: brands differ.",
          )}
        </Promised>
        <Promised title={t("Numbers with a source")} mark={SCALES}>
          {t(
            "Nutrients come from the public tables of the U.S. Department of Agriculture. What was not measured is shown as “at least”, never as zero.",
          )}
        </Promised>
        <Promised title={t("A clear no")} mark={CROSS}>
          {t(
            "When wishes exclude each other you learn which ones, how close we got, and which single change is enough. Never a made-up dish.",
          )}
        </Promised>
      </section>
    </div>
  );
};

/** What lies on the plates of the promises, around (50, 50). */
const SHIELD = "M50 23l21 8v17q0 20-21 29-21-9-21-29V31zM40 49l8 8 13-15";
const SCALES =
  "M50 25v49M37 75h26M29 35h42M29 36l-9 19a9.5 9.5 0 0018 0zM71 36l-9 19a9.5 9.5 0 0018 0z";
const CROSS = "M36 36l28 28M64 36L36 64";

const Promised = (props: {
  readonly title: string;
  readonly mark: string;
  readonly children: string;
}) => (
  <div className="promise">
    <MarkedPlate mark={props.mark} size={72} />
    <h2>{props.title}</h2>
    <p>{props.children}</p>
  </div>
);
