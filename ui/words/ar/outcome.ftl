# ترجمة آلية, not yet read by a native speaker.

outcome-title-passed = اجتزت { $exam }
outcome-title-failed = { $exam }: لم تُبلغ درجة النجاح
outcome-title-sealed = إجاباتك مختومة
outcome-title-time-up = انتهى الوقت. إجاباتك مختومة.
outcome-title-ended = أُنهي اختبارك. إجاباتك مختومة.
outcome-title-practice = تدريب: { $exam }
outcome-tag-provisional = مؤقتة
outcome-tag-confirmed = مؤكدة
outcome-tag-practice = لم يُسجَّل شيء
outcome-lead-provisional = صُحّحت على هذا الحاسوب من إجاباتك المختومة. يصحح المركز الإجابات نفسها مرة أخرى ويؤكد.
outcome-lead-confirmed = صحح المركز الإجابات نفسها مرة أخرى ويؤكد هذه النتيجة.
outcome-lead-read = ما يحسن أن تقرأه بعد ذلك مذكور أدناه.
outcome-lead-failed = إجاباتك محفوظة وكذلك هذه النتيجة. يخبرك برنامجك هل يمكنك دخول هذا الاختبار مرة أخرى ومتى.
outcome-lead-waits = تُعرض نتائج هذا الاختبار بعد أن يؤكدها المركز. إجاباتك آمنة؛ لا شيء عليك فعله.
outcome-lead-none = لا نتيجة بعد. إجاباتك آمنة؛ لا شيء عليك فعله.
outcome-lead-practice = كان هذا تدريبًا: لم يُسجَّل شيء ولا يثبت به شيء.
outcome-time-up = لم يضع شيء. إن أخذ منك وقتًا شيء آخر فارفع يدك: يمكن للمراقب أن يعيد الفتح.
outcome-time-up-then = خُتمت إجاباتك حين انتهى وقتك. إن أخذ منك وقتًا شيء آخر فارفع يدك.
outcome-ended-then = أنهى مراقب اختبارك. كل ما أُجيب عنه حتى ذلك الحين محسوب.
outcome-ended = أنهاه مراقب. كل ما أُجيب عنه حتى ذلك الحين محسوب. يمكن لمراقب أن يعيد الفتح إلى أن تُعلن مفاتيح الإجابة.
outcome-practice-time-up = انتهى وقتك، فانتهى التدريب وحده.
outcome-certificate = وصلت شهادتك. هي في حزمة الإثبات.

outcome-score = نتيجتك
outcome-share = { NUMBER($share, minimumFractionDigits: 2, maximumFractionDigits: 2) }{"\u00A0"}٪
outcome-points = { $points } من { $max } نقطة. درجة النجاح: { $mark }{"\u00A0"}٪.
outcome-meter = { NUMBER($share, minimumFractionDigits: 2, maximumFractionDigits: 2) } بالمئة، درجة النجاح { $mark } بالمئة
outcome-meter-mark = درجة النجاح { $mark }{"\u00A0"}٪
outcome-meter-start = { 0 }
outcome-meter-end = { 100 }{"\u00A0"}٪

outcome-competencies = بحسب الكفاءة
outcome-competency-points = { $points } من { $max } نقطة
outcome-competency-meter = { $share } بالمئة
outcome-competency-note = لا درجة نجاح لكفاءة وحدها. الأسئلة في كل منها قليلة: اقرأ الأشرطة تلميحًا لا مقياسًا.
outcome-reading = ما تقرأه بعد ذلك
outcome-reading-for = في { $competency }
outcome-reading-note = لا تفتح هذه النافذة عناوين. دوّنها، أو احفظ القسيمة.
outcome-parts = سؤالًا سؤالًا
outcome-no-competencies = يعرض هذا الاختبار أسئلته واحدًا واحدًا، بلا عدّ بحسب الكفاءة.

outcome-explain = شرح كل سؤال
outcome-explain-title = كل الأسئلة
outcome-explain-lead-full = إجابتك، وما كان صحيحًا، ولماذا.
outcome-explain-lead-items = إجابتك وما نالته. لا يعرض هذا الاختبار ما كان صحيحًا.
outcome-explain-back = العودة إلى النتيجة
outcome-explain-none = لا شيء يُشرح في هذا الاختبار.
outcome-question = السؤال { $number }
outcome-question-points = { $points } من { $max } نقطة
outcome-explanation = لماذا
outcome-mark-right-chosen = صحيح، وهو اختيارك
outcome-mark-right = صحيح
outcome-mark-wrong-chosen = اختيارك، غير صحيح
outcome-mark-chosen = اختيارك
outcome-text-given = إجابتك
outcome-text-none = لم يُكتب شيء
outcome-text-accepted = المقبول
verdict-right = صحيحة
verdict-partly = صحيحة جزئيًا
verdict-wrong = غير صحيحة
verdict-not-answered = بلا إجابة
verdict-unscored = غير محسوبة
verdict-awaits-marking = يصححها إنسان

outcome-where = أين إجاباتك
step-sealed = مختومة هنا
step-received-station = استلمتها المحطة
step-graded = صُحّحت هنا
step-received-hub = استلمها المركز
step-confirmed = أُكدت النتيجة
step-on = { $day }، { $time }
step-at = { $step }، { $time }
step-sealed-note =
    { $answered ->
        [0] لم يُجب عن أي من { $items }
       *[other] أُجيب عن { $answered } من { $items }
    }
step-received-station-wait = محفوظة هنا إلى أن يتم الوصول إلى المحطة
step-received-hub-wait = محفوظة هنا إلى أن يتم الوصول إلى المركز. لا حاجة إلى أن تنتظر.
step-received-hub-wait-station = توصلها المحطة. لا حاجة إلى أن تنتظر.
step-graded-wait = حين تُعلن مفاتيح الإجابة
step-confirmed-wait = سيصححها المركز
step-confirmed-wait-again = يصحح المركز الإجابات نفسها مرة أخرى
step-done = تم
step-todo = لم يتم بعد
outcome-waits = كل شيء محفوظ.
outcome-waits-unreachable =
    { $authority ->
        [hub] تعذّر الوصول إلى المركز في المحاولة الأخيرة. تُعاد المحاولة تلقائيًا.
       *[station] تعذّر الوصول إلى المحطة في المحاولة الأخيرة. تُعاد المحاولة تلقائيًا.
    }
outcome-waits-busy =
    { $authority ->
        [hub] لدى المركز طلبات كثيرة الآن. تُعاد المحاولة تلقائيًا.
       *[station] لدى المحطة طلبات كثيرة الآن. تُعاد المحاولة تلقائيًا.
    }
outcome-again = حاول الآن مرة أخرى
outcome-again-now = جارية المحاولة

outcome-receipt = إيصالك
outcome-receipt-text = الدليل على أن هذه الإجابات وصلت، حتى لو فقدناها.
outcome-receipt-noted = سُجّل في { $day }، { $time }
outcome-receipt-code = رمز إيصالك
outcome-receipt-qr = رمز إيصالك في صورة QR
outcome-receipt-none = يأتي الإيصال حين تُستلم إجاباتك.
outcome-save-slip = حفظ القسيمة
outcome-save-evidence = حفظ حزمة الإثبات
saved-file = حُفظ: { $path }

outcome-time-full = الوقت كاملًا

outcome-next = التالي: { $exam }
outcome-next-pause = خذ استراحة أولًا إن شئت. لا ساعة تعمل حتى تقبل القواعد.
outcome-next-go = إلى الاختبار التالي
outcome-finish = إنهاء
outcome-finish-practice = إنهاء التدريب
