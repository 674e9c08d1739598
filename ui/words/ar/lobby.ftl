# ترجمة آلية, not yet read by a native speaker.

welcome-title = أجب عن الأسئلة، ونحن نتولى الباقي.
welcome-promise-saved = المحفوظ محفوظ.
welcome-promise-saved-more = حين تقول الشاشة ذلك، تنجو إجابتك من عطل أو انقطاع كهرباء.
welcome-promise-time = وقت العمل وحده محسوب.
welcome-promise-time-more = إن أوقفك الحاسوب أو القاعة، توقفت الساعة أيضًا.
welcome-promise-watch = لا كاميرا ولا ميكروفون.
welcome-promise-watch-more = قبل أن تبدأ تقرأ كل ما يفعله Invigil على هذا الحاسوب.
welcome-version = الإصدار { $version }. الاختبار الذي بدأ لا يحتاج إلى شبكة.
welcome-give = قدّم تذكرتك
welcome-give-hint = تذكرتك ملف، أو صورة مطبوعة، أو عنوان ورمز تكتبهما. فتحها لا يستهلك شيئًا.
welcome-open = فتح ملف التذكرة
welcome-open-hint = ملف، أو صورة للرمز. { $key }
welcome-drop = يمكنك أيضًا أن تسحب الملف أو الصورة إلى هنا.
welcome-drop-now = أفلته ليُفتح
welcome-text = نص تذكرتك
welcome-text-hint = ألصقه كاملًا. أو اكتب العنوان والرمز اللذين أُعطيتهما وبينهما مسافة. لا أهمية للأحرف الصغيرة ولا للشرطات.
welcome-text-use = استعمال هذا النص
welcome-wrong-text = لا نص هنا بعد. ألصق نص تذكرتك، أو اكتب عنوانها ورمزها، أو افتح ملفها.
welcome-wrong-picture = تعذّر فتح هذا الملف بوصفه صورة. لم يُستهلك شيء. افتح ملف التذكرة بدلًا منه، أو صورة أخرى للرمز.
welcome-wrong-file = تعذّرت قراءة هذا بوصفه ملفًا. لم يُستهلك شيء. انسخ التذكرة إلى هذا الحاسوب ثم افتحها منه.
welcome-wrong-large = هذا الملف أكبر من أي تذكرة، فلم يُقرأ. لم يُستهلك شيء. ابحث عن الملف الذي أُرسل إليك.
welcome-working = يُنظر في تذكرتك
welcome-practise = تدرّب بلا تذكرة
welcome-practise-hint = التدريب لا يسجل شيئًا ولا يثبت شيئًا.
welcome-attempts = اختباراتي
welcome-quit = إنهاء Invigil
welcome-promises = ما يعد به Invigil
update-offered = الإصدار { $version } من Invigil متاح؛ وهذا هو { $now }. لا يُجلب شيء قبل موافقتك، ولا يُستبدل شيء قبل التحقق من التوقيع.
update-install = اجلبه وأعد التشغيل
update-fetching = يُجلب الإصدار الأحدث ويُتحقق منه. ثم يعيد Invigil التشغيل من تلقاء نفسه.
update-newest = هذا أحدث إصدار من Invigil.

ticket-title = هل هذه تذكرتك؟
ticket-title-next = التالي: { $exam }
ticket-title-done = كل اختباراتك مختومة
ticket-lead-next =
    { $sealed ->
        [zero] لم يُختم شيء من { $all }.
        [one] خُتم اختبار واحد من { $all }.
        [two] خُتم اختباران من { $all }.
        [few] خُتمت { $sealed } اختبارات من { $all }.
        [many] خُتم { $sealed } اختبارًا من { $all }.
       *[other] خُتم { $sealed } اختبار من { $all }.
    } خذ استراحة أولًا إن شئت: لا ساعة تعمل.
