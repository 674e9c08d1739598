# Von einer Maschine übersetzt, not yet read by a native speaker.

outcome-title-passed = Sie haben { $exam } bestanden
outcome-title-failed = { $exam }: Bestehensgrenze nicht erreicht
outcome-title-sealed = Ihre Antworten sind versiegelt
outcome-title-time-up = Die Zeit ist um. Ihre Antworten sind versiegelt.
outcome-title-ended = Ihre Prüfung wurde beendet. Ihre Antworten sind versiegelt.
outcome-title-practice = Übung: { $exam }
outcome-tag-provisional = Vorläufig
outcome-tag-confirmed = Bestätigt
outcome-tag-practice = Nichts aufgezeichnet
outcome-lead-provisional = Auf diesem Computer aus Ihren versiegelten Antworten bewertet. Der Hub bewertet dieselben Antworten noch einmal und bestätigt.
outcome-lead-confirmed = Der Hub hat dieselben Antworten noch einmal bewertet und bestätigt dieses Ergebnis.
outcome-lead-read = Was Sie als Nächstes lesen können, steht unten.
outcome-lead-failed = Ihre Antworten sind aufbewahrt, und dieses Ergebnis auch. Ob und wann Sie diese Prüfung wieder ablegen können, sagt Ihnen Ihr Programm.
outcome-lead-waits = Ergebnisse dieser Prüfung werden gezeigt, sobald der Hub sie bestätigt hat. Ihre Antworten sind sicher; Sie brauchen nichts zu tun.
outcome-lead-none = Es gibt noch kein Ergebnis. Ihre Antworten sind sicher; Sie brauchen nichts zu tun.
outcome-lead-practice = Das war eine Übung: Nichts wurde aufgezeichnet, und sie beweist nichts.
outcome-time-up = Nichts ist verloren. Wenn Ihnen etwas anderes Zeit genommen hat, melden Sie sich: Die Aufsicht kann wieder öffnen.
outcome-time-up-then = Ihre Antworten wurden versiegelt, als Ihre Zeit um war. Wenn Ihnen etwas anderes Zeit genommen hat, melden Sie sich.
outcome-ended-then = Ihre Prüfung wurde von einer Aufsicht beendet. Alles, was bis dahin beantwortet war, zählt.
outcome-ended = Eine Aufsicht hat sie beendet. Alles, was bis dahin beantwortet war, zählt. Eine Aufsicht kann wieder öffnen, bis die Lösungsschlüssel freigegeben sind.
outcome-practice-time-up = Ihre Zeit war um, deshalb endete die Übung von selbst.
outcome-certificate = Ihr Zertifikat ist da. Es liegt im Nachweispaket.

outcome-score = Ihr Ergebnis
outcome-share = { NUMBER($share, minimumFractionDigits: 2, maximumFractionDigits: 2) }{"\u00A0"}%
outcome-points = { $points } von { $max } Punkten. Bestehensgrenze: { $mark }{"\u00A0"}%.
outcome-meter = { NUMBER($share, minimumFractionDigits: 2, maximumFractionDigits: 2) } Prozent, Bestehensgrenze { $mark } Prozent
outcome-meter-mark = Bestehensgrenze { $mark }{"\u00A0"}%
outcome-meter-start = { 0 }
outcome-meter-end = { 100 }{"\u00A0"}%

outcome-competencies = Nach Kompetenz
outcome-competency-points = { $points } von { $max } Punkten
outcome-competency-meter = { $share } Prozent
outcome-competency-note = Für eine einzelne Kompetenz gibt es keine Bestehensgrenze. Es sind je nur wenige Fragen: Lesen Sie die Balken als Hinweis, nicht als Maß.
outcome-reading = Was Sie als Nächstes lesen können
outcome-reading-for = Zu { $competency }
outcome-reading-note = Dieses Fenster öffnet keine Adressen. Notieren Sie sie, oder speichern Sie den Beleg.
outcome-parts = Frage für Frage
outcome-no-competencies = Diese Prüfung zeigt ihre Fragen einzeln, ohne Zählung nach Kompetenz.

