# Before the exam: welcome, ticket, readiness, rules, the attempts of this computer, and the page for when the desk
# cannot work here. Wording: the brief, section 2.

## Welcome

welcome-title = Answer the questions. We look after the rest.
welcome-promise-saved = Saved means saved.
welcome-promise-saved-more = When the screen says so, your answer survives a crash or a power cut.
welcome-promise-time = Only working time counts.
welcome-promise-time-more = If the machine or the room stops you, the clock stops too.
welcome-promise-watch = No camera, no microphone.
welcome-promise-watch-more = Before you begin, you read everything Invigil does on this computer.
welcome-version = Version { $version }. An exam that has begun needs no network.
welcome-give = Give your ticket
welcome-give-hint = Your ticket is a file, a printed picture, or an address and a code to type. Nothing is used up by opening it.
welcome-open = Open the ticket file
welcome-open-hint = A file, or a picture of the code. { $key }
welcome-drop = You can also drop the file or the picture here.
welcome-drop-now = Let go to open it
welcome-text = The text of your ticket
welcome-text-hint = Paste all of it. Or type the address and the code you were given, with a space between. Small letters and hyphens do not matter.
welcome-text-use = Use this text
welcome-wrong-text = There is no text yet. Paste the text of your ticket, type its address and its code, or open its file.
welcome-wrong-picture = This file could not be opened as a picture. Nothing has been used up. Open the ticket file instead, or another picture of the code.
welcome-wrong-file = This could not be read as a file. Nothing has been used up. Copy the ticket to this computer, then open it from there.
welcome-wrong-large = This file is larger than any ticket, so it was not read. Nothing has been used up. Look for the file you were sent.
welcome-working = Looking at your ticket
welcome-practise = Practise without a ticket
welcome-practise-hint = Practising records nothing and proves nothing.
welcome-attempts = My exams
welcome-quit = Quit Invigil
welcome-promises = What Invigil promises
update-offered = Version { $version } of Invigil is there; this is { $now }. Nothing is fetched before you say so, and nothing is put in place before its signature has been checked.
update-install = Fetch it and start again
update-fetching = The newer version is being fetched and checked. Then Invigil starts again by itself.
update-newest = This is the newest version of Invigil.

## Ticket

ticket-title = Is this your ticket?
ticket-title-next = Next: { $exam }
ticket-title-done = All your exams are sealed
ticket-lead-next =
    { $sealed ->
        [one] One of { $all } exams is sealed.
       *[other] { $sealed } of { $all } exams are sealed.
    } Take a pause first if you like: no clock runs.
ticket-lead-begun = You have begun this exam and its answers are saved here. Go on when you are ready.
ticket-lead-done =
    { $all ->
        [one] Your answers are saved here.
       *[other] The answers of all { $all } exams are saved here.
    } You can look at each one below.
ticket-from = { $programme }, issued by { $issuer }
ticket-exam = Exam
ticket-exam-place = { $certification }, exam { $place } of { $of }
ticket-exams =
    { $count ->
        [one] Your exam
       *[other] Your { $count } exams
    }
ticket-questions = Questions
ticket-questions-mark = { $items }, pass mark { $mark }{"\u00A0"}%
ticket-time = Your time
ticket-time-begins = It begins when you accept the rules, not before.
ticket-breaks = { $time } of breaks besides, with the clock stopped.
ticket-watched = Supervision
ticket-state = So far
ticket-none = This ticket holds no exam. Nothing has been used up. Ask the person who gave you the ticket for a new one.
ticket-demo = Demonstration. Its certificates say so and certify nothing.
ticket-do-check = Yes, check this computer
ticket-do-check-next = Check this computer
ticket-do-continue = Go on with this exam
ticket-do-look = See what became of it
ticket-not-me = No, this is not me
ticket-put-away = Put this ticket away
exam-line =
    { $items ->
        [one] One question
       *[other] { $items } questions
    }, { $time }, pass mark { $mark }{"\u00A0"}%
exam-state-open = Not begun
exam-state-begun = Begun, saved here
exam-state-sealed = Sealed
exam-again = attempt { $number }
supervision-room = A proctor in the room
supervision-remote = A proctor at a distance
supervision-none = Not proctored

## Readiness

readiness-title = Is this computer ready?
readiness-done =
    { $count ->
        [one] One check done
       *[other] { $count } of { $count } checks done
    }
readiness-all-fine =
    { $count ->
        [0] Nothing was checked yet.
        [one] The check is fine.
       *[other] All { $count } checks are fine.
    } Your time has not begun.
readiness-some-look =
    { $fine ->
        [0] None is fine yet.
        [one] One is fine.
       *[other] { $fine } are fine.
    } { $look ->
        [one] One needs a look before you start.
       *[other] { $look } need a look before you start.
    } Your time has not begun.
