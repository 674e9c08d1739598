# A sentence per problem: what happened, what it means for you, what to do (the brief, 2.4). The code stands after it,
# small. `problem-CODE`; a code that is not here is shown by `problem-unknown`.

problem-code = Code of the error: { $code }
problem-unknown = Something did not work. Everything that was saved is kept. Try again, and tell your proctor and show this line if it stays.
problem-desk-silent = This program did not answer. Everything that was saved is kept. Close it and open it again, and raise your hand if this stays.

problem-not-a-ticket = This is not an Invigil ticket. Nothing has been used up. Open the file you were sent, paste all of its text, or type its address, a space, and its code.
problem-ticket-unreadable = This ticket is damaged or not complete. Nothing has been used up. Open the file once more, or ask for a new ticket.
problem-no-qr-found = No code was found in this picture. Nothing has been used up. Take a sharper picture with the whole code in it, or open the ticket file.
problem-code-mistyped = There is a slip somewhere in this code. Nothing was sent and nothing has been used up. Compare it with your paper, symbol by symbol: it has 16, in four groups.
problem-code-unknown = There is no ticket under this code at { $address }. Nothing has been used up. Compare the address with your paper, or ask the person who gave you the code.
problem-code-answer = What answered at { $address } did not give the ticket of this code. Nothing has been used up. Compare the address with your paper, or ask the person who gave you the code.
problem-address-unreached = Nobody answers at { $address }. Nothing has been used up. Compare the address with your paper, check the cable or the wireless network, then try again.
problem-unreachable = The station or hub your ticket names could not be reached. What is saved here stays saved. Check the cable or the wireless network and try again, or tell your proctor.
problem-busy = The station or hub has many requests at once. Nothing is lost and you have done nothing wrong. Wait a moment, then try again.
problem-refused =
    { $code ->
        [other-device] This exam was begun on another computer. Nothing has been used up here. Go back to that computer, or tell your proctor.
        [not-admitted] Your proctor has not admitted you yet. Nothing has been used up. Tell your proctor that you are here, then try again.
        [voided] This exam has been withdrawn from your ticket. What you saved before is kept. Tell your proctor.
        [unknown-registration] The station or hub does not know this ticket. Nothing has been used up. Ask your proctor to look you up.
        [unknown-attempt] The station or hub does not know this exam of yours. What is saved here stays saved. Ask your proctor to look you up.
        [unknown-programme] This station or hub is for another programme. Nothing has been used up. Ask your proctor for the right one.
        [not-ready] The questions of this exam are not there yet. Nothing has been used up. Tell your proctor, then try again.
        [unsupported-protocol] This program and the station or hub are of different versions. Nothing has been used up. Tell your proctor.
        [wrong-proof] The station or hub does not accept this ticket. Nothing has been used up. Ask your proctor for a new one.
       *[other] The station or hub refused this: { $code }. What is saved here stays saved. Tell your proctor and show this line.
    }