outcome-explain = Jede Frage erklären
outcome-explain-title = Alle Fragen
outcome-explain-lead-full = Ihre Antwort, was richtig war und warum.
outcome-explain-lead-items = Ihre Antwort und was sie eingebracht hat. Diese Prüfung zeigt nicht, was richtig war.
outcome-explain-back = Zurück zum Ergebnis
outcome-explain-none = Zu dieser Prüfung gibt es nichts zu erklären.
outcome-question = Frage { $number }
outcome-question-points = { $points } von { $max } Punkten
outcome-explanation = Warum
outcome-mark-right-chosen = Richtig, Ihre Wahl
outcome-mark-right = Richtig
outcome-mark-wrong-chosen = Ihre Wahl, nicht richtig
outcome-mark-chosen = Ihre Wahl
outcome-text-given = Ihre Antwort
outcome-text-none = Nichts geschrieben
outcome-text-accepted = Angenommen
verdict-right = Richtig
verdict-partly = Teilweise richtig
verdict-wrong = Nicht richtig
verdict-not-answered = Nicht beantwortet
verdict-unscored = Nicht gewertet
verdict-awaits-marking = Das bewertet ein Mensch

outcome-where = Wo Ihre Antworten sind
step-sealed = Hier versiegelt
step-received-station = Bei der Station eingegangen
step-graded = Hier bewertet
step-received-hub = Beim Hub eingegangen
step-confirmed = Ergebnis bestätigt
step-on = { $day }, { $time }
step-at = { $step }, { $time }
step-sealed-note =
    { $answered ->
        [0] Keine von { $items } beantwortet
       *[other] { $answered } von { $items } beantwortet
    }
step-received-station-wait = Hier aufbewahrt, bis die Station erreicht ist
step-received-hub-wait = Hier aufbewahrt, bis der Hub erreicht ist. Sie brauchen nicht zu warten.
step-received-hub-wait-station = Die Station liefert sie ab. Sie brauchen nicht zu warten.
step-graded-wait = Sobald die Lösungsschlüssel freigegeben sind
step-confirmed-wait = Der Hub wird bewerten
step-confirmed-wait-again = Der Hub bewertet dieselben Antworten noch einmal
step-done = Erledigt
step-todo = Noch nicht
outcome-waits = Alles ist aufbewahrt.
outcome-waits-unreachable =
    { $authority ->
        [hub] Der Hub war beim letzten Versuch nicht zu erreichen. Es wird von selbst wieder versucht.
       *[station] Die Station war beim letzten Versuch nicht zu erreichen. Es wird von selbst wieder versucht.
    }
outcome-waits-busy =
    { $authority ->
        [hub] Der Hub hat gerade viele Anfragen. Es wird von selbst wieder versucht.
       *[station] Die Station hat gerade viele Anfragen. Es wird von selbst wieder versucht.
    }
outcome-again = Jetzt noch einmal versuchen
outcome-again-now = Versuch läuft

outcome-receipt = Ihre Quittung
outcome-receipt-text = Der Beweis, dass diese Antworten angekommen sind, auch wenn wir sie verlieren.
outcome-receipt-noted = Vermerkt am { $day }, { $time }
outcome-receipt-code = Code Ihrer Quittung
outcome-receipt-qr = Der Code Ihrer Quittung als QR-Code
outcome-receipt-none = Die Quittung kommt, wenn Ihre Antworten eingegangen sind.
outcome-save-slip = Beleg speichern
outcome-save-evidence = Nachweispaket speichern
saved-file = Gespeichert: { $path }

outcome-time-full = Die Zeit im Ganzen

outcome-next = Als Nächstes: { $exam }
outcome-next-pause = Machen Sie vorher eine Pause, wenn Sie möchten. Keine Uhr läuft, bis Sie die Regeln annehmen.
outcome-next-go = Zur nächsten Prüfung
outcome-finish = Fertig
outcome-finish-practice = Übung beenden