ticket-lead-begun = بدأت هذا الاختبار وإجاباته محفوظة هنا. واصل حين تكون مستعدًا.
ticket-lead-done =
    { $all ->
        [zero] لا اختبار هنا.
        [one] إجاباتك محفوظة هنا.
        [two] إجابات الاختبارين محفوظة هنا.
        [few] إجابات الاختبارات الـ{ $all } كلها محفوظة هنا.
        [many] إجابات الاختبارات الـ{ $all } كلها محفوظة هنا.
       *[other] إجابات الاختبارات الـ{ $all } كلها محفوظة هنا.
    } يمكنك النظر في كل منها أدناه.
ticket-from = { $programme }، تصدرها { $issuer }
ticket-exam = الاختبار
ticket-exam-place = { $certification }، الاختبار { $place } من { $of }
ticket-exams =
    { $count ->
        [zero] لا اختبارات لك
        [one] اختبارك
        [two] اختباراك
        [few] اختباراتك الـ{ $count }
        [many] اختباراتك الـ{ $count }
       *[other] اختباراتك الـ{ $count }
    }
ticket-questions = الأسئلة
ticket-questions-mark = { $items }، درجة النجاح { $mark }{"\u00A0"}٪
ticket-time = وقتك
ticket-time-begins = يبدأ حين تقبل القواعد، لا قبل ذلك.
ticket-breaks = وفوقها { $time } استراحات والساعة متوقفة.
ticket-watched = المراقبة
ticket-state = حتى الآن
ticket-none = لا اختبار في هذه التذكرة. لم يُستهلك شيء. اطلب تذكرة جديدة ممن أعطاك إياها.
ticket-demo = عرض تجريبي. شهاداته تقول ذلك ولا تشهد بشيء.
ticket-do-check = نعم، افحص هذا الحاسوب
ticket-do-check-next = افحص هذا الحاسوب
ticket-do-continue = واصل هذا الاختبار
ticket-do-look = انظر ما آل إليه
ticket-not-me = لا، هذا ليس أنا
ticket-put-away = ضع هذه التذكرة جانبًا
exam-line =
    { $items ->
        [zero] بلا أسئلة
        [one] سؤال واحد
        [two] سؤالان
        [few] { $items } أسئلة
        [many] { $items } سؤالًا
       *[other] { $items } سؤال
    }، { $time }، درجة النجاح { $mark }{"\u00A0"}٪
exam-state-open = لم يبدأ
exam-state-begun = بدأ، محفوظ هنا
exam-state-sealed = مختوم
exam-again = المحاولة { $number }
supervision-room = مراقب في القاعة
supervision-remote = مراقب عن بُعد
supervision-none = بلا مراقب

readiness-title = هل هذا الحاسوب جاهز؟
readiness-done =
    { $count ->
        [zero] لم يُجرَ أي فحص
        [one] تم فحص واحد
        [two] تم فحصان من فحصين
        [few] تمت { $count } فحوص من { $count }
        [many] تم { $count } فحصًا من { $count }
       *[other] تم { $count } فحص من { $count }
    }
readiness-all-fine =
    { $count ->
        [zero] لم يُفحص شيء بعد.
        [one] الفحص سليم.
        [two] الفحصان سليمان.
        [few] الفحوص الـ{ $count } كلها سليمة.
        [many] الفحوص الـ{ $count } كلها سليمة.
       *[other] الفحوص الـ{ $count } كلها سليمة.
    } لم يبدأ وقتك.
readiness-some-look =
    { $fine ->
        [zero] لا شيء سليم بعد.
        [one] واحد سليم.
        [two] اثنان سليمان.
        [few] { $fine } سليمة.
        [many] { $fine } سليمة.
       *[other] { $fine } سليمة.
    } { $look ->
        [zero] لا شيء يحتاج إلى نظر قبل أن تبدأ.
        [one] واحد يحتاج إلى نظر قبل أن تبدأ.
        [two] اثنان يحتاجان إلى نظر قبل أن تبدأ.
        [few] { $look } تحتاج إلى نظر قبل أن تبدأ.
        [many] { $look } تحتاج إلى نظر قبل أن تبدأ.
       *[other] { $look } تحتاج إلى نظر قبل أن تبدأ.
    } لم يبدأ وقتك.
