# Von einer Maschine übersetzt, not yet read by a native speaker.

welcome-title = Beantworten Sie die Fragen. Wir kümmern uns um den Rest.
welcome-promise-saved = Gespeichert heißt gespeichert.
welcome-promise-saved-more = Wenn der Bildschirm es sagt, übersteht Ihre Antwort einen Absturz oder einen Stromausfall.
welcome-promise-time = Nur Arbeitszeit zählt.
welcome-promise-time-more = Hält der Computer oder der Raum Sie auf, steht auch die Uhr.
welcome-promise-watch = Keine Kamera, kein Mikrofon.
welcome-promise-watch-more = Bevor Sie beginnen, lesen Sie alles, was Invigil auf diesem Computer tut.
welcome-version = Version { $version }. Eine begonnene Prüfung braucht kein Netz.
welcome-give = Geben Sie Ihr Ticket
welcome-give-hint = Ihr Ticket ist eine Datei, ein gedrucktes Bild oder eine Adresse mit einem Code zum Eintippen. Das Öffnen verbraucht nichts.
welcome-open = Ticketdatei öffnen
welcome-open-hint = Eine Datei oder ein Bild des Codes. { $key }
welcome-drop = Sie können die Datei oder das Bild auch hierher ziehen.
welcome-drop-now = Loslassen zum Öffnen
welcome-text = Der Text Ihres Tickets
welcome-text-hint = Fügen Sie ihn ganz ein. Oder tippen Sie die Adresse und den Code, die Sie bekommen haben, mit einem Leerzeichen dazwischen. Kleine Buchstaben und Bindestriche spielen keine Rolle.
welcome-text-use = Diesen Text verwenden
welcome-wrong-text = Da steht noch kein Text. Fügen Sie den Text Ihres Tickets ein, tippen Sie seine Adresse und seinen Code, oder öffnen Sie die Datei.
welcome-wrong-picture = Diese Datei ließ sich nicht als Bild öffnen. Nichts ist verbraucht. Öffnen Sie stattdessen die Ticketdatei oder ein anderes Bild des Codes.
welcome-wrong-file = Das ließ sich nicht als Datei lesen. Nichts ist verbraucht. Kopieren Sie das Ticket auf diesen Computer und öffnen Sie es von dort.
welcome-wrong-large = Diese Datei ist größer als jedes Ticket, darum wurde sie nicht gelesen. Nichts ist verbraucht. Suchen Sie die Datei, die Sie bekommen haben.
welcome-working = Ihr Ticket wird angesehen
welcome-practise = Ohne Ticket üben
welcome-practise-hint = Üben zeichnet nichts auf und beweist nichts.
welcome-attempts = Meine Prüfungen
welcome-quit = Invigil beenden
welcome-promises = Was Invigil verspricht
update-offered = Version { $version } von Invigil ist da; dies ist { $now }. Es wird nichts geholt, bevor Sie es sagen, und nichts ersetzt, bevor die Signatur geprüft ist.
update-install = Holen und neu starten
update-fetching = Die neuere Version wird geholt und geprüft. Danach startet Invigil von selbst neu.
update-newest = Dies ist die neueste Version von Invigil.

ticket-title = Ist das Ihr Ticket?
ticket-title-next = Als Nächstes: { $exam }
ticket-title-done = Alle Ihre Prüfungen sind versiegelt
ticket-lead-next =
    { $sealed ->
        [one] Eine von { $all } Prüfungen ist versiegelt.
       *[other] { $sealed } von { $all } Prüfungen sind versiegelt.
    } Machen Sie vorher eine Pause, wenn Sie möchten: Keine Uhr läuft.
ticket-lead-begun = Sie haben diese Prüfung begonnen, und ihre Antworten sind hier gespeichert. Machen Sie weiter, wenn Sie bereit sind.
ticket-lead-done =
    { $all ->
        [one] Ihre Antworten sind hier gespeichert.
       *[other] Die Antworten aller { $all } Prüfungen sind hier gespeichert.
    } Unten können Sie jede ansehen.