readiness-some-stop =
    { $stop ->
        [one] One thing has to be put right before you can begin.
       *[other] { $stop } things have to be put right before you can begin.
    } Your time has not begun.
readiness-checked = What was checked
readiness-show-fine =
    { $count ->
        [one] Show the other check, it is fine
       *[other] Show the other { $count } checks, all fine
    }
readiness-hide-fine = Show fewer
readiness-state-fine = Fine
readiness-state-look = Needs a look
readiness-state-stop = Has to be put right
readiness-does = What Invigil does on this computer
readiness-does-until = Until you seal your answers or go back. Then everything is put back.
readiness-does-none = Nothing: none of its protections can be switched on here.
readiness-failed = What did not work
readiness-cannot = What it cannot do here
readiness-cannot-none = Nothing on its list.
readiness-noted = This list is noted in your record when you begin.
readiness-never = Never: camera, microphone, typing patterns, your own files.
readiness-again = Check again
readiness-checking = Checking
readiness-save = Save this report
readiness-rules = Read the rules
readiness-rules-stop = Not yet: put right what stands first in the list, then check again.
readiness-rules-look = You can go on with this.
readiness-back = Back to the ticket

## The checks. `check-ID` is the line when it is fine, `-detail` the small figure beside it, `-look` and `-stop` the line
## when it is not, `-look-do` and `-stop-do` what it means and what to do.

check-journal = Answers are saved and read back
check-journal-look = Saving an answer is slow here
check-journal-look-do = A trial answer was saved and read back, later than it should be. Your answers are safe; the word “Saved” may take a moment. Close other programs if any are open.
check-journal-stop = Answers cannot be saved here
check-journal-stop-do = A trial answer could not be saved or read back, so the exam does not begin. Nothing has been used up. Tell your proctor, who can give you another computer.
check-disk = Room to save on the disk
check-disk-detail = { $free } free
check-disk-look = The disk is nearly full
check-disk-look-do = There is room for this exam, and Invigil keeps a reserve aside. Empty the waste bin or delete what is not needed, then check again.
check-disk-stop = The disk is full
check-disk-stop-do = There is no room for your answers, so the exam does not begin. Nothing has been used up. Delete what is not needed and check again, or tell your proctor.
check-clock = The clock is steady
check-clock-look = The clock of this computer is wrong
check-clock-look-do = Your time is counted by another clock that nobody can set, so it costs you nothing. The times you read on the screen may be off. Tell your proctor.
check-clock-stop = Time cannot be counted here
check-clock-stop-do = This computer gives no clock that runs evenly, so the exam does not begin. Nothing has been used up. Tell your proctor, who can give you another computer.
check-keyring = The key is kept in this computer’s keyring
check-keyring-look = The key is kept in a file
check-keyring-look-do = This computer has no keyring that can be used, so the key that protects your answers lies in a file. This exam allows it and your record notes it. There is nothing you need to do.
check-keyring-stop = The keyring cannot be used
check-keyring-stop-do = This exam keeps its key in a keyring only, so it does not begin. Nothing has been used up. Unlock the keyring with the password of this computer and check again, or tell your proctor.
check-authority = { $authority ->
        [hub] The hub answers
        [station] The station answers
       *[either] The station or hub of your ticket answers
    }
check-authority-detail = { $name }
check-authority-look = { $authority ->
        [hub] The hub is not reached
        [station] The station is not reached
       *[either] The station or hub of your ticket is not reached
    }
check-authority-look-do = Your answers are saved here and delivered later. To begin, the questions are needed once: if they do not come, check the cable or the wireless network and tell your proctor.
check-authority-stop = { $authority ->
        [hub] This is not the hub your ticket names
        [station] This is not the station your ticket names
       *[either] This is not the station or hub your ticket names
    }
check-authority-stop-do = Nothing was sent. Show this line to your proctor, or to the person who gave you the ticket.
check-screen = The screen is large enough
check-screen-detail = { $width } × { $height }
check-screen-look = { $count ->
        [0] The screen could not be read
        [1] The screen is small
       *[other] { $count } screens are connected
    }
check-screen-look-do = { $count ->
        [0] The exam can begin. If something is cut off, make the text smaller or tell your proctor.
        [1] The exam can begin. Less fits on the screen at once, so you will scroll more. Choose a higher resolution if you can, then check again.
       *[other] The exam can begin and shows itself on one of them. Unplug the others if you can, then check again.
    }