readiness-some-stop =
    { $stop ->
        [zero] لا شيء يجب إصلاحه قبل أن تبدأ.
        [one] أمر واحد يجب إصلاحه قبل أن تبدأ.
        [two] أمران يجب إصلاحهما قبل أن تبدأ.
        [few] { $stop } أمور يجب إصلاحها قبل أن تبدأ.
        [many] { $stop } أمرًا يجب إصلاحها قبل أن تبدأ.
       *[other] { $stop } أمر يجب إصلاحها قبل أن تبدأ.
    } لم يبدأ وقتك.
readiness-checked = ما فُحص
readiness-show-fine =
    { $count ->
        [zero] لا فحوص أخرى
        [one] عرض الفحص الآخر، وهو سليم
        [two] عرض الفحصين الآخرين، وهما سليمان
        [few] عرض { $count } فحوص أخرى، كلها سليمة
        [many] عرض { $count } فحصًا آخر، كلها سليمة
       *[other] عرض { $count } فحص آخر، كلها سليمة
    }
readiness-hide-fine = عرض أقل
readiness-state-fine = سليم
readiness-state-look = يحتاج إلى نظر
readiness-state-stop = يجب إصلاحه
readiness-does = ما يفعله Invigil على هذا الحاسوب
readiness-does-until = إلى أن تختم إجاباتك أو ترجع. ثم يعود كل شيء كما كان.
readiness-does-none = لا شيء: لا يمكن تشغيل أي من وسائل الحماية هنا.
readiness-failed = ما لم يعمل
readiness-cannot = ما لا يستطيعه هنا
readiness-cannot-none = لا شيء من قائمته.
readiness-noted = تُدوَّن هذه القائمة في سجلك حين تبدأ.
readiness-never = لا يُستعمل أبدًا: الكاميرا، والميكروفون، وأسلوب الكتابة على المفاتيح، وملفاتك الخاصة.
readiness-again = الفحص مرة أخرى
readiness-checking = جارٍ الفحص
readiness-save = حفظ هذا التقرير
readiness-rules = اقرأ القواعد
readiness-rules-stop = ليس بعد: أصلح ما يأتي أولًا في القائمة، ثم افحص مرة أخرى.
readiness-rules-look = يمكنك المتابعة بهذا.
readiness-back = العودة إلى التذكرة

check-journal = تُحفظ الإجابات وتُقرأ من جديد
check-journal-look = حفظ الإجابة بطيء هنا
check-journal-look-do = حُفظت إجابة تجريبية وقُرئت من جديد، لكن متأخرة. إجاباتك آمنة؛ قد تتأخر كلمة «محفوظة» لحظة. أغلق البرامج الأخرى إن كانت مفتوحة.
check-journal-stop = لا يمكن حفظ الإجابات هنا
check-journal-stop-do = تعذّر حفظ إجابة تجريبية أو قراءتها، فلا يبدأ الاختبار. لم يُستهلك شيء. أخبر المراقب، فيمكنه أن يعطيك حاسوبًا آخر.
check-disk = على القرص مكان للحفظ
check-disk-detail = { $free } خالية
check-disk-look = القرص يكاد يمتلئ
check-disk-look-do = يوجد مكان لهذا الاختبار، ويحتجز Invigil احتياطيًا. أفرغ سلة المهملات أو احذف ما لا حاجة إليه، ثم افحص مرة أخرى.
check-disk-stop = القرص ممتلئ
check-disk-stop-do = لا مكان لإجاباتك، فلا يبدأ الاختبار. لم يُستهلك شيء. احذف ما لا حاجة إليه وافحص مرة أخرى، أو أخبر المراقب.
check-clock = الساعة منتظمة
check-clock-look = ساعة هذا الحاسوب غير مضبوطة
check-clock-look-do = يُحسب وقتك بساعة أخرى لا يستطيع أحد ضبطها، فلا يكلفك هذا شيئًا. قد تختلف الأوقات التي تقرؤها على الشاشة. أخبر المراقب.
check-clock-stop = لا يمكن حساب الوقت هنا
check-clock-stop-do = لا ساعة منتظمة في هذا الحاسوب، فلا يبدأ الاختبار. لم يُستهلك شيء. أخبر المراقب، فيمكنه أن يعطيك حاسوبًا آخر.
check-keyring = المفتاح في حافظة مفاتيح هذا الحاسوب
check-keyring-look = المفتاح محفوظ في ملف
check-keyring-look-do = لا حافظة مفاتيح صالحة في هذا الحاسوب، فالمفتاح الذي يحمي إجاباتك في ملف. يسمح هذا الاختبار بذلك ويدوّنه سجلك. لا شيء عليك فعله.
check-keyring-stop = لا يمكن استعمال حافظة المفاتيح
check-keyring-stop-do = يحفظ هذا الاختبار مفتاحه في حافظة مفاتيح فقط، فلا يبدأ. لم يُستهلك شيء. افتح قفل الحافظة بكلمة مرور هذا الحاسوب وافحص مرة أخرى، أو أخبر المراقب.
check-authority = { $authority ->
        [hub] المركز يجيب
        [station] المحطة تجيب
       *[either] المحطة أو المركز الذي تسميه تذكرتك يجيب
    }
