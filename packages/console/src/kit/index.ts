export type { ButtonProps } from "./button.tsx";
export { Button } from "./button.tsx";
export type { ButtonLook } from "./button-class.ts";
export { buttonClass } from "./button-class.ts";
export { Checkbox, ChipGroup } from "./checkbox.tsx";
export { ConfirmDialog, Dialog } from "./dialog.tsx";
export { FormFailure } from "./form-failure.tsx";
export type { IconName } from "./icon.tsx";
export { Icon } from "./icon.tsx";
export { PlainButton } from "./plain/plain-button.tsx";
export {
  PlainCheckbox,
  PlainChips,
  PlainSegmented,
  PlainSelect,
  PlainTextField,
} from "./plain/plain-fields.tsx";
export { Segmented } from "./segmented.tsx";
export type { Choice } from "./select.tsx";
export { Select } from "./select.tsx";
export { Card, EmptyState, ErrorState, Notice, Reference, Skeleton } from "./states.tsx";
export { TagField } from "./tag-field.tsx";
export { TextField } from "./text-field.tsx";
export type { Toasts } from "./toasts.tsx";
export { ToastProvider, useToasts } from "./toasts.tsx";
export type { Faults, FormOptions } from "./use-form.ts";
export { useForm } from "./use-form.ts";
export { useScrollIntoView } from "./use-scroll-into-view.ts";
