# Von einer Maschine übersetzt, not yet read by a native speaker.

comma = {", "}
screen-question = Frage { $number } von { $of }
exam-place = { $certification }, Prüfung { $place } von { $of }
exam-practice = Übungsprüfung

raise-hand = Melden
hand-raised = Gemeldet
hand-told = Sie haben sich gemeldet, und das ist weitergegeben.
hand-kept = Sie haben sich gemeldet. Ihre Aufsicht kann es noch nicht sehen: Heben Sie auch die Hand.

questions = Fragen
questions-as-grid = Raster
questions-as-list = Liste
questions-how = Wie die Fragen gezeigt werden
cell-name = Frage { $number }, { $state }
cell-answered = beantwortet
cell-partly = teilweise beantwortet
cell-seen = gesehen, nicht beantwortet
cell-unseen = noch nicht gesehen
cell-flagged = markiert
cell-noted = mit Notiz
sum-answered = Beantwortet
sum-partly = Teilweise beantwortet
sum-seen = Gesehen, ohne Antwort
sum-unseen = Noch nicht gesehen
sum-flagged = Von Ihnen markiert
review-and-seal = Durchsehen und versiegeln
take-break = Pause machen
reference-pages = Nachschlageseiten

question-choose-one = wählen Sie eine
question-choose = { $min ->
    [one] wählen Sie 1
   *[other] wählen Sie { $min }
}
question-choose-between = wählen Sie { $min } bis { $max }
question-choose-any = wählen Sie alle passenden
question-write = schreiben Sie die Antwort
question-points = { $count ->
    [one] { $points } Punkt
   *[other] { $points } Punkte
}
question-shared = Dieses Material gehört zu mehreren Fragen.
strike-out = { $letter } durchstreichen
strike-chosen = { $letter } ist gewählt und lässt sich nicht durchstreichen
bring-back = Zurückholen
bring-back-name = { $letter } zurückholen
is-struck = , durchgestrichen
take-answer-back = Meine Antwort zurücknehmen
chosen-of = { $count } von { $max } gewählt
chosen-full = Sie haben { $max } gewählt. Nehmen Sie eine zurück, bevor Sie eine andere wählen.
strike-which = Durchstreichen: Drücken Sie die Nummer einer Antwort.
your-answer = Ihre Antwort
at-most-chars = { $max ->
    [one] Höchstens 1 Zeichen.
   *[other] Höchstens { $max } Zeichen.
}
field-dirty = Noch nicht gespeichert
field-saved = Hier gespeichert
remark-note = Eigene Notiz
remark-note-hint = Nur Sie sehen sie. Sie bleibt im Versuch und zählt für nichts.
remark-report = Ein Problem mit dieser Frage melden
remark-report-hint = Schreiben Sie, was nicht stimmt. Es geht mit Ihren versiegelten Antworten an die Menschen, die die Fragen schreiben. Von selbst ändert es nichts an Ihrem Ergebnis.
flag-for-later = Für später markieren
flagged = Markiert
previous = Zurück
next = Weiter
to-review = Durchsehen

go-to-title = Zu einer Frage gehen
go-to-number = Nummer der Frage, 1 bis { $of }
go-to-none = Es gibt keine Frage { $number }. Die Nummern gehen von 1 bis { $of }.
go = Hingehen

time-left = Noch { $left }.
time-half = Die Hälfte Ihrer Zeit ist gebraucht. Noch { $left }.
time-granted = Ihre Aufsicht hat { $added } dazugegeben. Noch { $left }.
clock-stopped = Die Uhr steht.
clock-runs = Die Uhr läuft wieder. Noch { $left }.
ledger-title = Ihre Zeit
ledger-left = Übrig
ledger-unused = Nicht gebraucht
ledger-entitled = Arbeitszeit im Ganzen
ledger-working = Gearbeitet
ledger-held = Angehalten, kostet Sie nichts
ledger-outage = Unterbrochen, kostet Sie nichts
ledger-break = In Pausen
ledger-break-left = Noch mögliche Pausen
ledger-granted = Von einer Aufsicht dazugegeben
ledger-jumps =
    Die Uhr dieses Computers wurde { $count ->
        [one] einmal
       *[other] { $count }-mal
    } verstellt, während die Prüfung offen war. Ihre Zeit zählt eine andere Uhr; Sie haben dadurch nichts verloren und nichts gewonnen.
ledger-note = All das wird aufgezeichnet, und Sie können das Protokoll nachher lesen.