check-authority-detail = { $name }
check-authority-look = { $authority ->
        [hub] تعذّر الوصول إلى المركز
        [station] تعذّر الوصول إلى المحطة
       *[either] تعذّر الوصول إلى المحطة أو المركز الذي تسميه تذكرتك
    }
check-authority-look-do = تُحفظ إجاباتك هنا وتُوصل لاحقًا. يلزم جلب الأسئلة مرة واحدة عند البدء: إن لم تأتِ فافحص السلك أو الشبكة اللاسلكية وأخبر المراقب.
check-authority-stop = { $authority ->
        [hub] هذا ليس المركز الذي تسميه تذكرتك
        [station] هذه ليست المحطة التي تسميها تذكرتك
       *[either] هذه ليست المحطة أو المركز الذي تسميه تذكرتك
    }
check-authority-stop-do = لم يُرسل شيء. أرِ هذا السطر للمراقب أو لمن أعطاك التذكرة.
check-screen = الشاشة كبيرة بما يكفي
check-screen-detail = { $width } × { $height }
check-screen-look = { $count ->
        [0] تعذّرت قراءة الشاشة
        [1] الشاشة صغيرة
       *[other] عدد الشاشات الموصولة: { $count }
    }
check-screen-look-do = { $count ->
        [0] يمكن أن يبدأ الاختبار. إن اقتُطع شيء فصغّر النص أو أخبر المراقب.
        [1] يمكن أن يبدأ الاختبار. يظهر على الشاشة أقل في المرة الواحدة، فستمرّر أكثر. اختر دقة أعلى إن استطعت، ثم افحص مرة أخرى.
       *[other] يمكن أن يبدأ الاختبار ويظهر على واحدة منها. افصل الأخرى إن استطعت، ثم افحص مرة أخرى.
    }
check-screen-stop = الشاشة صغيرة جدًا
check-screen-stop-do = لا تتسع للأسئلة، فلا يبدأ الاختبار. لم يُستهلك شيء. اختر دقة أعلى وافحص مرة أخرى، أو أخبر المراقب.
check-memory = الذاكرة كافية
check-memory-detail = { $free } خالية
check-memory-look = الذاكرة الخالية قليلة
check-memory-look-do = يمكن أن يبدأ الاختبار وإجاباتك آمنة. أغلق البرامج الأخرى ليبقى سريعًا، ثم افحص مرة أخرى.
check-memory-stop = الذاكرة الخالية غير كافية
check-memory-stop-do = لن يبقى الاختبار مفتوحًا، فلا يبدأ. لم يُستهلك شيء. أغلق البرامج الأخرى وافحص مرة أخرى، أو أخبر المراقب.
check-session = سطح المكتب في هذه الجلسة
check-session-detail = { $desktop ->
        [x11] X11
        [wayland] Wayland
        [windows] Windows
        [macos] macOS
       *[other] { $desktop }
    }
