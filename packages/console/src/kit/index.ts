export type { ButtonProps } from "./button.tsx";
export { Button } from "./button.tsx";
export type { ButtonLook } from "./button-class.ts";
export { buttonClass } from "./button-class.ts";
export { ConfirmDialog, Dialog } from "./dialog.tsx";
export { Checkbox, ChipGroup } from "./form/checkbox.tsx";
export { FormFailure } from "./form/form-failure.tsx";
export { SearchField } from "./form/search-field.tsx";
export { Segmented } from "./form/segmented.tsx";
export type { Choice } from "./form/select.tsx";
export { Select } from "./form/select.tsx";
export { TagField } from "./form/tag-field.tsx";
export { TextField } from "./form/text-field.tsx";
export type { Faults, FormOptions } from "./form/use-form.ts";
export { useForm } from "./form/use-form.ts";
export type { IconName } from "./icon.tsx";
export { Icon } from "./icon.tsx";
export { MorePages } from "./more-pages.tsx";
export { PlainButton } from "./plain/plain-button.tsx";
export {
  PlainCheckbox,
  PlainChips,
  PlainSegmented,
  PlainSelect,
  PlainTextField,
} from "./plain/plain-fields.tsx";
export { Card, EmptyState, ErrorState, Notice, Reference, Skeleton } from "./states.tsx";
export type { Toasts } from "./toasts.tsx";
export { ToastProvider, useToasts } from "./toasts.tsx";
export { useScrollIntoView } from "./use-scroll-into-view.ts";