ticket-from = { $programme }, ausgestellt von { $issuer }
ticket-exam = Prüfung
ticket-exam-place = { $certification }, Prüfung { $place } von { $of }
ticket-exams =
    { $count ->
        [one] Ihre Prüfung
       *[other] Ihre { $count } Prüfungen
    }
ticket-questions = Fragen
ticket-questions-mark = { $items }, Bestehensgrenze { $mark }{"\u00A0"}%
ticket-time = Ihre Zeit
ticket-time-begins = Sie beginnt, wenn Sie die Regeln annehmen, nicht früher.
ticket-breaks = Dazu { $time } Pausen, bei stehender Uhr.
ticket-watched = Aufsicht
ticket-state = Bisher
ticket-none = Dieses Ticket enthält keine Prüfung. Nichts ist verbraucht. Bitten Sie die Person, die Ihnen das Ticket gegeben hat, um ein neues.
ticket-demo = Vorführung. Ihre Zertifikate sagen das und bescheinigen nichts.
ticket-do-check = Ja, diesen Computer prüfen
ticket-do-check-next = Diesen Computer prüfen
ticket-do-continue = Mit dieser Prüfung weitermachen
ticket-do-look = Ansehen, was daraus wurde
ticket-not-me = Nein, das bin ich nicht
ticket-put-away = Dieses Ticket weglegen
exam-line =
    { $items ->
        [one] Eine Frage
       *[other] { $items } Fragen
    }, { $time }, Bestehensgrenze { $mark }{"\u00A0"}%
exam-state-open = Nicht begonnen
exam-state-begun = Begonnen, hier gespeichert
exam-state-sealed = Versiegelt
exam-again = { $number }. Versuch
supervision-room = Eine Aufsicht im Raum
supervision-remote = Eine Aufsicht aus der Ferne
supervision-none = Ohne Aufsicht

readiness-title = Ist dieser Computer bereit?
readiness-done =
    { $count ->
        [one] Eine Überprüfung fertig
       *[other] { $count } von { $count } Überprüfungen fertig
    }
readiness-all-fine =
    { $count ->
        [0] Noch wurde nichts überprüft.
        [one] Die Überprüfung ist in Ordnung.
       *[other] Alle { $count } Überprüfungen sind in Ordnung.
    } Ihre Zeit hat nicht begonnen.
readiness-some-look =
    { $fine ->
        [0] Noch nichts ist in Ordnung.
        [one] Eines ist in Ordnung.
       *[other] { $fine } sind in Ordnung.
    } { $look ->
        [one] Eines sollten Sie ansehen, bevor Sie beginnen.
       *[other] { $look } sollten Sie ansehen, bevor Sie beginnen.
    } Ihre Zeit hat nicht begonnen.
readiness-some-stop =
    { $stop ->
        [one] Eines muss in Ordnung gebracht werden, bevor Sie beginnen können.
       *[other] { $stop } Dinge müssen in Ordnung gebracht werden, bevor Sie beginnen können.
    } Ihre Zeit hat nicht begonnen.
readiness-checked = Was überprüft wurde
readiness-show-fine =
    { $count ->
        [one] Die andere Überprüfung zeigen, sie ist in Ordnung
       *[other] Die anderen { $count } Überprüfungen zeigen, alle in Ordnung
    }
readiness-hide-fine = Weniger zeigen
readiness-state-fine = In Ordnung
readiness-state-look = Anzusehen
readiness-state-stop = Muss in Ordnung gebracht werden
readiness-does = Was Invigil auf diesem Computer tut
readiness-does-until = Bis Sie Ihre Antworten versiegeln oder zurückgehen. Danach wird alles zurückgestellt.
readiness-does-none = Nichts: Keine seiner Schutzmaßnahmen lässt sich hier einschalten.
readiness-failed = Was nicht funktioniert hat
readiness-cannot = Was es hier nicht kann
readiness-cannot-none = Nichts von seiner Liste.
readiness-noted = Diese Liste wird in Ihrem Protokoll vermerkt, wenn Sie beginnen.
readiness-never = Niemals: Kamera, Mikrofon, Tippmuster, Ihre eigenen Dateien.
readiness-again = Noch einmal prüfen
readiness-checking = Wird geprüft
readiness-save = Diesen Bericht speichern
readiness-rules = Regeln lesen
readiness-rules-stop = Noch nicht: Bringen Sie in Ordnung, was in der Liste zuerst steht, und prüfen Sie noch einmal.
readiness-rules-look = Sie können damit weitergehen.
readiness-back = Zurück zum Ticket

