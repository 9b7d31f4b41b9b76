export type { BillingService } from "./contract.ts";
export { signMessage } from "./inbox/signature.ts";
export { billing } from "./module.ts";
export {
  defineTiers,
  type Tier,
  type TierDeclaration,
  type TierPrice,
  type TierTable,
  type TierTableDeclaration,
} from "./tiers/tiers.ts";
