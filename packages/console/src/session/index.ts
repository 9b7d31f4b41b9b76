export {
  adopt,
  adoptUser,
  forgetPerson,
  hasSignInHint,
  loadSession,
  personalPrefix,
  requireSession,
  signOut,
  useSession,
} from "./session.ts";