check-session-look = يُستعمل هذا الحاسوب عن بُعد أو في آلة افتراضية
check-session-look-do = يمكن أن يبدأ الاختبار، ويدوّن سجلك ذلك. إن لم تتوقع هذا فأخبر المراقب قبل أن تبدأ.
check-session-stop = لا يمكن أداء الاختبار في هذه الجلسة
check-session-stop-do = يُستعمل هذا الحاسوب عن بُعد أو في آلة افتراضية، ولا يسمح هذا الاختبار بذلك. لم يُستهلك شيء. اجلس إلى الحاسوب نفسه، أو أخبر المراقب.
check-other = { $id }
check-other-do = لا يعرف هذا الإصدار هذا الفحص. أرِ المراقب هذا السطر: { $id }

measure-full-screen = ملء الشاشة
measure-full-screen-cannot = ملء الشاشة كلها
measure-full-screen-unavailable = لا يحصل الاختبار هنا على الشاشة كلها. قد تُرى نوافذ أخرى بجانبه.
measure-full-screen-failed = لم تملأ النافذة الشاشة حين طُلب منها. أغلق النوافذ الأخرى وافحص مرة أخرى.
measure-always-on-top = فوق النوافذ الأخرى
measure-always-on-top-cannot = البقاء فوق النوافذ الأخرى
measure-always-on-top-unavailable = لا يبقي سطح المكتب هذا الاختبار في المقدمة. قد تغطيه نافذة أخرى؛ وإجاباتك آمنة تحتها.
measure-always-on-top-failed = لم تبقَ النافذة في الأعلى حين طُلب منها. أغلق البرامج الأخرى وافحص مرة أخرى.
measure-shortcuts = الاختصارات محجوبة
measure-shortcuts-cannot = حجب اختصارات هذا النظام
measure-shortcuts-unavailable = لا يُفعل ذلك على هذا الحاسوب. قد يخرجك اختصار من النظام من الاختبار؛ عُد وواصل.
measure-shortcuts-failed = تعذّر حجب الاختصارات. لا تستعملها أثناء الاختبار، وأخبر المراقب.
measure-clipboard = الحافظة مفرغة
measure-clipboard-cannot = إفراغ الحافظة
measure-clipboard-unavailable = لا يُفعل ذلك على هذا الحاسوب. ما نسخته من قبل يبقى في الحافظة.
measure-clipboard-failed = تعذّر إفراغ الحافظة. أغلق البرامج التي تديرها وافحص مرة أخرى.
measure-printing = لا طباعة من الاختبار
measure-printing-cannot = منع طباعة الاختبار
measure-printing-unavailable = لا يُفعل ذلك على هذا الحاسوب. يمكن طباعة الاختبار من هنا.
measure-printing-failed = تعذّر إيقاف الطباعة. أخبر المراقب.
measure-screens = الشاشات تحت الملاحظة
measure-screens-cannot = ملاحظة شاشة ثانية
measure-screens-unavailable = لا يُفعل ذلك على هذا الحاسوب. يمكن توصيل شاشة ثانية دون أن تُلاحظ.
measure-screens-failed = تعذّرت قراءة الشاشات. افصل ما لا تحتاج إليه وافحص مرة أخرى.
measure-sleep = السكون ممنوع
measure-sleep-cannot = إبقاء هذا الحاسوب يقظًا
measure-sleep-unavailable = لا يُفعل ذلك على هذا الحاسوب. إن سكن فإجاباتك آمنة: أيقظه وواصل. صِل الشاحن إن وُجد.
measure-sleep-failed = تعذّر إبقاء هذا الحاسوب يقظًا. إن سكن فإجاباتك آمنة: أيقظه وواصل. صِل الشاحن.
measure-screen-capture = تصوير الشاشة ممنوع
measure-screen-capture-cannot = منع تصوير الشاشة
measure-screen-capture-unavailable = لا يُفعل ذلك على هذا الحاسوب. يمكن لبرامج أخرى التقاط صور للشاشة.
measure-screen-capture-failed = تعذّر إبقاء النافذة خارج صور الشاشة. أغلق البرامج التي تشارك الشاشة أو تسجلها وافحص مرة أخرى.
measure-key-in-keyring = المفتاح في حافظة المفاتيح
measure-key-in-keyring-cannot = حفظ المفتاح في حافظة مفاتيح
measure-key-in-keyring-unavailable = لا حافظة مفاتيح صالحة في هذا الحاسوب، فالمفتاح في ملف. من يستطيع قراءة ملفاتك يستطيع قراءته.
measure-key-in-keyring-failed = لم تقبل حافظة المفاتيح المفتاح. افتح قفلها بكلمة مرور هذا الحاسوب وافحص مرة أخرى.
measure-second-device = الأجهزة الأخرى مرئية
measure-second-device-cannot = رؤية جهاز ثانٍ على طاولتك
measure-second-device-unavailable = لا يستطيع ذلك أي برنامج. حيث يهم الأمر يكون في القاعة إنسان.
measure-second-device-failed = لا يستطيع ذلك أي برنامج. حيث يهم الأمر يكون في القاعة إنسان.
measure-other-unavailable = لا يُفعل ذلك على هذا الحاسوب.
measure-other-failed = لم يعمل هنا. أخبر المراقب.

