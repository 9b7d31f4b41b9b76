export {
  adopt,
  adoptUser,
  forgetPerson,
  hasSignInHint,
  loadSession,
  permissionsKey,
  requireSession,
  signOut,
  useSession,
} from "./session.ts";
