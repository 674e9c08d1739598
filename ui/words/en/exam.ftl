# The exam, from the first question to the seal.

comma = {", "}
screen-question = Question { $number } of { $of }
exam-place = { $certification }, exam { $place } of { $of }
exam-practice = Practice exam

raise-hand = Raise hand
hand-raised = Hand raised
hand-told = Your hand is raised, and this has been passed on.
hand-kept = Your hand is raised. Your proctor cannot see this yet: wave as well.

## Navigator

questions = Questions
questions-as-grid = Grid
questions-as-list = List
questions-how = How to show the questions
cell-name = Question { $number }, { $state }
cell-answered = answered
cell-partly = partly answered
cell-seen = seen, not answered
cell-unseen = not seen yet
cell-flagged = flagged
cell-noted = with a note
sum-answered = Answered
sum-partly = Partly answered
sum-seen = Seen, no answer
sum-unseen = Not seen yet
sum-flagged = Flagged by you
review-and-seal = Review and seal
take-break = Take a break
reference-pages = Reference pages

## Question

question-choose-one = choose one
question-choose = { $min ->
    [one] choose 1
   *[other] choose { $min }
}
question-choose-between = choose { $min } to { $max }
question-choose-any = choose all that fit
question-write = write the answer
question-points = { $count ->
    [one] { $points } point
   *[other] { $points } points
}
question-shared = This material belongs to several questions.
strike-out = Cross out { $letter }
strike-chosen = { $letter } is chosen and cannot be crossed out
bring-back = Bring back
bring-back-name = Bring back { $letter }
is-struck = , crossed out
take-answer-back = Take my answer back
chosen-of = { $count } of { $max } chosen
chosen-full = You have chosen { $max }. Take one back before you choose another.
strike-which = Cross out: press the number of an option.
your-answer = Your answer
at-most-chars = { $max ->
    [one] At most 1 character.
   *[other] At most { $max } characters.
}
field-dirty = Not saved yet
field-saved = Saved here
remark-note = Private note
remark-note-hint = Only you see it. It is kept in the attempt and counts for nothing.
remark-report = Report a problem with this question
remark-report-hint = Say what is wrong. It goes to the people who write the questions, with your sealed answers. It changes nothing in your result by itself.
flag-for-later = Flag for later
flagged = Flagged
previous = Previous
next = Next
to-review = Review

## Go to

go-to-title = Go to a question
go-to-number = Number of the question, 1 to { $of }
go-to-none = There is no question { $number }. The numbers go from 1 to { $of }.
go = Go

## Time

time-left = { $left } left.
time-half = Half of your time is used. { $left } left.
time-granted = Your proctor added { $added }. { $left } left.
clock-stopped = The clock is stopped.
clock-runs = The clock runs again. { $left } left.
ledger-title = Your time
ledger-left = Left
ledger-unused = Not used
ledger-entitled = Working time in all
ledger-working = Worked
ledger-held = On hold, costs you nothing
ledger-outage = Interrupted, costs you nothing
ledger-break = On breaks
ledger-break-left = Breaks still to take
ledger-granted = Added by a proctor
ledger-jumps =
    The clock of this computer was changed { $count ->
        [one] once
       *[other] { $count } times
    } while the exam was open. Your time is counted by another clock, so nothing of it was lost or gained.
ledger-note = All of this is recorded, and you can read the record afterwards.

## Review and seal

