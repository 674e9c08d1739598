# ترجمة آلية, not yet read by a native speaker.

comma = {"، "}
screen-question = السؤال { $number } من { $of }
exam-place = { $certification }، الاختبار { $place } من { $of }
exam-practice = اختبار تدريبي

raise-hand = ارفع يدك
hand-raised = اليد مرفوعة
hand-told = يدك مرفوعة، وقد أُبلغ بذلك.
hand-kept = يدك مرفوعة. لا يستطيع المراقب رؤية ذلك بعد: لوّح بيدك أيضًا.

questions = الأسئلة
questions-as-grid = شبكة
questions-as-list = قائمة
questions-how = كيف تُعرض الأسئلة
cell-name = السؤال { $number }، { $state }
cell-answered = مجاب
cell-partly = مجاب جزئيًا
cell-seen = شوهد، بلا إجابة
cell-unseen = لم يُشاهد بعد
cell-flagged = معلَّم
cell-noted = مع ملاحظة
sum-answered = مجابة
sum-partly = مجابة جزئيًا
sum-seen = شوهدت، بلا إجابة
sum-unseen = لم تُشاهد بعد
sum-flagged = علّمتها أنت
review-and-seal = المراجعة والختم
take-break = خذ استراحة
reference-pages = صفحات مرجعية

question-choose-one = اختر واحدًا
question-choose = { $min ->
    [zero] لا تختر شيئًا
    [one] اختر واحدًا
    [two] اختر اثنين
    [few] اختر { $min }
    [many] اختر { $min }
   *[other] اختر { $min }
}
question-choose-between = اختر من { $min } إلى { $max }
question-choose-any = اختر كل ما يناسب
question-write = اكتب الإجابة
question-points = { $count ->
    [zero] بلا نقاط
    [one] نقطة واحدة
    [two] نقطتان
    [few] { $points } نقاط
    [many] { $points } نقطة
   *[other] { $points } نقطة
}
question-shared = هذه المادة لعدة أسئلة.
strike-out = شطب { $letter }
strike-chosen = { $letter } مختار ولا يمكن شطبه
bring-back = استرجاع
bring-back-name = استرجاع { $letter }
is-struck = ، مشطوب
take-answer-back = سحب إجابتي
chosen-of = اختير { $count } من { $max }
chosen-full = اخترت { $max }. اسحب واحدًا قبل أن تختار آخر.
strike-which = الشطب: اضغط رقم أحد الخيارات.
your-answer = إجابتك
at-most-chars = { $max ->
    [zero] بلا أحرف.
    [one] حرف واحد على الأكثر.
    [two] حرفان على الأكثر.
    [few] { $max } أحرف على الأكثر.
    [many] { $max } حرفًا على الأكثر.
   *[other] { $max } حرف على الأكثر.
}
field-dirty = لم تُحفظ بعد
field-saved = محفوظة هنا
remark-note = ملاحظة خاصة
remark-note-hint = لا يراها سواك. تبقى في المحاولة ولا تُحسب في شيء.
remark-report = الإبلاغ عن مشكلة في هذا السؤال
remark-report-hint = قل ما الخطأ. يذهب ذلك مع إجاباتك المختومة إلى من يكتبون الأسئلة. لا يغيّر وحده شيئًا في نتيجتك.
flag-for-later = علّمه لوقت لاحق
flagged = معلَّم
previous = السابق
next = التالي
to-review = المراجعة

go-to-title = الانتقال إلى سؤال
go-to-number = رقم السؤال، من { 1 } إلى { $of }
go-to-none = لا يوجد سؤال { $number }. الأرقام من { 1 } إلى { $of }.
go = انتقل

