import { Component, type ErrorInfo, type ReactNode } from "react";
import { Reference } from "../kit/states.tsx";
import { useTexts } from "../texts/index.ts";

/** What is known about a part of the page that broke. */
export interface FaultReport {
  /** Shown to the person, to be quoted; 8 characters. */
  readonly id: string;
  /** Which part of the page. */
  readonly area: string;
  readonly error: unknown;
  readonly componentStack: string;
}

interface Props {
  readonly children: ReactNode;
  /** What the part is called in the fallback, for example "the grocery list". */
  readonly area: string;
  readonly onFault?: ((report: FaultReport) => void) | undefined;
  /** A change of this value tries again, for example the address of the page. */
  readonly resetKey?: string;
}

interface State {
  readonly failed: { readonly id: string; readonly resetKey: string | undefined } | undefined;
}

/**
 * Keeps a broken part from taking the page with it (UX-11, P-024). Put one around every part
 * that can live alone: the rest stays usable, and the fallback offers another try.
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: undefined };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: { id: createFaultId(), resetKey: undefined } };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    if (state.failed === undefined) return null;
    if (state.failed.resetKey === undefined) {
      return { failed: { id: state.failed.id, resetKey: props.resetKey ?? "" } };
    }
    return state.failed.resetKey === (props.resetKey ?? "") ? null : { failed: undefined };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onFault?.({
      id: this.state.failed?.id ?? "",
      area: this.props.area,
      error,
      componentStack: info.componentStack ?? "",
    });
  }

  override render(): ReactNode {
    if (this.state.failed === undefined) return this.props.children;
    const { id } = this.state.failed;
    return (
      <Failed area={this.props.area} id={id} onRetry={() => this.setState({ failed: undefined })} />
    );
  }
}

const Failed = (props: {
  readonly area: string;
  readonly id: string;
  readonly onRetry: () => void;
}) => {
  const t = useTexts();
  return (
    <div className="state" role="alert">
      <h2>{t("This part stopped working")}</h2>
      <p className="soft">
        {t("Something went wrong in {area}. The rest of the page still works.", {
          area: props.area,
        })}
      </p>
      <button type="button" className="btn btn-secondary" onClick={props.onRetry}>
        {t("Try again")}
      </button>
      <Reference id={props.id} />
    </div>
  );
};

/** 40 random bits in letters that cannot be misread. */
const createFaultId = (): string => {
  const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ67";
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => letters[byte % 32]).join(
    "",
  );
};
