# After the exam: how far the answers have got, the result, the receipt.

outcome-title-passed = You passed { $exam }
outcome-title-failed = { $exam }: pass mark not reached
outcome-title-sealed = Your answers are sealed
outcome-title-time-up = Time is up. Your answers are sealed.
outcome-title-ended = Your exam was ended. Your answers are sealed.
outcome-title-practice = Practice: { $exam }
outcome-tag-provisional = Provisional
outcome-tag-confirmed = Confirmed
outcome-tag-practice = Nothing recorded
outcome-lead-provisional = Graded on this computer from your sealed answers. The hub grades the same answers again and confirms.
outcome-lead-confirmed = The hub graded the same answers again and confirms this result.
outcome-lead-read = What to read next stands below.
outcome-lead-failed = Your answers are kept and so is this result. Whether and when you can sit this exam again, your programme tells you.
outcome-lead-waits = Results of this exam are shown once the hub has confirmed them. Your answers are safe; there is nothing you need to do.
outcome-lead-none = There is no result yet. Your answers are safe; there is nothing you need to do.
outcome-lead-practice = This was practice: nothing was recorded and nothing is proved by it.
outcome-time-up = Nothing was lost. If time was taken from you by something else, raise your hand: a proctor can reopen.
outcome-time-up-then = Your answers were sealed when your time was up. If time was taken from you by something else, raise your hand.
outcome-ended-then = Your exam was ended by a proctor. Everything answered until then counts.
outcome-ended = A proctor ended it. Everything answered until then counts. A proctor can reopen until the keys are released.
outcome-practice-time-up = Your time was up, so the practice ended by itself.
outcome-certificate = Your certificate has come. It is part of the evidence bundle.

outcome-score = Your score
outcome-share = { NUMBER($share, minimumFractionDigits: 2, maximumFractionDigits: 2) }{"\u00A0"}%
outcome-points = { $points } of { $max } points. Pass mark: { $mark }{"\u00A0"}%.
outcome-meter = { NUMBER($share, minimumFractionDigits: 2, maximumFractionDigits: 2) } per cent, pass mark { $mark } per cent
outcome-meter-mark = Pass mark { $mark }{"\u00A0"}%
outcome-meter-start = { 0 }
outcome-meter-end = { 100 }{"\u00A0"}%

outcome-competencies = By competency
outcome-competency-points = { $points } of { $max } points
outcome-competency-meter = { $share } per cent
outcome-competency-note = There is no pass mark for a single competency. Few questions each: read the bars as a hint, not a measure.
outcome-reading = What to read next
outcome-reading-for = For { $competency }
outcome-reading-note = This window opens no addresses. Note them down, or save the slip.
outcome-parts = Question by question
outcome-no-competencies = This exam shows its questions one by one, without a count by competency.

outcome-explain = Explain every question
outcome-explain-title = Every question
outcome-explain-lead-full = Your answer, what was right, and why.
outcome-explain-lead-items = Your answer and what it earned. This exam does not show what was right.
outcome-explain-back = Back to the result
outcome-explain-none = There is nothing to explain for this exam.
outcome-question = Question { $number }
outcome-question-points = { $points } of { $max } points
outcome-explanation = Why
outcome-mark-right-chosen = Right, your choice
outcome-mark-right = Right
outcome-mark-wrong-chosen = Your choice, not right
outcome-mark-chosen = Your choice
outcome-text-given = Your answer
outcome-text-none = Nothing written
outcome-text-accepted = Accepted
verdict-right = Right
verdict-partly = Partly right
verdict-wrong = Not right
verdict-not-answered = Not answered
verdict-unscored = Not scored
verdict-awaits-marking = A person marks this

outcome-where = Where your answers are
step-sealed = Sealed here
step-received-station = Received by the station
step-graded = Graded here
step-received-hub = Received by the hub
step-confirmed = Result confirmed
step-on = { $day }, { $time }
step-at = { $step }, { $time }
step-sealed-note =
    { $answered ->
        [0] None of { $items } answered
       *[other] { $answered } of { $items } answered
    }
step-received-station-wait = Kept here until the station is reached
step-received-hub-wait = Kept here until the hub is reached. You need not wait.
step-received-hub-wait-station = The station delivers it. You need not wait.
step-graded-wait = When the answer keys are released
step-confirmed-wait = The hub will grade
step-confirmed-wait-again = The hub grades the same answers again
step-done = Done
step-todo = Not yet
outcome-waits = Everything is kept.
outcome-waits-unreachable =
    { $authority ->
        [hub] The hub could not be reached at the last try. It is tried again by itself.
       *[station] The station could not be reached at the last try. It is tried again by itself.
    }
outcome-waits-busy =
    { $authority ->
        [hub] The hub has many requests at once. It is tried again by itself.
       *[station] The station has many requests at once. It is tried again by itself.
    }
outcome-again = Try again now
outcome-again-now = Trying

outcome-receipt = Your receipt
outcome-receipt-text = Proof that these answers arrived, even if we lose them.
outcome-receipt-noted = Noted on { $day }, { $time }
outcome-receipt-code = Code of your receipt
outcome-receipt-qr = The code of your receipt as a QR code
outcome-receipt-none = The receipt comes when your answers have been received.
outcome-save-slip = Save the slip
outcome-save-evidence = Save evidence bundle
saved-file = Saved: { $path }

outcome-time-full = Time in full

outcome-next = Next: { $exam }
outcome-next-pause = Take a pause first if you like. No clock runs until you accept the rules.
outcome-next-go = Go to the next exam
outcome-finish = Finish
outcome-finish-practice = Finish practising
