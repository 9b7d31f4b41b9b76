import { applyContrast, Icon, loadContrast, showShortcuts, useTexts } from "@plinth/console";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

/** A switch for more contrast than the device asks for (UX-10). */
const ContrastSwitch = () => {
  const t = useTexts();
  const [isMore, setMore] = useState(loadContrast);
  return (
    <button
      type="button"
      className="btn btn-quiet btn-small"
      aria-pressed={isMore}
      onClick={() => {
        applyContrast(!isMore);
        setMore(!isMore);
      }}
    >
      {isMore && <Icon name="check" size={16} />}
      {t("More contrast")}
    </button>
  );
};

/**
 * What does not fit into the head: on phones the links given, everywhere the way the pages look. It
 * closes with Escape, by a press elsewhere, and when a page is chosen.
 */
export const Menu = (props: { readonly path: string; readonly children?: ReactNode }) => {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes it
  useEffect(() => setOpen(false), [props.path]);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) {
        setOpen(false);
      }
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [isOpen]);
  return (
    <div className="menu" ref={place}>
      <button
        ref={button}
        type="button"
        className="btn btn-quiet btn-icon"
        aria-label={t("Menu")}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      <div id={id} className="menu-panel card" hidden={!isOpen}>
        {props.children !== undefined && <div className="menu-links">{props.children}</div>}
        <ContrastSwitch />
        <button
          type="button"
          className="btn btn-quiet btn-small with-keys"
          onClick={() => {
            setOpen(false);
            button.current?.focus();
            showShortcuts();
          }}
        >
          {t("Keys")} <kbd>?</kbd>
        </button>
      </div>
    </div>
  );
};