time-left = بقي { $left }.
time-half = استُعمل نصف وقتك. بقي { $left }.
time-granted = أضاف المراقب { $added }. بقي { $left }.
clock-stopped = الساعة متوقفة.
clock-runs = عادت الساعة تعمل. بقي { $left }.
ledger-title = وقتك
ledger-left = المتبقي
ledger-unused = لم يُستعمل
ledger-entitled = وقت العمل كله
ledger-working = وقت العمل المستعمل
ledger-held = موقوف، لا يكلفك شيئًا
ledger-outage = انقطاع، لا يكلفك شيئًا
ledger-break = في الاستراحات
ledger-break-left = استراحات باقية
ledger-granted = أضافه مراقب
ledger-jumps =
    { $count ->
        [zero] لم تُغيَّر ساعة هذا الحاسوب
        [one] غُيّرت ساعة هذا الحاسوب مرة واحدة
        [two] غُيّرت ساعة هذا الحاسوب مرتين
        [few] غُيّرت ساعة هذا الحاسوب { $count } مرات
        [many] غُيّرت ساعة هذا الحاسوب { $count } مرة
       *[other] غُيّرت ساعة هذا الحاسوب { $count } مرة
    } والاختبار مفتوح. تحسب وقتك ساعة أخرى، فلم يضع منه شيء ولم يزد.
ledger-note = كل هذا مسجل، ويمكنك قراءة السجل بعد ذلك.

review-title = قبل أن تختم
review-unanswered = { $count ->
    [zero] لا سؤال بلا إجابة.
    [one] سؤال واحد بلا إجابة بعد.
    [two] سؤالان بلا إجابة بعد.
    [few] { $count } أسئلة بلا إجابة بعد.
    [many] { $count } سؤالًا بلا إجابة بعد.
   *[other] { $count } سؤال بلا إجابة بعد.
}
review-partly = { $count ->
    [zero] لا سؤال مجاب جزئيًا.
    [one] سؤال واحد مجاب جزئيًا.
    [two] سؤالان مجابان جزئيًا.
    [few] { $count } أسئلة مجابة جزئيًا.
    [many] { $count } سؤالًا مجابة جزئيًا.
   *[other] { $count } سؤال مجابة جزئيًا.
}
review-complete = لكل سؤال إجابة.
review-guess = الإجابة الخاطئة لا تنقص نقاطًا، فالتخمين يستحق المحاولة.
review-answered = مجابة ومحفوظة
review-not-answered = بلا إجابة
review-partly-answered = مجابة جزئيًا
review-flagged = علّمتها أنت
review-look = تستحق نظرة أخرى
review-nothing = لم يبقَ شيء مفتوح ولا شيء معلَّم.
review-no-answer = بلا إجابة
review-in-part = جزئيًا
review-flag = معلَّم
review-flag-too = ، معلَّم
review-all = الكل { $count }
review-open = فتح
review-open-name = فتح السؤال { $number }
review-back = العودة إلى السؤال { $number }
review-what = الختم ينهي الاختبار. تُقفل إجاباتك وتُرسل، وعندئذ فقط يُعلن المفتاح وتُعرض نتيجتك.
review-what-practice = الختم ينهي التدريب. لا يُرسل شيء، ولا يُحتفظ بشيء.
seal-ask = ختم إجاباتي…
seal-title = هل تختم إجاباتك؟
seal-body = أُجيب عن { $answered } من { $of }، وبقي { $left }. بعد الختم لا يمكن تغيير شيء.
seal-unsaved = كلماتك الأخيرة لم تُحفظ بعد. تُحفظ قبل أن يُختم أي شيء.
seal = ختم إجاباتي
sealing-title = تُختم إجاباتك
sealing-line = أبقِ هذه النافذة مفتوحة. لا يمكن أن يضيع الآن شيء مما أجبت به.
sealing-failing = يستغرق هذا أطول مما ينبغي. ارفع يدك إن بقي الأمر كذلك.