rules-title = قواعد هذا الاختبار
rules-lead = خذ ما تحتاجه من وقت. لم يبدأ وقتك.
rules-text = القواعد
rules-honesty = ما يفعله Invigil هنا وما لا يستطيعه
rules-honesty-active = فعّال
rules-honesty-none = لا شيء
rules-honesty-cannot = غير متاح هنا
rules-honesty-failed = لم يعمل
rules-name = اسمك على الشهادة
rules-name-wrong =
    إن لم يكن صحيحًا يمكنك أن تبدأ مع ذلك: الاختبار محسوب. { $supervision ->
        [none] أخبر من أعطاك التذكرة.
       *[other] أخبر المراقب، الآن أو بعد ذلك.
    }
rules-outage = إذا انقطع الاختبار
rules-outage-free =
    إذا كان هذا الحاسوب مطفأً أو ساكنًا، أو كان Invigil لا يعمل، فلا يكلفك شيئًا { $limits ->
        [total] ما مجموعه حتى { $total }.
       *[each] ما لا يزيد على { $each } في المرة و{ $total } في المجموع.
    } { $beyond ->
        [charge] ما زاد على ذلك وأمكن قياسه يُحسب وقت عمل.
       *[ask] فإن زاد على ذلك بقيت الساعة متوقفة حتى يقرر مراقب.
    }
rules-outage-none =
    { $beyond ->
        [charge] الوقت الذي يكون فيه هذا الحاسوب مطفأً أو ساكنًا، أو لا يعمل فيه Invigil، يُحسب وقت عمل إن أمكن قياسه.
       *[ask] إذا كان هذا الحاسوب مطفأً أو ساكنًا، أو كان Invigil لا يعمل، تبقى الساعة متوقفة حتى يقرر مراقب.
    }
rules-accept = قرأت القواعد وألتزم بها.
rules-accept-first = ضع العلامة في المربع أولًا. لم يبدأ وقتك.
rules-begin = أقبل وأبدأ
rules-begin-time = يبدأ وقتك، { $time }، بهذا الزر.
rules-beginning = يُفتح السؤال { 1 }
rules-back = رجوع

attempts-title = اختباراتي
attempts-lead = الاختبارات التي يعرفها هذا الحاسوب، الأحدث أولًا.
attempts-none = لم يبدأ أي اختبار على هذا الحاسوب.
attempts-none-hint = يظهر الاختبار هنا منذ أن يبدأ، ومعه إلى أين وصلت إجاباته.
attempts-begun = بدأ ولم يُختم
attempts-sealed-at = خُتم في { $date }، { $time }
attempts-unreadable = لا يستطيع هذا الحاسوب قراءته الآن. لم يضع شيء: الملفات باقية كما هي. أخبر المراقب.
attempts-here = محفوظة هنا
attempts-station = استلمتها المحطة
attempts-hub = استلمها المركز
attempts-waits = لم تُوصَّل بعد، محفوظة هنا
attempts-confirmed-passed = أُكدت النتيجة: ناجح
attempts-confirmed-failed = أُكدت النتيجة: لم ينجح
attempts-open = فتح
attempts-back = رجوع