check-journal = Antworten lassen sich speichern und wieder lesen
check-journal-look = Das Speichern einer Antwort dauert hier lange
check-journal-look-do = Eine Probeantwort wurde gespeichert und wieder gelesen, später als vorgesehen. Ihre Antworten sind sicher; das Wort „Gespeichert“ kann einen Augenblick brauchen. Schließen Sie andere Programme, falls welche offen sind.
check-journal-stop = Antworten lassen sich hier nicht speichern
check-journal-stop-do = Eine Probeantwort ließ sich nicht speichern oder wieder lesen, darum beginnt die Prüfung nicht. Nichts ist verbraucht. Sagen Sie es Ihrer Aufsicht; sie kann Ihnen einen anderen Computer geben.
check-disk = Platz zum Speichern
check-disk-detail = { $free } frei
check-disk-look = Der Datenträger ist fast voll
check-disk-look-do = Für diese Prüfung ist Platz, und Invigil hält eine Reserve frei. Leeren Sie den Papierkorb oder löschen Sie, was nicht gebraucht wird, und prüfen Sie noch einmal.
check-disk-stop = Der Datenträger ist voll
check-disk-stop-do = Für Ihre Antworten ist kein Platz, darum beginnt die Prüfung nicht. Nichts ist verbraucht. Löschen Sie, was nicht gebraucht wird, und prüfen Sie noch einmal, oder sagen Sie es Ihrer Aufsicht.
check-clock = Die Uhr geht gleichmäßig
check-clock-look = Die Uhr dieses Computers geht falsch
check-clock-look-do = Ihre Zeit wird mit einer anderen Uhr gezählt, die niemand stellen kann; es kostet Sie also nichts. Die Uhrzeiten auf dem Bildschirm können abweichen. Sagen Sie es Ihrer Aufsicht.
check-clock-stop = Zeit lässt sich hier nicht zählen
check-clock-stop-do = Dieser Computer hat keine Uhr, die gleichmäßig geht, darum beginnt die Prüfung nicht. Nichts ist verbraucht. Sagen Sie es Ihrer Aufsicht; sie kann Ihnen einen anderen Computer geben.
check-keyring = Der Schlüssel liegt im Schlüsselbund dieses Computers
check-keyring-look = Der Schlüssel liegt in einer Datei
check-keyring-look-do = Dieser Computer hat keinen Schlüsselbund, der sich verwenden lässt, darum liegt der Schlüssel zu Ihren Antworten in einer Datei. Diese Prüfung erlaubt das, und Ihr Protokoll vermerkt es. Sie brauchen nichts zu tun.
check-keyring-stop = Der Schlüsselbund lässt sich nicht verwenden
check-keyring-stop-do = Diese Prüfung bewahrt ihren Schlüssel nur in einem Schlüsselbund auf, darum beginnt sie nicht. Nichts ist verbraucht. Entsperren Sie den Schlüsselbund mit dem Passwort dieses Computers und prüfen Sie noch einmal, oder sagen Sie es Ihrer Aufsicht.
check-authority = { $authority ->
        [hub] Der Hub antwortet
        [station] Die Station antwortet
       *[either] Die Station oder der Hub Ihres Tickets antwortet
    }
check-authority-detail = { $name }
check-authority-look = { $authority ->
        [hub] Der Hub ist nicht zu erreichen
        [station] Die Station ist nicht zu erreichen
       *[either] Die Station oder der Hub Ihres Tickets ist nicht zu erreichen
    }