problem-other-authority = This is not the station or hub your ticket names. Nothing was sent. Ask your proctor to show its name.
problem-ticket-used = This computer is set up with another ticket for the same person. Nothing has been used up. Open that ticket, or tell your proctor.
problem-not-ready = Something has to be put right before you can begin. Nothing has been used up. Check this computer again and look at what stands first.
problem-garbled = What the station or hub answered could not be read. What is saved here stays saved. Try again, and tell your proctor if this stays.
problem-ticket-unknown = The station or hub does not know this ticket, or no longer accepts it. Nothing has been used up. Ask your proctor to look you up, or the person who gave you the ticket.
problem-no-such-exam = This ticket holds no exam that can be begun. Nothing has been used up. Ask the person who gave you the ticket.
problem-keyring-required = This exam keeps its key in a keyring only, and this computer has none that can be used. Nothing has been used up. Unlock the keyring and try again, or ask for another computer.
problem-keyring-locked = The keyring of this computer is locked. Your answers are kept. Unlock it with the password of this computer, then try again.
problem-keyring-silent = The keyring of this computer does not answer. Your answers are kept. Look for a window that asks for a password, then try again.
problem-keyring-missing = The keyring of this computer is not there. Your answers are kept. Sign in as you did before, then try again, or tell your proctor.
problem-key-replaced = The key on this computer is not the one your answers were saved with. They are kept and nothing is overwritten. Tell your proctor.
problem-disk-full = The disk is full, so your last change is not saved yet. What was saved before stays saved. It is tried again; keep this window open and raise your hand.
problem-cannot-save = The last change could not be saved. What was saved before stays saved. It is tried again; raise your hand if this stays.
problem-reserve-in-use = The disk is full. Your last answer is saved in the space Invigil keeps aside. Keep working and raise your hand.
problem-saving-stopped = Nothing can be saved on this computer now, so your clock has stopped. What was saved before stays saved. It is tried again every second; raise your hand.
problem-journal-damaged = A part of the saved answers cannot be read. What can be read is kept, and nothing is overwritten. Raise your hand before you go on.
problem-lost-journal = The answers of this exam were saved on this computer and their files are gone. The exam is not begun anew over them. Tell your proctor now.
problem-bank-unusable = The questions of this exam cannot be opened. Nothing has been used up. Tell your proctor, who can fetch them again.
problem-unusable = Something that was sent here cannot be used: { $what }. What is saved here stays saved. Tell your proctor and show this: { $why }.
problem-refused-held = Your exam is on hold, so this was not recorded. Nothing is lost and your time stands still. Wait for your proctor.
problem-refused-sealed = Your answers are sealed, so nothing can be changed. They are complete as you sealed them. If something is missing, raise your hand.
problem-refused-time-over = Your time is up, so this was not recorded. Everything saved before counts. If time was taken from you, raise your hand.
problem-refused-outdated = The screen was not up to date, so this was not recorded. It is now. Look at it and do it once more.
problem-refused-on-break = You are on a break, so this was not recorded. Your time stands still. Go on with the exam first.
problem-refused-no-break-left = Your breaks are used up, so the clock goes on. Nothing else has changed. Raise your hand if you need to stop.
problem-refused-not-running = The exam is not running, so this was not recorded. Nothing is lost. Begin or continue it first.
problem-refused-unfit = This answer does not fit the question, so it was not recorded. What you answered before stays. Choose again.
problem-refused-too-long = This text is longer than the question takes, so it was not recorded. What was saved before stays. Shorten it.
problem-not-now = This cannot be done on this screen. Nothing is lost. Look at the screen as it is now and try again.
problem-exam-running = An exam is running, so Invigil stays open. Your answers are saved. Seal them first, or tell your proctor that you have to leave.
problem-file-not-written = The file could not be written. Your answers are not touched by this. Make room on the disk and try again.
problem-internal = Something went wrong inside Invigil. What is saved stays saved. Try again, and tell your proctor if this stays.
problem-already-open = Invigil is open already. Your exam and its answers are in the other window. Go to that window.
problem-update-unreachable = Whether there is a newer Invigil could not be asked. Nothing has changed, and no exam needs it. Go on as you are.
problem-update-unusable = What was answered about a newer Invigil could not be used. Nothing has changed, and no exam needs it. Go on as you are.
problem-update-not-fetched = The newer Invigil could not be fetched. Nothing has changed, and no exam needs it. Go on as you are, or try again later.
problem-update-not-genuine = What was fetched does not carry the signature of Invigil’s publisher, so it was thrown away. Nothing has changed. Go on as you are, and tell the person who looks after this computer.
problem-update-not-installed = The newer Invigil could not be put in place. Nothing has changed, and no exam needs it. Go on as you are, or ask the person who looks after this computer.
problem-updating = A newer Invigil is being put in place, so no exam begins now. Nothing has been used up. Wait a moment: Invigil starts again by itself. Or quit it and open it again, and go on without.
problem-folder-unusable = The folder for your answers cannot be used. What was saved before stays as it is. Tell your proctor, who can make it writable.
problem-journal-in-use = Another program has your answers open. They are safe there. Close the other program, then try again.
problem-web-page-failed = The page of the exam stopped. Your answers are saved up to the last “Saved”. Try again.
