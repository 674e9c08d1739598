# ترجمة آلية, not yet read by a native speaker.

-brand = Invigil
title = { $screen } · { -brand }
brand = { -brand }

time-min = { NUMBER($minutes, useGrouping: "false") }{"\u00A0"}د
time-min-s = { NUMBER($minutes, useGrouping: "false") }{"\u00A0"}د { $seconds }{"\u00A0"}ث
time-s = { $seconds }{"\u00A0"}ث

close = إغلاق
go-back = رجوع

text-and-colours = النص والألوان
text-size = حجم النص
text-size-normal = عادي
text-size-larger = أكبر
text-size-largest = الأكبر
colours = الألوان
theme-system = كما في هذا الحاسوب
theme-light = فاتح
theme-dark = داكن
more-contrast = تباين أعلى
hide-time = إخفاء الوقت
hide-time-hint = يعود للظهور حين يبقى { 5 }{"\u00A0"}د.
letter-keys = مفاتيح الحرف الواحد
letter-keys-hint = يمكن الوصول إلى كل شيء بمفتاح Tab أيضًا.
show-keys = عرض المفاتيح
language = اللغة

code-block = { $language ->
   [none] { $lines ->
      [zero] شيفرة، بلا أسطر
      [one] شيفرة، سطر واحد
      [two] شيفرة، سطران
      [few] شيفرة، { $lines } أسطر
      [many] شيفرة، { $lines } سطرًا
     *[other] شيفرة، { $lines } سطر
   }
  *[other] { $lines ->
      [zero] شيفرة بلغة { $language }، بلا أسطر
      [one] شيفرة بلغة { $language }، سطر واحد
      [two] شيفرة بلغة { $language }، سطران
      [few] شيفرة بلغة { $language }، { $lines } أسطر
      [many] شيفرة بلغة { $language }، { $lines } سطرًا
     *[other] شيفرة بلغة { $language }، { $lines } سطر
   }
}
image-missing = لا يمكن عرض هذه الصورة: { $alt }
table-label = جدول

trail-here = محفوظة هنا
trail-received = { $authority ->
    [station] استلمتها المحطة
   *[hub] استلمها المركز
}
trail-line = { $time }، كل إجابة حتى الآن
trail-saving = جارٍ الحفظ
trail-saving-line = أبقِ هذه النافذة مفتوحة
trail-failing = لم تُحفظ بعد
trail-failing-line = تُعاد المحاولة، ارفع يدك إن بقي الأمر كذلك
trail-unreached-line = { $authority ->
    [station] تعذّر الوصول إلى المحطة، واصل العمل
   *[hub] تعذّر الوصول إلى المركز، واصل العمل
}
trail-practice = تدريب
trail-practice-line = لا يُحتفظ هنا بشيء

time-left-word = متبقية
time-up = انتهى الوقت
time-hidden = الوقت مخفي. اضغط T
time-hint = اضغط T لمعرفة الوقت الدقيق.
clock-stopped-short = الساعة متوقفة

spent-working = استعملت { $time } من { $of }.
spent-held = أُوقف { $time }، غير محسوبة.
spent-outage = انقطع { $time }، غير محسوبة.
spent-break = استراحات { $time }، غير محسوبة.
spent-granted = أضاف المراقب { $time }.