check-authority-look-do = Ihre Antworten werden hier gespeichert und später abgeliefert. Zum Beginnen werden die Fragen einmal gebraucht: Kommen sie nicht, prüfen Sie das Kabel oder das Funknetz und sagen Sie es Ihrer Aufsicht.
check-authority-stop = { $authority ->
        [hub] Das ist nicht der Hub, den Ihr Ticket nennt
        [station] Das ist nicht die Station, die Ihr Ticket nennt
       *[either] Das ist nicht die Station oder der Hub, die Ihr Ticket nennt
    }
check-authority-stop-do = Nichts wurde gesendet. Zeigen Sie diese Zeile Ihrer Aufsicht oder der Person, die Ihnen das Ticket gegeben hat.
check-screen = Der Bildschirm ist groß genug
check-screen-detail = { $width } × { $height }
check-screen-look = { $count ->
        [0] Der Bildschirm ließ sich nicht lesen
        [1] Der Bildschirm ist klein
       *[other] { $count } Bildschirme sind angeschlossen
    }
check-screen-look-do = { $count ->
        [0] Die Prüfung kann beginnen. Ist etwas abgeschnitten, machen Sie die Schrift kleiner, oder sagen Sie es Ihrer Aufsicht.
        [1] Die Prüfung kann beginnen. Es hat weniger auf einmal Platz, Sie werden also mehr blättern. Wählen Sie eine höhere Auflösung, wenn Sie können, und prüfen Sie noch einmal.
       *[other] Die Prüfung kann beginnen und zeigt sich auf einem davon. Stecken Sie die anderen ab, wenn Sie können, und prüfen Sie noch einmal.
    }
check-screen-stop = Der Bildschirm ist zu klein
check-screen-stop-do = Die Fragen hätten keinen Platz, darum beginnt die Prüfung nicht. Nichts ist verbraucht. Wählen Sie eine höhere Auflösung und prüfen Sie noch einmal, oder sagen Sie es Ihrer Aufsicht.
check-memory = Genug Arbeitsspeicher
check-memory-detail = { $free } frei
check-memory-look = Wenig Arbeitsspeicher ist frei
check-memory-look-do = Die Prüfung kann beginnen, und Ihre Antworten sind sicher. Schließen Sie andere Programme, damit sie flüssig bleibt, und prüfen Sie noch einmal.
check-memory-stop = Zu wenig Arbeitsspeicher ist frei
check-memory-stop-do = Die Prüfung bliebe nicht offen, darum beginnt sie nicht. Nichts ist verbraucht. Schließen Sie andere Programme und prüfen Sie noch einmal, oder sagen Sie es Ihrer Aufsicht.
check-session = Die Oberfläche dieser Sitzung
check-session-detail = { $desktop ->
        [x11] X11
        [wayland] Wayland
        [windows] Windows
        [macos] macOS
       *[other] { $desktop }
    }
check-session-look = Dieser Computer wird aus der Ferne oder in einer virtuellen Maschine benutzt
check-session-look-do = Die Prüfung kann beginnen, und Ihr Protokoll vermerkt es. Haben Sie das nicht erwartet, sagen Sie es Ihrer Aufsicht, bevor Sie beginnen.
check-session-stop = In dieser Sitzung kann die Prüfung nicht abgelegt werden
check-session-stop-do = Dieser Computer wird aus der Ferne oder in einer virtuellen Maschine benutzt, und diese Prüfung erlaubt das nicht. Nichts ist verbraucht. Setzen Sie sich an den Computer selbst, oder sagen Sie es Ihrer Aufsicht.
check-other = { $id }
check-other-do = Diese Version kennt diese Überprüfung nicht. Zeigen Sie Ihrer Aufsicht diese Zeile: { $id }

