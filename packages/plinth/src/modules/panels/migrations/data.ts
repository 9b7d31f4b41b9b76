import { classified, type TableClasses } from "#modules/contract";

/** What the columns of this table say of people (PRIV-01). */
export const panelData: readonly TableClasses[] = [
  {
    table: "console_panels",
    columns: classified({ reference: ["account_id"], personal: ["panels", "changed_at"] }),
    retention: "account",
    purpose: "to show the charts that an operator has chosen",
  },
];