check-screen-stop = The screen is too small
check-screen-stop-do = The questions would not fit, so the exam does not begin. Nothing has been used up. Choose a higher resolution and check again, or tell your proctor.
check-memory = Enough memory
check-memory-detail = { $free } free
check-memory-look = Little memory is free
check-memory-look-do = The exam can begin and your answers are safe. Close other programs so that it stays quick, then check again.
check-memory-stop = Too little memory is free
check-memory-stop-do = The exam would not stay open, so it does not begin. Nothing has been used up. Close other programs and check again, or tell your proctor.
check-session = The desktop of this session
check-session-detail = { $desktop ->
        [x11] X11
        [wayland] Wayland
        [windows] Windows
        [macos] macOS
       *[other] { $desktop }
    }
check-session-look = This computer is used from a distance, or in a virtual machine
check-session-look-do = The exam can begin, and your record notes it. If you did not expect this, tell your proctor before you begin.
check-session-stop = The exam cannot be sat in this session
check-session-stop-do = This computer is used from a distance or in a virtual machine, and this exam does not allow it. Nothing has been used up. Sit down at the computer itself, or tell your proctor.
check-other = { $id }
check-other-do = This check is not known to this version. Show this line to your proctor: { $id }

## The protections. `measure-NAME` is said when it is active; `-cannot` names what is missing, with a sentence for
## unavailable here (reason, consequence) and for failed (reason, what to do).

measure-full-screen = Full screen
measure-full-screen-cannot = Fill the whole screen
measure-full-screen-unavailable = The exam does not get the whole screen here. Other windows can be seen beside it.
measure-full-screen-failed = The window did not fill the screen when asked. Close other windows and check again.
measure-always-on-top = On top of other windows
measure-always-on-top-cannot = Stay on top of other windows
measure-always-on-top-unavailable = This desktop does not keep the exam in front. Another window can cover it; your answers are safe under it.
measure-always-on-top-failed = The window did not stay on top when asked. Close other programs and check again.
measure-shortcuts = Shortcuts held back
measure-shortcuts-cannot = Hold back the shortcuts of this system
measure-shortcuts-unavailable = Not done on this computer. A shortcut of the system can take you out of the exam; come back and go on.
measure-shortcuts-failed = The shortcuts could not be held back. Do not use them during the exam, and tell your proctor.
measure-clipboard = Clipboard emptied
measure-clipboard-cannot = Empty the clipboard
measure-clipboard-unavailable = Not done on this computer. What you copied before stays in the clipboard.
measure-clipboard-failed = The clipboard could not be emptied. Close programs that manage it and check again.
measure-printing = No printing from the exam
measure-printing-cannot = Keep the exam from being printed
measure-printing-unavailable = Not done on this computer. The exam could be printed from here.
measure-printing-failed = Printing could not be switched off. Tell your proctor.
measure-screens = Screens watched
measure-screens-cannot = Notice a second screen
measure-screens-unavailable = Not done on this computer. A second screen can be connected without being noticed.
measure-screens-failed = The screens could not be read. Unplug what you do not need and check again.
measure-sleep = Sleep prevented
measure-sleep-cannot = Keep this computer awake
measure-sleep-unavailable = Not done on this computer. If it sleeps, your answers are safe: wake it and go on. Plug in the charger if there is one.
measure-sleep-failed = This computer could not be kept awake. If it sleeps, your answers are safe: wake it and go on. Plug in the charger.
measure-screen-capture = Screen capture prevented
measure-screen-capture-cannot = Prevent screen capture
measure-screen-capture-unavailable = Not done on this computer. Other programs can take pictures of the screen.
measure-screen-capture-failed = The window could not be kept out of screen pictures. Close programs that share or record the screen and check again.
measure-key-in-keyring = Key kept in the keyring
measure-key-in-keyring-cannot = Keep the key in a keyring
measure-key-in-keyring-unavailable = This computer has no keyring that can be used, so the key lies in a file. Who can read your files could read it.
measure-key-in-keyring-failed = The keyring did not take the key. Unlock it with the password of this computer and check again.
measure-second-device = Other devices seen
measure-second-device-cannot = See a second device on your desk
measure-second-device-unavailable = No program can. Where it matters, a person is in the room.
measure-second-device-failed = No program can. Where it matters, a person is in the room.
measure-other-unavailable = Not done on this computer.
measure-other-failed = It did not work here. Tell your proctor.

## Rules

rules-title = The rules of this exam
rules-lead = Take the time you need. Your time has not begun.
rules-text = The rules
rules-honesty = What Invigil does and cannot do here
rules-honesty-active = Active
rules-honesty-none = None
rules-honesty-cannot = Unavailable here
rules-honesty-failed = Failed
rules-name = Your name on the certificate
rules-name-wrong =
    If it is not right, you can still begin: the exam counts. { $supervision ->
        [none] Tell the person who gave you the ticket.
       *[other] Tell your proctor, now or afterwards.
    }
