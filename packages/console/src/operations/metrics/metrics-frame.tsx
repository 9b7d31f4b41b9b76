import type { ReactNode } from "react";
import { PageHeading } from "../../account/index.ts";
import { usePermissions } from "../../admin/permissions.ts";
import { RANGES, type TimeRange } from "../../kit/chart/index.ts";
import { Button, ErrorState, Notice, Segmented, Skeleton } from "../../kit/index.ts";
import { OperationsNav } from "../operations-nav.tsx";

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const words = (seconds: number): string => moment.format(new Date(seconds * 1_000));

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
    <div className="page stack">
      <OperationsNav />
      <div className="row row-spread">
        <PageHeading>{props.title}</PageHeading>
        <Segmented
          label="Time shown"
          isLabelHidden
          value={range.name}
          onChange={onRange}
          choices={RANGES}
        />
      </div>
      {range.from !== null && range.to !== null && (
        <p className="row small">
          <span className="numbers">
            From {words(range.from)} to {words(range.to)}.
          </span>
          <Button isSmall onPress={() => onRange("6h")}>
            Back to now
          </Button>
        </p>
      )}
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
    </div>
  );
};
