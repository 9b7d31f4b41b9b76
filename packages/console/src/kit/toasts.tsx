import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useTexts } from "../texts/index.ts";
import { Icon } from "./icon.tsx";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "ok" | "danger";
}

/** Ways to say that something was done, or was not. */
export interface Toasts {
  readonly succeed: (text: string) => void;
  readonly fail: (text: string) => void;
  /** Takes all away: they were told to somebody who has left. */
  readonly clear: () => void;
}

const ToastContext = createContext<Toasts | undefined>(undefined);

/** The toasts of this page; @throws {Error} outside a ToastProvider. */
export const useToasts = (): Toasts => {
  const toasts = useContext(ToastContext);
  if (toasts === undefined) throw new Error("useToasts needs a ToastProvider above it");
  return toasts;
};

const mostShown = 3;

/**
 * Holds the announced region. It is in the page from the start, because a live region that
 * appears together with its text is not read out. Toasts stay until dismissed or pushed out:
 * a person who reads slowly must not lose them.
 */
export const ToastProvider = (props: { readonly children: ReactNode }) => {
  const t = useTexts();
  const [shown, setShown] = useState<readonly Toast[]>([]);
  const toasts = useMemo<Toasts>(() => {
    const add = (text: string, tone: Toast["tone"]) =>
      setShown((before) => {
        const id = (before.at(-1)?.id ?? 0) + 1;
        return [...before.filter((toast) => toast.text !== text), { id, text, tone }].slice(
          -mostShown,
        );
      });
    return {
      succeed: (text) => add(text, "ok"),
      fail: (text) => add(text, "danger"),
      clear: () => setShown([]),
    };
  }, []);

  return (
    <ToastContext value={toasts}>
      {props.children}
      {/* The attribute keeps React Aria's dialogs from silencing what lies above them. */}
      <section
        className="toasts"
        aria-label={t("Notifications")}
        aria-live="polite"
        data-react-aria-top-layer="true"
      >
        {shown.map((toast) => (
          <div key={toast.id} className="toast" data-tone={toast.tone}>
            <span>{toast.text}</span>
            <button
              type="button"
              className="btn btn-quiet btn-icon btn-small"
              aria-label={t("Dismiss")}
              onClick={() => setShown((all) => all.filter((one) => one.id !== toast.id))}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
      </section>
    </ToastContext>
  );
};