measure-full-screen = Ganzer Bildschirm
measure-full-screen-cannot = Den ganzen Bildschirm füllen
measure-full-screen-unavailable = Die Prüfung bekommt hier nicht den ganzen Bildschirm. Andere Fenster können daneben zu sehen sein.
measure-full-screen-failed = Das Fenster hat den Bildschirm auf Verlangen nicht gefüllt. Schließen Sie andere Fenster und prüfen Sie noch einmal.
measure-always-on-top = Vor anderen Fenstern
measure-always-on-top-cannot = Vor anderen Fenstern bleiben
measure-always-on-top-unavailable = Diese Oberfläche hält die Prüfung nicht vorn. Ein anderes Fenster kann sie verdecken; Ihre Antworten sind darunter sicher.
measure-always-on-top-failed = Das Fenster ist auf Verlangen nicht vorn geblieben. Schließen Sie andere Programme und prüfen Sie noch einmal.
measure-shortcuts = Tastenkürzel zurückgehalten
measure-shortcuts-cannot = Die Tastenkürzel dieses Systems zurückhalten
measure-shortcuts-unavailable = Auf diesem Computer nicht umgesetzt. Ein Tastenkürzel des Systems kann Sie aus der Prüfung führen; kommen Sie zurück und machen Sie weiter.
measure-shortcuts-failed = Die Tastenkürzel ließen sich nicht zurückhalten. Verwenden Sie sie während der Prüfung nicht, und sagen Sie es Ihrer Aufsicht.
measure-clipboard = Zwischenablage geleert
measure-clipboard-cannot = Die Zwischenablage leeren
measure-clipboard-unavailable = Auf diesem Computer nicht umgesetzt. Was Sie vorher kopiert haben, bleibt in der Zwischenablage.
measure-clipboard-failed = Die Zwischenablage ließ sich nicht leeren. Schließen Sie Programme, die sie verwalten, und prüfen Sie noch einmal.
measure-printing = Kein Drucken aus der Prüfung
measure-printing-cannot = Das Drucken der Prüfung verhindern
measure-printing-unavailable = Auf diesem Computer nicht umgesetzt. Die Prüfung könnte von hier gedruckt werden.
measure-printing-failed = Das Drucken ließ sich nicht ausschalten. Sagen Sie es Ihrer Aufsicht.
measure-screens = Bildschirme beobachtet
measure-screens-cannot = Einen zweiten Bildschirm bemerken
measure-screens-unavailable = Auf diesem Computer nicht umgesetzt. Ein zweiter Bildschirm kann unbemerkt angeschlossen werden.
measure-screens-failed = Die Bildschirme ließen sich nicht lesen. Stecken Sie ab, was Sie nicht brauchen, und prüfen Sie noch einmal.
measure-sleep = Ruhezustand verhindert
measure-sleep-cannot = Diesen Computer wach halten
measure-sleep-unavailable = Auf diesem Computer nicht umgesetzt. Ruht er, sind Ihre Antworten sicher: Wecken Sie ihn und machen Sie weiter. Schließen Sie das Ladegerät an, wenn es eines gibt.
measure-sleep-failed = Dieser Computer ließ sich nicht wach halten. Ruht er, sind Ihre Antworten sicher: Wecken Sie ihn und machen Sie weiter. Schließen Sie das Ladegerät an.
measure-screen-capture = Bildschirmaufnahmen verhindert
measure-screen-capture-cannot = Bildschirmaufnahmen verhindern
measure-screen-capture-unavailable = Auf diesem Computer nicht umgesetzt. Andere Programme können Bilder vom Bildschirm machen.
measure-screen-capture-failed = Das Fenster ließ sich nicht aus Bildschirmaufnahmen heraushalten. Schließen Sie Programme, die den Bildschirm teilen oder aufnehmen, und prüfen Sie noch einmal.
measure-key-in-keyring = Schlüssel im Schlüsselbund
measure-key-in-keyring-cannot = Den Schlüssel in einem Schlüsselbund aufbewahren
measure-key-in-keyring-unavailable = Dieser Computer hat keinen Schlüsselbund, der sich verwenden lässt, darum liegt der Schlüssel in einer Datei. Wer Ihre Dateien lesen kann, könnte ihn lesen.
measure-key-in-keyring-failed = Der Schlüsselbund hat den Schlüssel nicht angenommen. Entsperren Sie ihn mit dem Passwort dieses Computers und prüfen Sie noch einmal.
measure-second-device = Andere Geräte gesehen
measure-second-device-cannot = Ein zweites Gerät auf Ihrem Tisch sehen
measure-second-device-unavailable = Das kann kein Programm. Wo es darauf ankommt, ist ein Mensch im Raum.
measure-second-device-failed = Das kann kein Programm. Wo es darauf ankommt, ist ein Mensch im Raum.
measure-other-unavailable = Auf diesem Computer nicht umgesetzt.
measure-other-failed = Es hat hier nicht funktioniert. Sagen Sie es Ihrer Aufsicht.

