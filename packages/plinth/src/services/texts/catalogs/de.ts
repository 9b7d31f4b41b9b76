/** What Plinth's mails say in German. */
export const de: Readonly<Record<string, string>> = {
  "Open the link": "Link öffnen",
  "Confirm your e-mail address for {application}":
    "Bestätige deine E-Mail-Adresse für {application}",
  "Somebody, most likely you, opened an account at {application} with this address.":
    "Jemand, vermutlich du, hat mit dieser Adresse ein Konto bei {application} eröffnet.",
  "Open this link within 48 hours to confirm that it is yours:":
    "Öffne diesen Link innerhalb von 48 Stunden, um zu bestätigen, dass sie dir gehört:",
  "If it was not you, leave this mail alone: without the confirmation the account can do little, and “Forgot password” on the sign-in page gives it to you.":
    "Wenn du es nicht warst, lass diese Mail einfach liegen: Ohne die Bestätigung kann das Konto wenig, und mit „Passwort vergessen“ auf der Anmeldeseite gehört es dir.",
  "Confirm your new address for {application}": "Bestätige deine neue Adresse für {application}",
  "Somebody, most likely you, wants to sign in to {application} with this address from now on.":
    "Jemand, vermutlich du, möchte sich ab jetzt mit dieser Adresse bei {application} anmelden.",
  "Open this link within an hour to confirm it. It works once and ends all sessions:":
    "Öffne diesen Link innerhalb einer Stunde, um sie zu bestätigen. Er gilt einmal und beendet alle Sitzungen:",
  "If it was not you, leave this mail alone: nothing changes.":
    "Wenn du es nicht warst, lass diese Mail einfach liegen: Es ändert sich nichts.",
  "Your address at {application} is about to change":
    "Deine Adresse bei {application} soll sich ändern",
  "Somebody who is signed in to your account at {application} asked to change its e-mail address. Nothing changes before the new address is confirmed.":
    "Jemand, der in deinem Konto bei {application} angemeldet ist, möchte dessen E-Mail-Adresse ändern. Bevor die neue Adresse bestätigt ist, ändert sich nichts.",
  "If it was not you, set a new password at once: it ends all sessions.":
    "Wenn du es nicht warst, setze sofort ein neues Passwort: Das beendet alle Sitzungen.",
  "Your address at {application}": "Deine Adresse bei {application}",
  "Somebody wanted to use this address for another account at {application}. It belongs to your account already, and nothing was changed. There is nothing to do.":
    "Jemand wollte diese Adresse für ein anderes Konto bei {application} verwenden. Sie gehört schon zu deinem Konto, und nichts wurde geändert. Du musst nichts tun.",
  "Your address at {application} was changed": "Deine Adresse bei {application} wurde geändert",
  "Your account at {application} has another e-mail address now: {email}. All sessions were ended.":
    "Dein Konto bei {application} hat jetzt eine andere E-Mail-Adresse: {email}. Alle Sitzungen wurden beendet.",
  "If it was not you, write to whoever runs {application}.":
    "Wenn du es nicht warst, schreib denen, die {application} betreiben.",
  "A new API key was made for your account at {application}":
    "Für dein Konto bei {application} wurde ein neuer API-Schlüssel erstellt",
  "A new API key was made for your account at {application}. Programs that have it can act for you, within the scopes that were chosen for it.":
    "Für dein Konto bei {application} wurde ein neuer API-Schlüssel erstellt. Programme, die ihn haben, können für dich handeln, so weit es für ihn festgelegt wurde.",
  "It begins with {publicId} and is valid until {day}.":
    "Er beginnt mit {publicId} und gilt bis zum {day}.",
  "If it was not you, revoke the key and set a new password at once: {link}":
    "Wenn du es nicht warst, widerrufe den Schlüssel und setze sofort ein neues Passwort: {link}",
  "Your payment to {application} did not go through":
    "Deine Zahlung an {application} hat nicht geklappt",
  "A payment for your account at {application} did not go through. Until {day} your account keeps what it has, and the payment is tried again. To use another card:":
    "Eine Zahlung für dein Konto bei {application} hat nicht geklappt. Bis zum {day} behält dein Konto, was es hat, und die Zahlung wird noch einmal versucht. So verwendest du eine andere Karte:",
  "Nothing of yours is deleted if your account falls back to the free tier.":
    "Nichts von dir wird gelöscht, wenn dein Konto auf die kostenlose Stufe zurückfällt.",
  "Receipt for your payment to {application}": "Beleg für deine Zahlung an {application}",
  "We received {amount} on {day} for your account at {application}.":
    "Wir haben am {day} {amount} für dein Konto bei {application} erhalten.",
  "The receipt: {link}": "Der Beleg: {link}",
  "All payments of your account: {link}": "Alle Zahlungen deines Kontos: {link}",
  "Forgot the password? {link}": "Passwort vergessen? {link}",
  "You have an account at {application} already": "Du hast schon ein Konto bei {application}",
  "Somebody, perhaps you, wanted to open an account at {application} with this address. There is one already, and nothing was changed.":
    "Jemand, vielleicht du, wollte mit dieser Adresse ein Konto bei {application} eröffnen. Es gibt schon eines, und nichts wurde geändert.",
  "Sign in: {link}": "Anmelden: {link}",
  "If it was not you, there is nothing to do.": "Wenn du es nicht warst, musst du nichts tun.",
  "Set a new password for {application}": "Setze ein neues Passwort für {application}",
  "Somebody, most likely you, asked for a new password at {application}.":
    "Jemand, vermutlich du, hat um ein neues Passwort für {application} gebeten.",
  "Open this link within an hour to choose one. It works once and ends all other sessions:":
    "Öffne diesen Link innerhalb einer Stunde, um eines zu wählen. Er gilt einmal und beendet alle anderen Sitzungen:",
  "If it was not you, leave this mail alone: the password stays as it is.":
    "Wenn du es nicht warst, lass diese Mail einfach liegen: Das Passwort bleibt, wie es ist.",
  "Choose your password for {application}": "Wähle dein Passwort für {application}",
  "An administrator of {application} asks you to choose a password for your account.":
    "Die Verwaltung von {application} bittet dich, ein Passwort für dein Konto zu wählen.",
  "Open this link within 24 hours. It works once, and nobody but you has it:":
    "Öffne diesen Link innerhalb von 24 Stunden. Er gilt einmal, und niemand außer dir hat ihn:",
  "If you do not know of an account there, leave this mail alone.":
    "Wenn du dort kein Konto kennst, lass diese Mail einfach liegen.",
  "Your password for {application} was changed": "Dein Passwort für {application} wurde geändert",
  "The password of your account at {application} was changed on {time}. All other sessions were ended.":
    "Das Passwort deines Kontos bei {application} wurde geändert: {time}. Alle anderen Sitzungen wurden beendet.",
  "If it was not you, set a new one at once: {link}":
    "Wenn du es nicht warst, setze sofort ein neues: {link}",
  "There were several failed tries to sign in to your account at {application}.":
    "Es gab mehrere erfolglose Versuche, sich in deinem Konto bei {application} anzumelden.",
  "Somebody signed in to your account at {application} from several places within minutes. All devices are signed out.":
    "Jemand hat sich binnen Minuten von mehreren Orten aus in deinem Konto bei {application} angemeldet. Alle Geräte sind abgemeldet.",
  "It takes no password from unknown devices until {time}. A browser with which you signed in before still works.":
    "Von unbekannten Geräten nimmt es kein Passwort an bis: {time}. Ein Browser, mit dem du dich früher angemeldet hast, geht weiterhin.",
  "Sign-in to {application} was locked for a while":
    "Die Anmeldung bei {application} ist für eine Weile gesperrt",
  "If it was you, open this link within an hour to lift the lock now:":
    "Wenn du es warst, öffne innerhalb einer Stunde diesen Link, um die Sperre gleich aufzuheben:",
  "If it was not you, your password held; there is nothing to do.":
    "Wenn du es nicht warst, hat dein Passwort gehalten; du musst nichts tun.",
  "Sign in to {application}": "Bei {application} anmelden",
  "Somebody, most likely you, wants to sign in to {application} with this address.":
    "Jemand, vermutlich du, möchte sich mit dieser Adresse bei {application} anmelden.",
  "Open this link within 15 minutes and press the button there. It works once:":
    "Öffne diesen Link innerhalb von 15 Minuten und drücke dort den Knopf. Er gilt einmal:",
  "If it was not you, leave this mail alone: nobody gets in without it.":
    "Wenn du es nicht warst, lass diese Mail einfach liegen: Ohne sie kommt niemand hinein.",
  "If it was not you, set a new password at once, then look at your second factors:":
    "Wenn du es nicht warst, setze sofort ein neues Passwort und sieh dann nach deinen zweiten Faktoren:",
  "Two-step sign-in is on for {application}":
    "Die Anmeldung in zwei Schritten ist bei {application} eingeschaltet",
  "Signing in now asks for a code of your authenticator app as well.":
    "Die Anmeldung fragt jetzt auch nach einem Code deiner Authenticator-App.",
  "An authenticator app was added for {application}":
    "Für {application} ist eine Authenticator-App dazugekommen",
  "A further authenticator app now gives codes.":
    "Eine weitere Authenticator-App gibt jetzt Codes.",
  "An authenticator app was removed for {application}":
    "Für {application} wurde eine Authenticator-App entfernt",
  "An authenticator app gives codes no more.": "Eine Authenticator-App gibt keine Codes mehr.",
  "Two-step sign-in is off for {application}":
    "Die Anmeldung in zwei Schritten ist bei {application} ausgeschaltet",
  "Signing in asks for no second factor any more; the recovery codes are void.":
    "Die Anmeldung fragt nach keinem zweiten Faktor mehr; die Notfallcodes sind ungültig.",
  "New recovery codes for {application}": "Neue Notfallcodes für {application}",
  "New recovery codes were made; the old ones are void.":
    "Neue Notfallcodes wurden erstellt; die alten sind ungültig.",
  "Your account at {application} was changed on {time}.":
    "Dein Konto bei {application} wurde geändert: {time}.",
  "All other sessions were ended.": "Alle anderen Sitzungen wurden beendet.",
  "A recovery code was used for {application}; {left} left":
    "Ein Notfallcode für {application} wurde benutzt; übrig: {left}",
  "A recovery code was used for {application}": "Ein Notfallcode für {application} wurde benutzt",
  "A recovery code confirmed a sign-in to your account at {application} on {time}. It works no more; {left} of them are left.":
    "Ein Notfallcode hat eine Anmeldung in deinem Konto bei {application} bestätigt: {time}. Er gilt nicht mehr. Übrig sind: {left}.",
  "Make new ones before they run out.": "Erstelle neue, bevor sie ausgehen.",
  "Codes for {application} were locked for a while":
    "Codes für {application} sind für eine Weile gesperrt",
  "There were several wrong codes in sign-ins to your account at {application}. Whoever typed them had passed the first step, most likely with your password. No such code is taken until {time}.":
    "Bei Anmeldungen in deinem Konto bei {application} gab es mehrere falsche Codes. Wer sie eingab, hatte den ersten Schritt geschafft, vermutlich mit deinem Passwort. Solche Codes werden nicht angenommen bis: {time}.",
  "If it was you, wait, or use another way to confirm.":
    "Wenn du es warst, warte oder bestätige auf einem anderen Weg.",
  "Two-step sign-in was reset for {application}":
    "Die Anmeldung in zwei Schritten wurde bei {application} zurückgesetzt",
  "An administrator removed the second factors of your account at {application} on {time}. Your password is the same; all sessions were ended.":
    "Die Verwaltung hat die zweiten Faktoren deines Kontos bei {application} entfernt: {time}. Dein Passwort ist dasselbe; alle Sitzungen wurden beendet.",
  "Sign in and set up a second factor again: {link}":
    "Melde dich an und richte wieder einen zweiten Faktor ein: {link}",
  "If you did not ask for this, set a new password at once: {link}":
    "Wenn du nicht darum gebeten hast, setze sofort ein neues Passwort: {link}",
  "If it was not you, set a new password at once, then look at your passkeys:":
    "Wenn du es nicht warst, setze sofort ein neues Passwort und sieh dann nach deinen Passkeys:",
  "A passkey was added for {application}": "Für {application} ist ein Passkey dazugekommen",
  "A further passkey signs in from now on.": "Ab jetzt meldet ein weiterer Passkey an.",
  "A passkey was removed for {application}": "Für {application} wurde ein Passkey entfernt",
  "One of your passkeys signs in no more.": "Einer deiner Passkeys meldet nicht mehr an.",
  "A passkey for {application} was refused": "Ein Passkey für {application} wurde abgewiesen",
  "A sign-in to your account at {application} with one of your passkeys was refused on {time}: its counter ran backwards, as it does when somebody has a copy of the passkey.":
    "Eine Anmeldung in deinem Konto bei {application} mit einem deiner Passkeys wurde abgewiesen ({time}): Sein Zähler lief rückwärts, wie es geschieht, wenn jemand eine Kopie des Passkeys hat.",
  "Remove that passkey in your security settings and add a new one.":
    "Entferne diesen Passkey in deinen Sicherheitseinstellungen und füge einen neuen hinzu.",
  "Your data at {application} is ready": "Deine Daten bei {application} sind bereit",
  "The archive of everything that {application} keeps of you is ready. It can be fetched once, within three days, on your privacy page, after you confirmed who you are:":
    "Das Archiv mit allem, was {application} von dir aufbewahrt, ist bereit. Du kannst es innerhalb von drei Tagen einmal auf deiner Datenschutzseite abholen, nachdem du bestätigt hast, wer du bist:",
  "If you did not ask for it, somebody else is signed in to your account. Set a new password at once:":
    "Wenn du nicht darum gebeten hast, ist jemand anderes in deinem Konto angemeldet. Setze sofort ein neues Passwort:",
  "Your account at {application} was erased": "Dein Konto bei {application} wurde gelöscht",
  "Your account at {application} and everything that was kept with it were erased. This cannot be taken back. Backups still hold it until they are replaced; a restored one is erased again at once.":
    "Dein Konto bei {application} und alles, was dazugehörte, wurde gelöscht. Das lässt sich nicht zurücknehmen. In Sicherungen ist es noch, bis sie ersetzt werden; wird eine eingespielt, wird es dort sofort wieder gelöscht.",
  "If this was not your wish, write to whoever runs {link}.":
    "Wenn du das nicht wolltest, schreib denen, die {link} betreiben.",
  "Your data at {application}: what happened, and what you can do":
    "Deine Daten bei {application}: was geschehen ist, und was du tun kannst",
  "Somebody who should not have had data of yours that {application} keeps. It is data from before {day}, kept {purposes}.":
    "Jemand hatte Daten von dir, die {application} aufbewahrt, und hätte sie nicht haben dürfen. Es sind Daten aus der Zeit vor dem {day}. Wofür sie aufbewahrt werden: {purposes}.",
  "What you can do: set a new password, also elsewhere if you use the same one, and be careful with mails that pretend to come from us.":
    "Was du tun kannst: Setze ein neues Passwort, auch anderswo, wenn du dasselbe verwendest, und sei vorsichtig mit Mails, die vorgeben, von uns zu kommen.",
  "What is kept of you, you see on your privacy page: {link}":
    "Was von dir aufbewahrt wird, siehst du auf deiner Datenschutzseite: {link}",
  "Your account at {application} has used {used} of {limit} {meter} of this day. At the limit calls are refused until {time}, when the next day begins.":
    "Dein Konto bei {application} hat an diesem Tag {used} von {limit} verbraucht ({meter}). An der Grenze werden Aufrufe abgelehnt, bis der nächste Tag beginnt: {time}.",
  "Your account at {application} has used {used} of {limit} {meter} of this month. At the limit calls are refused until {time}, when the next month begins.":
    "Dein Konto bei {application} hat in diesem Monat {used} von {limit} verbraucht ({meter}). An der Grenze werden Aufrufe abgelehnt, bis der nächste Monat beginnt: {time}.",
  "Your account at {application} has used {used} of {limit} {meter} of this period. At the limit calls are refused until {time}, when the next period begins.":
    "Dein Konto bei {application} hat in diesem Zeitraum {used} von {limit} verbraucht ({meter}). An der Grenze werden Aufrufe abgelehnt, bis der nächste Zeitraum beginnt: {time}.",
  "One of your {limit} {meter} at {application} is left":
    "Bei {application} ist noch einer von {limit} übrig ({meter})",
  "{share} % of your {meter} at {application} are used":
    "{share} % bei {application} sind verbraucht ({meter})",
  "What was used when: {link}": "Was wann verbraucht wurde: {link}",
};
