export {
  adopt,
  adoptUser,
  forgetPerson,
  hasSignInHint,
  loadSession,
  permissionsKey,
  personalPrefix,
  requireSession,
  signOut,
  useSession,
} from "./session.ts";
