/** What Plinth's mails say in Arabic. */
export const ar: Readonly<Record<string, string>> = {
  "Open the link": "افتح الرابط",
  "Confirm your e-mail address for {application}": "أكّد عنوان بريدك الإلكتروني في {application}",
  "Somebody, most likely you, opened an account at {application} with this address.":
    "فتح أحدهم، والأرجح أنك أنت، حسابًا في {application} بهذا العنوان.",
  "Open this link within 48 hours to confirm that it is yours:":
    "افتح هذا الرابط خلال 48 ساعة لتأكيد أن العنوان لك:",
  "If it was not you, leave this mail alone: without the confirmation the account can do little, and “Forgot password” on the sign-in page gives it to you.":
    "إن لم تكن أنت، فتجاهل هذه الرسالة: لا يستطيع الحساب الكثير من دون التأكيد، و«نسيت كلمة المرور» في صفحة تسجيل الدخول تجعله لك.",
  "Confirm your new address for {application}": "أكّد عنوانك الجديد في {application}",
  "Somebody, most likely you, wants to sign in to {application} with this address from now on.":
    "يريد أحدهم، والأرجح أنك أنت، تسجيل الدخول إلى {application} بهذا العنوان من الآن فصاعدًا.",
  "Open this link within an hour to confirm it. It works once and ends all sessions:":
    "افتح هذا الرابط خلال ساعة لتأكيده. يعمل مرة واحدة وينهي كل الجلسات:",
  "If it was not you, leave this mail alone: nothing changes.":
    "إن لم تكن أنت، فتجاهل هذه الرسالة: لن يتغير شيء.",
  "Your address at {application} is about to change": "عنوانك في {application} على وشك أن يتغير",
  "Somebody who is signed in to your account at {application} asked to change its e-mail address. Nothing changes before the new address is confirmed.":
    "طلب شخص مسجّل الدخول إلى حسابك في {application} تغيير عنوان بريده الإلكتروني. لن يتغير شيء قبل تأكيد العنوان الجديد.",
  "If it was not you, set a new password at once: it ends all sessions.":
    "إن لم تكن أنت، فعيّن كلمة مرور جديدة فورًا: فهذا ينهي كل الجلسات.",
  "Your address at {application}": "عنوانك في {application}",
  "Somebody wanted to use this address for another account at {application}. It belongs to your account already, and nothing was changed. There is nothing to do.":
    "أراد أحدهم استعمال هذا العنوان لحساب آخر في {application}. العنوان تابع لحسابك من قبل، ولم يتغير شيء. ليس عليك فعل شيء.",
  "Your address at {application} was changed": "تغيّر عنوانك في {application}",
  "Your account at {application} has another e-mail address now: {email}. All sessions were ended.":
    "لحسابك في {application} الآن عنوان بريد آخر: {email}. أُنهيت كل الجلسات.",
  "If it was not you, write to whoever runs {application}.":
    "إن لم تكن أنت، فاكتب إلى من يدير {application}.",
  "A new API key was made for your account at {application}":
    "أُنشئ مفتاح API جديد لحسابك في {application}",
  "A new API key was made for your account at {application}. Programs that have it can act for you, within the scopes that were chosen for it.":
    "أُنشئ مفتاح API جديد لحسابك في {application}. تستطيع البرامج التي تملكه أن تتصرف نيابة عنك، في حدود ما اختير له.",
  "It begins with {publicId} and is valid until {day}.": "يبدأ بـ {publicId} وهو صالح حتى {day}.",
  "If it was not you, revoke the key and set a new password at once: {link}":
    "إن لم تكن أنت، فألغِ المفتاح وعيّن كلمة مرور جديدة فورًا: {link}",
  "Your payment to {application} did not go through": "لم تتم دفعتك إلى {application}",
  "A payment for your account at {application} did not go through. Until {day} your account keeps what it has, and the payment is tried again. To use another card:":
    "لم تتم دفعة لحسابك في {application}. يحتفظ حسابك بما لديه حتى {day}، وستُعاد محاولة الدفع. لاستعمال بطاقة أخرى:",
  "Nothing of yours is deleted if your account falls back to the free tier.":
    "لن يُحذف شيء مما لك إن عاد حسابك إلى الفئة المجانية.",
  "Receipt for your payment to {application}": "إيصال دفعتك إلى {application}",
  "We received {amount} on {day} for your account at {application}.":
    "استلمنا {amount} في {day} لحسابك في {application}.",
  "The receipt: {link}": "الإيصال: {link}",
  "All payments of your account: {link}": "كل دفعات حسابك: {link}",
  "Forgot the password? {link}": "نسيت كلمة المرور؟ {link}",
  "You have an account at {application} already": "لديك حساب في {application} من قبل",
  "Somebody, perhaps you, wanted to open an account at {application} with this address. There is one already, and nothing was changed.":
    "أراد أحدهم، وربما أنت، فتح حساب في {application} بهذا العنوان. هناك حساب من قبل، ولم يتغير شيء.",
  "Sign in: {link}": "تسجيل الدخول: {link}",
  "If it was not you, there is nothing to do.": "إن لم تكن أنت، فليس عليك فعل شيء.",
  "Set a new password for {application}": "عيّن كلمة مرور جديدة في {application}",
  "Somebody, most likely you, asked for a new password at {application}.":
    "طلب أحدهم، والأرجح أنك أنت، كلمة مرور جديدة في {application}.",
  "Open this link within an hour to choose one. It works once and ends all other sessions:":
    "افتح هذا الرابط خلال ساعة لاختيارها. يعمل مرة واحدة وينهي كل الجلسات الأخرى:",
  "If it was not you, leave this mail alone: the password stays as it is.":
    "إن لم تكن أنت، فتجاهل هذه الرسالة: تبقى كلمة المرور كما هي.",
  "Choose your password for {application}": "اختر كلمة مرورك في {application}",
  "An administrator of {application} asks you to choose a password for your account.":
    "تطلب منك إدارة {application} اختيار كلمة مرور لحسابك.",
  "Open this link within 24 hours. It works once, and nobody but you has it:":
    "افتح هذا الرابط خلال 24 ساعة. يعمل مرة واحدة، ولا يملكه أحد سواك:",
  "If you do not know of an account there, leave this mail alone.":
    "إن لم تكن تعرف عن حساب هناك، فتجاهل هذه الرسالة.",
  "Your password for {application} was changed": "تغيّرت كلمة مرورك في {application}",
  "The password of your account at {application} was changed on {time}. All other sessions were ended.":
    "تغيّرت كلمة مرور حسابك في {application} في {time}. أُنهيت كل الجلسات الأخرى.",
  "If it was not you, set a new one at once: {link}": "إن لم تكن أنت، فعيّن كلمة جديدة فورًا: {link}",
  "There were several failed tries to sign in to your account at {application}.":
    "جرت عدة محاولات فاشلة لتسجيل الدخول إلى حسابك في {application}.",
  "Somebody signed in to your account at {application} from several places within minutes. All devices are signed out.":
    "سجّل أحدهم الدخول إلى حسابك في {application} من عدة أماكن خلال دقائق. سُجّل خروج كل الأجهزة.",
  "It takes no password from unknown devices until {time}. A browser with which you signed in before still works.":
    "لا يقبل الحساب كلمة مرور من أجهزة غير معروفة حتى {time}. المتصفح الذي سجّلت به الدخول من قبل ما زال يعمل.",
  "Sign-in to {application} was locked for a while":
    "قُفل تسجيل الدخول إلى {application} لبعض الوقت",
  "If it was you, open this link within an hour to lift the lock now:":
    "إن كنت أنت، فافتح هذا الرابط خلال ساعة لرفع القفل الآن:",
  "If it was not you, your password held; there is nothing to do.":
    "إن لم تكن أنت، فقد صمدت كلمة مرورك؛ ليس عليك فعل شيء.",
  "Sign in to {application}": "تسجيل الدخول إلى {application}",
  "Somebody, most likely you, wants to sign in to {application} with this address.":
    "يريد أحدهم، والأرجح أنك أنت، تسجيل الدخول إلى {application} بهذا العنوان.",
  "Open this link within 15 minutes and press the button there. It works once:":
    "افتح هذا الرابط خلال 15 دقيقة واضغط الزر هناك. يعمل مرة واحدة:",
  "If it was not you, leave this mail alone: nobody gets in without it.":
    "إن لم تكن أنت، فتجاهل هذه الرسالة: لا يدخل أحد من دونها.",
  "If it was not you, set a new password at once, then look at your second factors:":
    "إن لم تكن أنت، فعيّن كلمة مرور جديدة فورًا، ثم راجع عوامل التحقق الثانية:",
  "Two-step sign-in is on for {application}": "تسجيل الدخول بخطوتين مفعّل في {application}",
  "Signing in now asks for a code of your authenticator app as well.":
    "يطلب تسجيل الدخول الآن رمزًا من تطبيق المصادقة أيضًا.",
  "An authenticator app was added for {application}": "أُضيف تطبيق مصادقة في {application}",
  "A further authenticator app now gives codes.": "تطبيق مصادقة آخر يعطي الرموز الآن.",
  "An authenticator app was removed for {application}": "أُزيل تطبيق مصادقة في {application}",
  "An authenticator app gives codes no more.": "تطبيق مصادقة لم يعد يعطي الرموز.",
  "Two-step sign-in is off for {application}": "تسجيل الدخول بخطوتين معطّل في {application}",
  "Signing in asks for no second factor any more; the recovery codes are void.":
    "لم يعد تسجيل الدخول يطلب عاملًا ثانيًا؛ ولم تعد رموز الاسترداد صالحة.",
  "New recovery codes for {application}": "رموز استرداد جديدة في {application}",
  "New recovery codes were made; the old ones are void.":
    "أُنشئت رموز استرداد جديدة؛ ولم تعد القديمة صالحة.",
  "Your account at {application} was changed on {time}.": "تغيّر حسابك في {application} في {time}.",
  "All other sessions were ended.": "أُنهيت كل الجلسات الأخرى.",
  "A recovery code was used for {application}; {left} left":
    "استُعمل رمز استرداد في {application}؛ المتبقي: {left}",
  "A recovery code was used for {application}": "استُعمل رمز استرداد في {application}",
  "A recovery code confirmed a sign-in to your account at {application} on {time}. It works no more; {left} of them are left.":
    "أكّد رمز استرداد تسجيل دخول إلى حسابك في {application} في {time}. لم يعد يعمل. المتبقي: {left}.",
  "Make new ones before they run out.": "أنشئ رموزًا جديدة قبل أن تنفد.",
  "Codes for {application} were locked for a while": "قُفلت الرموز في {application} لبعض الوقت",
  "There were several wrong codes in sign-ins to your account at {application}. Whoever typed them had passed the first step, most likely with your password. No such code is taken until {time}.":
    "أُدخلت عدة رموز خاطئة عند تسجيل الدخول إلى حسابك في {application}. من كتبها كان قد اجتاز الخطوة الأولى، والأرجح بكلمة مرورك. لا يُقبل رمز كهذا حتى {time}.",
  "If it was you, wait, or use another way to confirm.":
    "إن كنت أنت، فانتظر أو استعمل طريقة أخرى للتأكيد.",
  "Two-step sign-in was reset for {application}": "أُعيد ضبط تسجيل الدخول بخطوتين في {application}",
  "An administrator removed the second factors of your account at {application} on {time}. Your password is the same; all sessions were ended.":
    "أزالت الإدارة عوامل التحقق الثانية لحسابك في {application} في {time}. كلمة مرورك كما هي؛ وأُنهيت كل الجلسات.",
  "Sign in and set up a second factor again: {link}": "سجّل الدخول وأعدّ عاملًا ثانيًا من جديد: {link}",
  "If you did not ask for this, set a new password at once: {link}":
    "إن لم تطلب هذا، فعيّن كلمة مرور جديدة فورًا: {link}",
  "If it was not you, set a new password at once, then look at your passkeys:":
    "إن لم تكن أنت، فعيّن كلمة مرور جديدة فورًا، ثم راجع مفاتيح المرور:",
  "A passkey was added for {application}": "أُضيف مفتاح مرور في {application}",
  "A further passkey signs in from now on.": "مفتاح مرور آخر يسجّل الدخول من الآن فصاعدًا.",
  "A passkey was removed for {application}": "أُزيل مفتاح مرور في {application}",
  "One of your passkeys signs in no more.": "أحد مفاتيح مرورك لم يعد يسجّل الدخول.",
  "A passkey for {application} was refused": "رُفض مفتاح مرور في {application}",
  "A sign-in to your account at {application} with one of your passkeys was refused on {time}: its counter ran backwards, as it does when somebody has a copy of the passkey.":
    "رُفض تسجيل دخول إلى حسابك في {application} بأحد مفاتيح مرورك في {time}: عدّاده رجع إلى الوراء، كما يحدث حين تكون لدى أحدهم نسخة من المفتاح.",
  "Remove that passkey in your security settings and add a new one.":
    "أزل هذا المفتاح من إعدادات الأمان وأضف مفتاحًا جديدًا.",
  "Your data at {application} is ready": "بياناتك في {application} جاهزة",
  "The archive of everything that {application} keeps of you is ready. It can be fetched once, within three days, on your privacy page, after you confirmed who you are:":
    "أرشيف كل ما يحفظه {application} عنك جاهز. يمكن تنزيله مرة واحدة خلال ثلاثة أيام من صفحة الخصوصية، بعد أن تؤكد هويتك:",
  "If you did not ask for it, somebody else is signed in to your account. Set a new password at once:":
    "إن لم تطلبه، فهناك شخص آخر مسجّل الدخول إلى حسابك. عيّن كلمة مرور جديدة فورًا:",
  "Your account at {application} was erased": "مُحي حسابك في {application}",
  "Your account at {application} and everything that was kept with it were erased. This cannot be taken back. Backups still hold it until they are replaced; a restored one is erased again at once.":
    "مُحي حسابك في {application} وكل ما حُفظ معه. لا يمكن التراجع عن هذا. تبقى نسخة منه في النسخ الاحتياطية حتى تُستبدل؛ وإن استُعيدت إحداها مُحي منها من جديد فورًا.",
  "If this was not your wish, write to whoever runs {link}.":
    "إن لم تكن هذه رغبتك، فاكتب إلى من يدير {link}.",
  "Your data at {application}: what happened, and what you can do":
    "بياناتك في {application}: ما الذي حدث، وما الذي يمكنك فعله",
  "Somebody who should not have had data of yours that {application} keeps. It is data from before {day}, kept {purposes}.":
    "حصل شخص لا يحق له ذلك على بيانات لك يحفظها {application}. هي بيانات من قبل {day}. الغرض من حفظها: {purposes}.",
  "What you can do: set a new password, also elsewhere if you use the same one, and be careful with mails that pretend to come from us.":
    "ما يمكنك فعله: عيّن كلمة مرور جديدة، وفي المواقع الأخرى أيضًا إن كنت تستعمل الكلمة نفسها، واحذر الرسائل التي تدّعي أنها منا.",
  "What is kept of you, you see on your privacy page: {link}":
    "ما يُحفظ عنك تراه في صفحة الخصوصية: {link}",
  "Your account at {application} has used {used} of {limit} {meter} of this day. At the limit calls are refused until {time}, when the next day begins.":
    "استهلك حسابك في {application} هذا اليوم {used} من {limit} ({meter}). عند الحد تُرفض الطلبات حتى {time}، حين يبدأ اليوم التالي.",
  "Your account at {application} has used {used} of {limit} {meter} of this month. At the limit calls are refused until {time}, when the next month begins.":
    "استهلك حسابك في {application} هذا الشهر {used} من {limit} ({meter}). عند الحد تُرفض الطلبات حتى {time}، حين يبدأ الشهر التالي.",
  "Your account at {application} has used {used} of {limit} {meter} of this period. At the limit calls are refused until {time}, when the next period begins.":
    "استهلك حسابك في {application} في هذه الفترة {used} من {limit} ({meter}). عند الحد تُرفض الطلبات حتى {time}، حين تبدأ الفترة التالية.",
  "One of your {limit} {meter} at {application} is left":
    "بقي لك واحد من {limit} في {application} ({meter})",
  "{share} % of your {meter} at {application} are used":
    "استُهلك {share} % في {application} ({meter})",
  "What was used when: {link}": "ما استُهلك ومتى: {link}",
};
