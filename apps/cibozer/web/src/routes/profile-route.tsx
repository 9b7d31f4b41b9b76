import { ProfilePage } from "../profile/profile-page.tsx";

/** /profile, loaded by those who go there. */
export const ProfileRoute = () => <ProfilePage />;