unusable-title = لا يستطيع Invigil العمل هنا الآن
unusable-try = حاول مرة أخرى
unusable-trying = يُنظر مرة أخرى
unusable-code = الرمز للمراقب: { $code }
unusable-starting-title = يُفتح Invigil
unusable-starting-means = يقرأ ما هو محفوظ على هذا الحاسوب.
unusable-starting-do = إن طلبت نافذة كلمة مرور هذا الحاسوب فاكتبها هناك.
unusable-already-open-title = Invigil مفتوح من قبل
unusable-already-open-means = اختبارك وإجاباته في النافذة الأخرى. لم يضع شيء.
unusable-already-open-do = انتقل إلى النافذة الأخرى. إن لم تجدها فانتظر لحظة ثم حاول مرة أخرى.
unusable-keyring-locked-title = حافظة المفاتيح مقفلة
unusable-keyring-locked-means = مفتاح إجاباتك في حافظة مفاتيح هذا الحاسوب. إجاباتك باقية؛ تُفتح حين تُفتح. لم يضع شيء.
unusable-keyring-locked-do = افتح قفل حافظة المفاتيح بكلمة مرور هذا الحاسوب، ثم حاول مرة أخرى.
unusable-keyring-silent-title = حافظة المفاتيح لا تجيب
unusable-keyring-silent-means = مفتاح إجاباتك في حافظة مفاتيح هذا الحاسوب. إجاباتك باقية؛ تُفتح حين تجيب. لم يضع شيء.
unusable-keyring-silent-do = ابحث عن نافذة تطلب كلمة مرور، وخلف هذه أيضًا. اكتب كلمة المرور، ثم حاول مرة أخرى.
unusable-keyring-missing-title = لا حافظة مفاتيح في هذا الحاسوب
unusable-keyring-missing-means = كان مفتاح إجاباتك في حافظة مفاتيح وليست هنا الآن. إجاباتك باقية كما هي. لم يضع شيء.
unusable-keyring-missing-do = سجّل الدخول إلى هذا الحاسوب كما فعلت من قبل، ثم حاول مرة أخرى. إن لم ينفع ذلك فأخبر المراقب.
unusable-key-replaced-title = مفتاح هذا الحاسوب مفتاح آخر
unusable-key-replaced-means = إجاباتك باقية، لكن هذا المفتاح لا يفتحها. لم يضع شيء ولا يُكتب فوق شيء.
unusable-key-replaced-do = أخبر المراقب: يمكن فتح الإجابات بمفتاح الاستعادة في برنامجك.
unusable-folder-unusable-title = لا يمكن استعمال مجلد إجاباتك
unusable-folder-unusable-means = ما حُفظ من قبل يبقى كما هو. لا يمكن حفظ جديد، فلا يبدأ اختبار هنا ولا يتواصل.
unusable-folder-unusable-do = أخبر المراقب، فيمكنه أن يسمح بالكتابة في المجلد. ثم حاول مرة أخرى.
unusable-journal-in-use-title = برنامج آخر يفتح إجاباتك
unusable-journal-in-use-means = يكتبها برنامج واحد فقط، كي لا يختلط شيء. هي آمنة هناك.
unusable-journal-in-use-do = أغلق البرنامج الآخر، أو انتظر حتى ينتهي، ثم حاول مرة أخرى.
unusable-web-page-failed-title = توقفت صفحة الاختبار
unusable-web-page-failed-means = إجاباتك محفوظة هنا حتى آخر «محفوظة». لم يضع منها شيء.
unusable-web-page-failed-do = حاول مرة أخرى. إن توقفت الصفحة ثانية فأخبر المراقب.
unusable-other-means = إجاباتك آمنة. ما حُفظ على هذا الحاسوب يبقى كما هو.
unusable-other-do = حاول مرة أخرى. إن بقي الأمر كذلك فأخبر المراقب وأرِه هذه الصفحة.

lobby-key-primary = الزر الرئيسي
lobby-key-open = فتح ملف التذكرة
lobby-key-again = الفحص مرة أخرى
lobby-key-explain = شرح كل سؤال
lobby-key-bundle = حفظ حزمة الإثبات
