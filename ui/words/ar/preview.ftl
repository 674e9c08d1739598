# ترجمة آلية, not yet read by a native speaker.

preview = معاينة
preview-show-key = إظهار الصواب
preview-key = ما هو صحيح
preview-also = صحيح أيضًا كمجموعة كاملة:
preview-about = عن هذا السؤال
preview-found = ما يقوله المدقق
preview-nothing-found = لا شيء عن هذا السؤال.
preview-silenced = قبله المؤلفون: { $reason }
preview-fields = ما يقوله المؤلف
preview-whole-bank = عن البنك كله ({ $count })
preview-only-found = الأسئلة التي فيها ملاحظات فقط
preview-items = { $count ->
    [zero] لا أسئلة
    [one] سؤال واحد
    [two] سؤالان
    [few] { $count } أسئلة
    [many] { $count } سؤالًا
   *[other] { $count } سؤال
}
preview-unreadable = لا يمكن قراءة هذا الملف كبنك أسئلة: { $file }
preview-lost = البرنامج الذي يقدّم هذه الصفحة لا يجيب. شغّله من جديد وافتح العنوان الذي يطبعه.
preview-level-error = خطأ
preview-level-warning = تحذير
preview-level-note = ملاحظة