review-title = Before you seal
review-unanswered = { $count ->
    [one] 1 question has no answer yet.
   *[other] { $count } questions have no answer yet.
}
review-partly = { $count ->
    [one] 1 question is answered in part.
   *[other] { $count } questions are answered in part.
}
review-complete = Every question has an answer.
review-guess = A wrong answer costs no points, so a guess is worth a try.
review-answered = answered and saved
review-not-answered = not answered
review-partly-answered = answered in part
review-flagged = flagged by you
review-look = Worth another look
review-nothing = Nothing is left open and nothing is flagged.
review-no-answer = No answer
review-in-part = In part
review-flag = Flagged
review-flag-too = , flagged
review-all = All { $count }
review-open = Open
review-open-name = Open question { $number }
review-back = Back to question { $number }
review-what = Sealing ends the exam. Your answers are locked, sent, and only then is the key released and your result shown.
review-what-practice = Sealing ends the practice. Nothing is sent, and nothing is kept.
seal-ask = Seal my answers…
seal-title = Seal your answers?
seal-body = { $answered } of { $of } answered, { $left } left. After sealing nothing can be changed.
seal-unsaved = Your last words are not saved yet. They are saved before anything is sealed.
seal = Seal my answers
sealing-title = Your answers are being sealed
sealing-line = Keep this window open. Nothing you answered can be lost now.
sealing-failing = This takes longer than it should. Raise your hand if this stays.

## Hold: exact words of the brief's section 2.3

hold-title = Your exam is on hold
hold-cause-sensor = Something changed on this computer at { $time }.
hold-cause-proctor = Your proctor paused the exam at { $time }.
hold-cause-long-outage = The exam did not run for { $gone }, more than may pass without a proctor.
hold-cause-fork = Two records of this exam were found on this computer at { $time }.
hold-told = Only a proctor can continue the exam, and yours has been told.
hold-untold = Only a proctor can continue the exam. Raise your hand: your proctor cannot see this yet.
hold-right = You have done nothing that cannot be put right.
hold-time = Your time
hold-time-left = { $left } left
hold-time-note = The clock is stopped. Waiting costs you nothing.
hold-answers = Your answers
hold-saved = { $count } saved here
hold-received = { $authority ->
    [station] All { $count } are also received by the station.
   *[hub] All { $count } are also received by the hub.
}
hold-unreceived = { $authority ->
    [station] The station receives them as soon as it is reached.
   *[hub] The hub receives them as soon as it is reached.
}
hold-do = What to do
hold-stay = Stay seated
hold-do-sensor = Put back what was changed, if it was you. Your proctor decides when to continue.
hold-do-proctor = Your proctor says when it goes on. This screen changes by itself.
hold-do-long-outage = Your proctor looks at what happened and continues the exam.
hold-do-fork = Your proctor looks at both records. Nothing in either is lost.
hold-do-untold = Raise your hand, so that your proctor comes to you.
hold-since = On hold since { $time }. This is recorded, with its reason, and you can read the record afterwards.
hold-leave = I have to leave this computer…
hold-leave-title = Do you have to leave this computer?
hold-leave-body = Raise your hand first, so that a person knows. Your answers are saved here, the clock is stopped, and nothing is sealed. Your proctor can continue the exam here, or end it, and writes down why.
resumed = Your proctor has resumed your exam.
hold-said = { hold-title }. { clock-stopped }

## Break

break-title = You are on a break
break-lead = The clock is stopped. Your answers are saved, and the questions are hidden until you go on.
break-left = Break time left: { $left }. After that the clock runs again by itself.
break-over = Your breaks are used up.
break-end = Go on with the exam

## Keys

keys-title = Keys of this screen
keys-off = Keys of a single letter are switched off, in text and colours. Everything can be reached with Tab.
keys-choose = Choose an option
keys-strike = Cross an option out, or bring it back
keys-next-previous = Next question, previous question
keys-flag = Flag for later
keys-go-to = Go to a question by its number
keys-list = List of questions
keys-time = Exact time
keys-hide-time = Hide or show the time
keys-hand = Raise hand
keys-size = Larger or smaller text
keys-help = This list
keys-region = Next part of the screen
keys-unanswered = Next question without an answer
keys-open = Open
keys-move = Next and previous control
keys-safe = Close, the safe choice

## While something cannot be saved

not-saved = Not saved yet.
not-saved-line = Trying again. Raise your hand if this stays.
saving-again = Saving works again.