rules-outage = If the exam is interrupted
rules-outage-free =
    While this computer is off or asleep, or Invigil does not run, { $limits ->
        [total] up to { $total } in all
       *[each] up to { $each } at a time and { $total } in all
    } cost you nothing. { $beyond ->
        [charge] Beyond that, time that can be measured counts as working time.
       *[ask] Beyond that, the clock stays stopped until a proctor decides.
    }
rules-outage-none =
    { $beyond ->
        [charge] Time in which this computer is off or asleep, or Invigil does not run, counts as working time if it can be measured.
       *[ask] After this computer was off or asleep, or Invigil did not run, the clock stays stopped until a proctor decides.
    }
rules-accept = I have read the rules and keep to them.
rules-accept-first = Tick the box first. Your time has not begun.
rules-begin = Accept and begin
rules-begin-time = Your time of { $time } begins with this button.
rules-beginning = Opening question 1
rules-back = Back

## My exams

attempts-title = My exams
attempts-lead = The exams this computer knows, newest first.
attempts-none = No exam has been begun on this computer.
attempts-none-hint = An exam stands here from the moment it begins, with how far its answers have got.
attempts-begun = Begun, not sealed
attempts-sealed-at = Sealed on { $date }, { $time }
attempts-unreadable = Cannot be read by this computer now. Nothing is lost: the files are kept as they are. Tell your proctor.
attempts-here = Saved here
attempts-station = Received by the station
attempts-hub = Received by the hub
attempts-waits = Not delivered yet, kept here
attempts-confirmed-passed = Result confirmed: passed
attempts-confirmed-failed = Result confirmed: not passed
attempts-open = Open
attempts-back = Back

## When the desk cannot work here. Title, what it means for the answers, what to do.

unusable-title = Invigil cannot work here now
unusable-try = Try again
unusable-trying = Looking again
unusable-code = Code for your proctor: { $code }
unusable-starting-title = Invigil is opening
unusable-starting-means = It reads what is saved on this computer.
unusable-starting-do = If a window asks for the password of this computer, type it there.
unusable-already-open-title = Invigil is open already
unusable-already-open-means = Your exam and its answers are in the other window. Nothing is lost.
unusable-already-open-do = Go to the other window. If you cannot find it, wait a moment, then try again.
unusable-keyring-locked-title = The keyring is locked
unusable-keyring-locked-means = The key to your answers is in the keyring of this computer. Your answers are kept; they open when it opens. Nothing is lost.
unusable-keyring-locked-do = Unlock the keyring with the password of this computer, then try again.
unusable-keyring-silent-title = The keyring does not answer
unusable-keyring-silent-means = The key to your answers is in the keyring of this computer. Your answers are kept; they open when it answers. Nothing is lost.
unusable-keyring-silent-do = Look for a window that asks for a password, behind this one too. Type the password, then try again.
unusable-keyring-missing-title = This computer has no keyring
unusable-keyring-missing-means = The key to your answers was kept in a keyring and it is not there now. Your answers are kept as they are. Nothing is lost.
unusable-keyring-missing-do = Sign in to this computer as you did before, then try again. If that does not help, tell your proctor.
unusable-key-replaced-title = The key of this computer is another one
unusable-key-replaced-means = Your answers are kept, but this key does not open them. Nothing is lost and nothing is overwritten.
unusable-key-replaced-do = Tell your proctor: the answers can be opened with the recovery key of your programme.
unusable-folder-unusable-title = The folder for your answers cannot be used
unusable-folder-unusable-means = What was saved before stays as it is. Nothing new can be saved, so no exam can begin or go on here.
unusable-folder-unusable-do = Tell your proctor, who can make the folder writable. Then try again.
unusable-journal-in-use-title = Another program has your answers open
unusable-journal-in-use-means = Only one program may write them, so that nothing is mixed up. They are safe there.
unusable-journal-in-use-do = Close the other program, or wait until it has finished, then try again.
unusable-web-page-failed-title = The page of the exam stopped
unusable-web-page-failed-means = Your answers are saved here up to the last “Saved”. Nothing of them is lost.
unusable-web-page-failed-do = Try again. If the page stops once more, tell your proctor.
unusable-other-means = Your answers are safe. What was saved on this computer stays as it is.
unusable-other-do = Try again. If this stays, tell your proctor and show this page.

## Keys

lobby-key-primary = The main button
lobby-key-open = Open the ticket file
lobby-key-again = Check again
lobby-key-explain = Explain every question
lobby-key-bundle = Save the evidence bundle