review-title = Bevor Sie versiegeln
review-unanswered = { $count ->
    [one] 1 Frage hat noch keine Antwort.
   *[other] { $count } Fragen haben noch keine Antwort.
}
review-partly = { $count ->
    [one] 1 Frage ist teilweise beantwortet.
   *[other] { $count } Fragen sind teilweise beantwortet.
}
review-complete = Jede Frage hat eine Antwort.
review-guess = Eine falsche Antwort kostet keine Punkte; Raten lohnt sich also.
review-answered = beantwortet und gespeichert
review-not-answered = nicht beantwortet
review-partly-answered = teilweise beantwortet
review-flagged = von Ihnen markiert
review-look = Einen zweiten Blick wert
review-nothing = Nichts ist offen, und nichts ist markiert.
review-no-answer = Keine Antwort
review-in-part = Teilweise
review-flag = Markiert
review-flag-too = , markiert
review-all = Alle { $count }
review-open = Öffnen
review-open-name = Frage { $number } öffnen
review-back = Zurück zu Frage { $number }
review-what = Das Versiegeln beendet die Prüfung. Ihre Antworten werden verschlossen und gesendet, und erst dann wird der Schlüssel freigegeben und Ihr Ergebnis gezeigt.
review-what-practice = Das Versiegeln beendet die Übung. Nichts wird gesendet, und nichts wird behalten.
seal-ask = Meine Antworten versiegeln…
seal-title = Ihre Antworten versiegeln?
seal-body = { $answered } von { $of } beantwortet, noch { $left }. Nach dem Versiegeln lässt sich nichts mehr ändern.
seal-unsaved = Ihre letzten Worte sind noch nicht gespeichert. Sie werden gespeichert, bevor etwas versiegelt wird.
seal = Meine Antworten versiegeln
sealing-title = Ihre Antworten werden versiegelt
sealing-line = Lassen Sie dieses Fenster offen. Nichts, was Sie geantwortet haben, kann jetzt verloren gehen.
sealing-failing = Das dauert länger, als es sollte. Melden Sie sich, wenn das so bleibt.

hold-title = Ihre Prüfung ist angehalten
hold-cause-sensor = An diesem Computer hat sich um { $time } etwas geändert.
hold-cause-proctor = Ihre Aufsicht hat die Prüfung um { $time } angehalten.
hold-cause-long-outage = Die Prüfung lief { $gone } lang nicht, mehr, als ohne Aufsicht vergehen darf.
hold-cause-fork = Auf diesem Computer wurden um { $time } zwei Protokolle dieser Prüfung gefunden.
hold-told = Nur eine Aufsicht kann die Prüfung fortsetzen, und Ihre weiß Bescheid.
hold-untold = Nur eine Aufsicht kann die Prüfung fortsetzen. Melden Sie sich: Ihre Aufsicht kann das noch nicht sehen.
hold-right = Sie haben nichts getan, was sich nicht in Ordnung bringen lässt.
hold-time = Ihre Zeit
hold-time-left = Noch { $left }
hold-time-note = Die Uhr steht. Warten kostet Sie nichts.
hold-answers = Ihre Antworten
hold-saved = { $count } hier gespeichert
hold-received = { $authority ->
    [station] Alle { $count } sind auch bei der Station eingegangen.
   *[hub] Alle { $count } sind auch beim Hub eingegangen.
}
hold-unreceived = { $authority ->
    [station] Die Station bekommt sie, sobald sie erreicht ist.
   *[hub] Der Hub bekommt sie, sobald er erreicht ist.
}
hold-do = Was zu tun ist
hold-stay = Bleiben Sie sitzen
hold-do-sensor = Stellen Sie zurück, was geändert wurde, wenn Sie es waren. Ihre Aufsicht entscheidet, wann es weitergeht.
hold-do-proctor = Ihre Aufsicht sagt, wann es weitergeht. Dieser Bildschirm ändert sich von selbst.
hold-do-long-outage = Ihre Aufsicht sieht sich an, was geschehen ist, und setzt die Prüfung fort.
hold-do-fork = Ihre Aufsicht sieht sich beide Protokolle an. In keinem ist etwas verloren.
hold-do-untold = Melden Sie sich, damit Ihre Aufsicht zu Ihnen kommt.
hold-since = Angehalten seit { $time }. Das wird mit seinem Grund aufgezeichnet, und Sie können das Protokoll nachher lesen.
hold-leave = Ich muss diesen Computer verlassen…
hold-leave-title = Müssen Sie diesen Computer verlassen?
hold-leave-body = Melden Sie sich zuerst, damit ein Mensch es weiß. Ihre Antworten sind hier gespeichert, die Uhr steht, und nichts ist versiegelt. Ihre Aufsicht kann die Prüfung hier fortsetzen oder beenden und schreibt den Grund auf.
resumed = Ihre Aufsicht hat Ihre Prüfung fortgesetzt.
hold-said = { hold-title }. { clock-stopped }

break-title = Sie machen Pause
break-lead = Die Uhr steht. Ihre Antworten sind gespeichert, und die Fragen sind verborgen, bis Sie weitermachen.
break-left = Noch { $left } Pausenzeit. Danach läuft die Uhr von selbst wieder.
break-over = Ihre Pausen sind aufgebraucht.
break-end = Mit der Prüfung weitermachen

keys-title = Tasten dieses Bildschirms
keys-off = Tasten mit einem Buchstaben sind unter „Schrift und Farben“ ausgeschaltet. Alles ist mit Tab zu erreichen.
keys-choose = Eine Antwort wählen
keys-strike = Eine Antwort durchstreichen oder zurückholen
keys-next-previous = Nächste Frage, vorige Frage
keys-flag = Für später markieren
keys-go-to = Zu einer Frage nach ihrer Nummer
keys-list = Liste der Fragen
keys-time = Genaue Zeit
keys-hide-time = Zeit ausblenden oder zeigen
keys-hand = Melden
keys-size = Größere oder kleinere Schrift
keys-help = Diese Liste
keys-region = Nächster Teil des Bildschirms
keys-unanswered = Nächste Frage ohne Antwort
keys-open = Öffnen
keys-move = Nächstes und voriges Bedienelement
keys-safe = Schließen, die sichere Wahl

not-saved = Noch nicht gespeichert.
not-saved-line = Neuer Versuch läuft. Melden Sie sich, wenn das so bleibt.
saving-again = Das Speichern geht wieder.