rules-title = Die Regeln dieser Prüfung
rules-lead = Nehmen Sie sich die Zeit, die Sie brauchen. Ihre Prüfungszeit hat nicht begonnen.
rules-text = Die Regeln
rules-honesty = Was Invigil hier tut und nicht kann
rules-honesty-active = Aktiv
rules-honesty-none = Nichts
rules-honesty-cannot = Hier nicht verfügbar
rules-honesty-failed = Fehlgeschlagen
rules-name = Ihr Name auf dem Zertifikat
rules-name-wrong =
    Stimmt er nicht, können Sie trotzdem beginnen: Die Prüfung zählt. { $supervision ->
        [none] Sagen Sie es der Person, die Ihnen das Ticket gegeben hat.
       *[other] Sagen Sie es Ihrer Aufsicht, jetzt oder danach.
    }
rules-outage = Wenn die Prüfung unterbrochen wird
rules-outage-free =
    Wenn dieser Computer aus ist oder schläft oder Invigil nicht läuft, kosten Sie { $limits ->
        [total] bis zu { $total } im Ganzen
       *[each] bis zu { $each } auf einmal und { $total } im Ganzen
    } nichts. { $beyond ->
        [charge] Was darüber hinausgeht und messbar ist, zählt als Arbeitszeit.
       *[ask] Darüber hinaus steht die Uhr, bis eine Aufsicht entscheidet.
    }
rules-outage-none =
    { $beyond ->
        [charge] Zeit, in der dieser Computer aus ist oder schläft oder Invigil nicht läuft, zählt als Arbeitszeit, wenn sie messbar ist.
       *[ask] War dieser Computer aus, schlief er oder lief Invigil nicht, steht die Uhr, bis eine Aufsicht entscheidet.
    }
rules-accept = Ich habe die Regeln gelesen und halte sie ein.
rules-accept-first = Setzen Sie zuerst das Häkchen. Ihre Zeit hat nicht begonnen.
rules-begin = Annehmen und beginnen
rules-begin-time = Mit dieser Schaltfläche beginnt Ihre Zeit von { $time }.
rules-beginning = Frage 1 wird geöffnet
rules-back = Zurück

attempts-title = Meine Prüfungen
attempts-lead = Die Prüfungen, die dieser Computer kennt, die neueste zuerst.
attempts-none = Auf diesem Computer wurde noch keine Prüfung begonnen.
attempts-none-hint = Eine Prüfung steht hier, sobald sie beginnt, und dabei, wie weit ihre Antworten gekommen sind.
attempts-begun = Begonnen, nicht versiegelt
attempts-sealed-at = Versiegelt am { $date }, { $time }
attempts-unreadable = Dieser Computer kann sie jetzt nicht lesen. Nichts ist verloren: Die Dateien bleiben, wie sie sind. Sagen Sie es Ihrer Aufsicht.
attempts-here = Hier gespeichert
attempts-station = Bei der Station eingegangen
attempts-hub = Beim Hub eingegangen
attempts-waits = Noch nicht abgeliefert, hier aufbewahrt
attempts-confirmed-passed = Ergebnis bestätigt: bestanden
attempts-confirmed-failed = Ergebnis bestätigt: nicht bestanden
attempts-open = Öffnen
attempts-back = Zurück