hold-title = اختبارك موقوف
hold-cause-sensor = تغيّر شيء في هذا الحاسوب في { $time }.
hold-cause-proctor = أوقف المراقب الاختبار في { $time }.
hold-cause-long-outage = لم يعمل الاختبار { $gone }، وهذا أكثر مما يجوز أن يمر دون مراقب.
hold-cause-fork = عُثر في { $time } على سجلين لهذا الاختبار في هذا الحاسوب.
hold-told = لا يستطيع مواصلة الاختبار إلا مراقب، وقد أُبلغ مراقبك.
hold-untold = لا يستطيع مواصلة الاختبار إلا مراقب. ارفع يدك: لا يستطيع المراقب رؤية هذا بعد.
hold-right = لم تفعل شيئًا لا يمكن إصلاحه.
hold-time = وقتك
hold-time-left = بقي { $left }
hold-time-note = الساعة متوقفة. الانتظار لا يكلفك شيئًا.
hold-answers = إجاباتك
hold-saved = { $count } محفوظة هنا
hold-received = { $authority ->
    [station] استلمت المحطة أيضًا كل الـ{ $count }.
   *[hub] استلم المركز أيضًا كل الـ{ $count }.
}
hold-unreceived = { $authority ->
    [station] تستلمها المحطة حالما يتم الوصول إليها.
   *[hub] يستلمها المركز حالما يتم الوصول إليه.
}
hold-do = ما عليك فعله
hold-stay = ابقَ جالسًا
hold-do-sensor = أعد ما تغيّر إن كنت أنت من غيّره. المراقب يقرر متى يُستأنف.
hold-do-proctor = يقول المراقب متى يُستأنف. تتغير هذه الشاشة وحدها.
hold-do-long-outage = ينظر المراقب فيما حدث ثم يواصل الاختبار.
hold-do-fork = ينظر المراقب في السجلين. لم يضع شيء من أيهما.
hold-do-untold = ارفع يدك ليأتي المراقب إليك.
hold-since = موقوف منذ { $time }. هذا مسجل مع سببه، ويمكنك قراءة السجل بعد ذلك.
hold-leave = عليّ أن أغادر هذا الحاسوب…
hold-leave-title = هل عليك أن تغادر هذا الحاسوب؟
hold-leave-body = ارفع يدك أولًا ليعلم إنسان بذلك. إجاباتك محفوظة هنا، والساعة متوقفة، ولم يُختم شيء. يستطيع المراقب مواصلة الاختبار هنا أو إنهاءه، ويدوّن السبب.
resumed = استأنف المراقب اختبارك.
hold-said = { hold-title }. { clock-stopped }

break-title = أنت في استراحة
break-lead = الساعة متوقفة. إجاباتك محفوظة، والأسئلة مخفية حتى تواصل.
break-left = بقي { $left } من وقت الاستراحة. بعد ذلك تعود الساعة تعمل وحدها.
break-over = انتهت استراحاتك.
break-end = واصل الاختبار

keys-title = مفاتيح هذه الشاشة
keys-off = مفاتيح الحرف الواحد معطلة في «النص والألوان». يمكن الوصول إلى كل شيء بمفتاح Tab.
keys-choose = اختيار خيار
keys-strike = شطب خيار أو استرجاعه
keys-next-previous = السؤال التالي، السؤال السابق
keys-flag = تعليم لوقت لاحق
keys-go-to = الانتقال إلى سؤال برقمه
keys-list = قائمة الأسئلة
keys-time = الوقت الدقيق
keys-hide-time = إخفاء الوقت أو إظهاره
keys-hand = رفع اليد
keys-size = نص أكبر أو أصغر
keys-help = هذه القائمة
keys-region = الجزء التالي من الشاشة
keys-unanswered = السؤال التالي بلا إجابة
keys-open = فتح
keys-move = عنصر التحكم التالي والسابق
keys-safe = إغلاق، وهو الخيار الآمن

not-saved = لم تُحفظ بعد.
not-saved-line = تُعاد المحاولة. ارفع يدك إن بقي الأمر كذلك.
saving-again = عاد الحفظ يعمل.
