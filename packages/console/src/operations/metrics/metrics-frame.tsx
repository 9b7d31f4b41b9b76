import type { ReactNode } from "react";
import { PageHeading } from "../../account/index.ts";
import { usePermissions } from "../../admin/permissions.ts";
import type { TimeRange } from "../../kit/chart/index.ts";
import { ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { ChosenTime, TimeBar } from "../time/time-bar.tsx";

/** A page of charts: the way to the others, its name, and the time that all of them show. */
export const MetricsFrame = (props: {
  readonly title: string;
  readonly range: TimeRange;
  readonly onRange: (name: string) => void;
  readonly children: ReactNode;
}) => {
  const { range, onRange } = props;
  const { may, isPending, error, retry } = usePermissions();
  return (
    <>
      <div className="row row-spread">
        <PageHeading>{props.title}</PageHeading>
        <TimeBar range={range} onRange={onRange} />
      </div>
      <ChosenTime range={range} onRange={onRange} />
      {isPending ? (
        <Skeleton lines={8} />
      ) : error !== null ? (
        <ErrorState error={error} onRetry={retry} />
      ) : may("metrics:read") ? (
        props.children
      ) : (
        <Notice tone="warn" title="For administrators">
          Your account may not see how the service does.
        </Notice>
      )}
    </>
  );
};