unusable-title = Invigil kann hier jetzt nicht arbeiten
unusable-try = Noch einmal versuchen
unusable-trying = Wird noch einmal angesehen
unusable-code = Code für Ihre Aufsicht: { $code }
unusable-starting-title = Invigil wird geöffnet
unusable-starting-means = Es liest, was auf diesem Computer gespeichert ist.
unusable-starting-do = Fragt ein Fenster nach dem Passwort dieses Computers, geben Sie es dort ein.
unusable-already-open-title = Invigil ist schon offen
unusable-already-open-means = Ihre Prüfung und ihre Antworten sind im anderen Fenster. Nichts ist verloren.
unusable-already-open-do = Gehen Sie zum anderen Fenster. Finden Sie es nicht, warten Sie einen Augenblick und versuchen Sie es noch einmal.
unusable-keyring-locked-title = Der Schlüsselbund ist gesperrt
unusable-keyring-locked-means = Der Schlüssel zu Ihren Antworten liegt im Schlüsselbund dieses Computers. Ihre Antworten sind aufbewahrt; sie öffnen sich, wenn er sich öffnet. Nichts ist verloren.
unusable-keyring-locked-do = Entsperren Sie den Schlüsselbund mit dem Passwort dieses Computers und versuchen Sie es dann noch einmal.
unusable-keyring-silent-title = Der Schlüsselbund antwortet nicht
unusable-keyring-silent-means = Der Schlüssel zu Ihren Antworten liegt im Schlüsselbund dieses Computers. Ihre Antworten sind aufbewahrt; sie öffnen sich, wenn er antwortet. Nichts ist verloren.
unusable-keyring-silent-do = Suchen Sie ein Fenster, das nach einem Passwort fragt, auch hinter diesem. Geben Sie das Passwort ein und versuchen Sie es dann noch einmal.
unusable-keyring-missing-title = Dieser Computer hat keinen Schlüsselbund
unusable-keyring-missing-means = Der Schlüssel zu Ihren Antworten lag in einem Schlüsselbund, und der ist jetzt nicht da. Ihre Antworten bleiben, wie sie sind. Nichts ist verloren.
unusable-keyring-missing-do = Melden Sie sich am Computer an wie vorher und versuchen Sie es dann noch einmal. Hilft das nicht, sagen Sie es Ihrer Aufsicht.
unusable-key-replaced-title = Der Schlüssel dieses Computers ist ein anderer
unusable-key-replaced-means = Ihre Antworten sind aufbewahrt, aber dieser Schlüssel öffnet sie nicht. Nichts ist verloren, und nichts wird überschrieben.
unusable-key-replaced-do = Sagen Sie es Ihrer Aufsicht: Mit dem Wiederherstellungsschlüssel Ihres Programms lassen sich die Antworten öffnen.
unusable-folder-unusable-title = Der Ordner für Ihre Antworten lässt sich nicht verwenden
unusable-folder-unusable-means = Was vorher gespeichert war, bleibt, wie es ist. Neues lässt sich nicht speichern, darum kann hier keine Prüfung beginnen oder weitergehen.
unusable-folder-unusable-do = Sagen Sie es Ihrer Aufsicht; sie kann den Ordner beschreibbar machen. Versuchen Sie es dann noch einmal.
unusable-journal-in-use-title = Ein anderes Programm hat Ihre Antworten geöffnet
unusable-journal-in-use-means = Nur ein Programm darf sie schreiben, damit nichts durcheinandergerät. Sie sind dort sicher.
unusable-journal-in-use-do = Schließen Sie das andere Programm, oder warten Sie, bis es fertig ist, und versuchen Sie es dann noch einmal.
unusable-web-page-failed-title = Die Seite der Prüfung ist stehen geblieben
unusable-web-page-failed-means = Ihre Antworten sind hier gespeichert bis zum letzten „Gespeichert“. Davon ist nichts verloren.
unusable-web-page-failed-do = Versuchen Sie es noch einmal. Bleibt die Seite wieder stehen, sagen Sie es Ihrer Aufsicht.
unusable-other-means = Ihre Antworten sind sicher. Was auf diesem Computer gespeichert ist, bleibt, wie es ist.
unusable-other-do = Versuchen Sie es noch einmal. Bleibt es so, sagen Sie es Ihrer Aufsicht und zeigen Sie diese Seite.

lobby-key-primary = Die Hauptschaltfläche
lobby-key-open = Ticketdatei öffnen
lobby-key-again = Noch einmal prüfen
lobby-key-explain = Jede Frage erklären
lobby-key-bundle = Nachweispaket speichern
