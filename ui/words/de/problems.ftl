# Von einer Maschine übersetzt, not yet read by a native speaker.

problem-code = Code des Fehlers: { $code }
problem-unknown = Etwas hat nicht funktioniert. Alles Gespeicherte ist aufbewahrt. Versuchen Sie es noch einmal; bleibt es so, zeigen Sie der Aufsicht diese Zeile.
problem-desk-silent = Dieses Programm hat nicht geantwortet. Alles Gespeicherte ist aufbewahrt. Schließen Sie es und öffnen Sie es wieder; melden Sie sich, wenn das so bleibt.

problem-not-a-ticket = Das ist kein Ticket von Invigil. Nichts ist verbraucht. Öffnen Sie die Datei, die Sie bekommen haben, fügen Sie ihren ganzen Text ein, oder tippen Sie die Adresse, ein Leerzeichen und den Code.
problem-ticket-unreadable = Dieses Ticket ist beschädigt oder nicht vollständig. Nichts ist verbraucht. Öffnen Sie die Datei noch einmal, oder bitten Sie um ein neues Ticket.
problem-no-qr-found = In diesem Bild wurde kein Code gefunden. Nichts ist verbraucht. Machen Sie ein schärferes Bild vom ganzen Code, oder öffnen Sie die Ticketdatei.
problem-code-mistyped = Irgendwo in diesem Code ist ein Tippfehler. Nichts wurde gesendet, und nichts ist verbraucht. Vergleichen Sie ihn Zeichen für Zeichen mit Ihrem Blatt: Er hat 16, in vier Gruppen.
problem-code-unknown = Unter diesem Code gibt es bei { $address } kein Ticket. Nichts ist verbraucht. Vergleichen Sie die Adresse mit Ihrem Blatt, oder fragen Sie die Person, die Ihnen den Code gegeben hat.
problem-code-answer = Was unter { $address } geantwortet hat, gab nicht das Ticket zu diesem Code. Nichts ist verbraucht. Vergleichen Sie die Adresse mit Ihrem Blatt, oder fragen Sie die Person, die Ihnen den Code gegeben hat.
problem-address-unreached = Unter { $address } antwortet niemand. Nichts ist verbraucht. Vergleichen Sie die Adresse mit Ihrem Blatt, prüfen Sie das Kabel oder das Funknetz und versuchen Sie es noch einmal.
problem-unreachable = Die Station oder der Hub, die Ihr Ticket nennt, war nicht zu erreichen. Was hier gespeichert ist, bleibt gespeichert. Prüfen Sie das Kabel oder das Funknetz und versuchen Sie es noch einmal, oder sagen Sie es Ihrer Aufsicht.
problem-busy = Die Station oder der Hub hat gerade viele Anfragen. Nichts ist verloren, und Sie haben nichts falsch gemacht. Warten Sie einen Augenblick und versuchen Sie es noch einmal.
problem-refused =
    { $code ->
        [other-device] Diese Prüfung wurde auf einem anderen Computer begonnen. Hier ist nichts verbraucht. Gehen Sie an jenen Computer zurück, oder sagen Sie es Ihrer Aufsicht.
        [not-admitted] Ihre Aufsicht hat Sie noch nicht zugelassen. Nichts ist verbraucht. Sagen Sie ihr, dass Sie da sind, und versuchen Sie es noch einmal.
        [voided] Diese Prüfung wurde aus Ihrem Ticket zurückgezogen. Was Sie vorher gespeichert haben, ist aufbewahrt. Sagen Sie es Ihrer Aufsicht.
        [unknown-registration] Die Station oder der Hub kennt dieses Ticket nicht. Nichts ist verbraucht. Bitten Sie Ihre Aufsicht, nach Ihnen zu suchen.
        [unknown-attempt] Die Station oder der Hub kennt diese Prüfung von Ihnen nicht. Was hier gespeichert ist, bleibt gespeichert. Bitten Sie Ihre Aufsicht, nach Ihnen zu suchen.
        [unknown-programme] Diese Station oder dieser Hub gehört zu einem anderen Programm. Nichts ist verbraucht. Fragen Sie Ihre Aufsicht nach der richtigen Station.
        [not-ready] Die Fragen dieser Prüfung sind noch nicht da. Nichts ist verbraucht. Sagen Sie es Ihrer Aufsicht und versuchen Sie es dann noch einmal.
        [unsupported-protocol] Dieses Programm und die Station oder der Hub haben verschiedene Versionen. Nichts ist verbraucht. Sagen Sie es Ihrer Aufsicht.
        [wrong-proof] Die Station oder der Hub nimmt dieses Ticket nicht an. Nichts ist verbraucht. Bitten Sie Ihre Aufsicht um ein neues.
       *[other] Die Station oder der Hub hat das abgelehnt: { $code }. Was hier gespeichert ist, bleibt gespeichert. Zeigen Sie Ihrer Aufsicht diese Zeile.
    }
problem-other-authority = Das ist nicht die Station oder der Hub, die Ihr Ticket nennt. Nichts wurde gesendet. Bitten Sie Ihre Aufsicht, deren Namen zu zeigen.
problem-ticket-used = Dieser Computer ist mit einem anderen Ticket für dieselbe Person eingerichtet. Nichts ist verbraucht. Öffnen Sie jenes Ticket, oder sagen Sie es Ihrer Aufsicht.
problem-not-ready = Etwas muss in Ordnung gebracht werden, bevor Sie beginnen können. Nichts ist verbraucht. Prüfen Sie diesen Computer noch einmal und sehen Sie an, was zuerst steht.
problem-garbled = Was die Station oder der Hub geantwortet hat, ließ sich nicht lesen. Was hier gespeichert ist, bleibt gespeichert. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrer Aufsicht.
problem-ticket-unknown = Die Station oder der Hub kennt dieses Ticket nicht oder nimmt es nicht mehr an. Nichts ist verbraucht. Bitten Sie Ihre Aufsicht, nach Ihnen zu suchen, oder die Person, die Ihnen das Ticket gegeben hat.
problem-no-such-exam = Dieses Ticket enthält keine Prüfung, die begonnen werden kann. Nichts ist verbraucht. Fragen Sie die Person, die Ihnen das Ticket gegeben hat.
problem-keyring-required = Diese Prüfung bewahrt ihren Schlüssel nur in einem Schlüsselbund auf, und dieser Computer hat keinen, der sich verwenden lässt. Nichts ist verbraucht. Entsperren Sie den Schlüsselbund und versuchen Sie es noch einmal, oder bitten Sie um einen anderen Computer.
problem-keyring-locked = Der Schlüsselbund dieses Computers ist gesperrt. Ihre Antworten sind aufbewahrt. Entsperren Sie ihn mit dem Passwort dieses Computers und versuchen Sie es dann noch einmal.
problem-keyring-silent = Der Schlüsselbund dieses Computers antwortet nicht. Ihre Antworten sind aufbewahrt. Suchen Sie ein Fenster, das nach einem Passwort fragt, und versuchen Sie es dann noch einmal.
problem-keyring-missing = Der Schlüsselbund dieses Computers ist nicht da. Ihre Antworten sind aufbewahrt. Melden Sie sich am Computer an wie vorher und versuchen Sie es noch einmal, oder sagen Sie es Ihrer Aufsicht.
problem-key-replaced = Der Schlüssel auf diesem Computer ist nicht der, mit dem Ihre Antworten gespeichert wurden. Sie sind aufbewahrt, und nichts wird überschrieben. Sagen Sie es Ihrer Aufsicht.
problem-disk-full = Der Datenträger ist voll, deshalb ist Ihre letzte Änderung noch nicht gespeichert. Was vorher gespeichert war, bleibt gespeichert. Es wird noch einmal versucht; lassen Sie dieses Fenster offen und melden Sie sich.
problem-cannot-save = Die letzte Änderung konnte nicht gespeichert werden. Was vorher gespeichert war, bleibt gespeichert. Es wird noch einmal versucht; melden Sie sich, wenn das so bleibt.
problem-reserve-in-use = Der Datenträger ist voll. Ihre letzte Antwort ist in dem Platz gespeichert, den Invigil dafür freihält. Arbeiten Sie weiter und melden Sie sich.
problem-saving-stopped = Auf diesem Computer kann gerade nichts gespeichert werden, deshalb steht Ihre Uhr. Was vorher gespeichert war, bleibt gespeichert. Es wird jede Sekunde noch einmal versucht; melden Sie sich.
problem-journal-damaged = Ein Teil der gespeicherten Antworten lässt sich nicht lesen. Was sich lesen lässt, ist aufbewahrt, und nichts wird überschrieben. Melden Sie sich, bevor Sie weitermachen.
problem-lost-journal = Die Antworten dieser Prüfung waren auf diesem Computer gespeichert, und ihre Dateien sind weg. Die Prüfung wird nicht neu darüber begonnen. Sagen Sie es jetzt Ihrer Aufsicht.
problem-bank-unusable = Die Fragen dieser Prüfung lassen sich nicht öffnen. Nichts ist verbraucht. Sagen Sie es Ihrer Aufsicht; sie kann sie noch einmal holen.
problem-unusable = Etwas, das hierher gesendet wurde, lässt sich nicht verwenden: { $what }. Was hier gespeichert ist, bleibt gespeichert. Zeigen Sie Ihrer Aufsicht: { $why }.
problem-refused-held = Ihre Prüfung ist angehalten, darum wurde das nicht aufgezeichnet. Nichts ist verloren, und Ihre Zeit steht. Warten Sie auf Ihre Aufsicht.
problem-refused-sealed = Ihre Antworten sind versiegelt, darum lässt sich nichts ändern. Sie sind vollständig, wie Sie sie versiegelt haben. Fehlt etwas, melden Sie sich.
problem-refused-time-over = Ihre Zeit ist um, darum wurde das nicht aufgezeichnet. Alles vorher Gespeicherte zählt. Wurde Ihnen Zeit genommen, melden Sie sich.
problem-refused-outdated = Der Bildschirm war nicht auf dem neuesten Stand, darum wurde das nicht aufgezeichnet. Jetzt ist er es. Sehen Sie ihn an und tun Sie es noch einmal.
problem-refused-on-break = Sie machen Pause, darum wurde das nicht aufgezeichnet. Ihre Zeit steht. Setzen Sie zuerst die Prüfung fort.
problem-refused-no-break-left = Ihre Pausen sind aufgebraucht, darum läuft die Uhr weiter. Sonst hat sich nichts geändert. Melden Sie sich, wenn Sie unterbrechen müssen.
problem-refused-not-running = Die Prüfung läuft nicht, darum wurde das nicht aufgezeichnet. Nichts ist verloren. Beginnen Sie sie oder setzen Sie sie fort.
problem-refused-unfit = Diese Antwort passt nicht zur Frage, darum wurde sie nicht aufgezeichnet. Was Sie vorher geantwortet haben, bleibt. Wählen Sie noch einmal.
problem-refused-too-long = Dieser Text ist länger, als die Frage erlaubt, darum wurde er nicht aufgezeichnet. Was vorher gespeichert war, bleibt. Kürzen Sie ihn.
problem-not-now = Das geht auf diesem Bildschirm nicht. Nichts ist verloren. Sehen Sie den Bildschirm an, wie er jetzt ist, und versuchen Sie es noch einmal.
problem-exam-running = Eine Prüfung läuft, darum bleibt Invigil offen. Ihre Antworten sind gespeichert. Versiegeln Sie sie zuerst, oder sagen Sie Ihrer Aufsicht, dass Sie gehen müssen.
problem-file-not-written = Die Datei konnte nicht geschrieben werden. Ihre Antworten sind davon nicht berührt. Schaffen Sie Platz auf dem Datenträger und versuchen Sie es noch einmal.
problem-internal = In Invigil ist etwas schiefgegangen. Was gespeichert ist, bleibt gespeichert. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es Ihrer Aufsicht.
problem-already-open = Invigil ist schon offen. Ihre Prüfung und ihre Antworten sind im anderen Fenster. Gehen Sie zu jenem Fenster.
problem-update-unreachable = Ob es ein neueres Invigil gibt, ließ sich nicht erfragen. Nichts hat sich geändert, und keine Prüfung braucht es. Machen Sie weiter wie bisher.
problem-update-unusable = Die Antwort auf die Frage nach einem neueren Invigil war nicht zu gebrauchen. Nichts hat sich geändert, und keine Prüfung braucht es. Machen Sie weiter wie bisher.
problem-update-not-fetched = Das neuere Invigil ließ sich nicht holen. Nichts hat sich geändert, und keine Prüfung braucht es. Machen Sie weiter wie bisher, oder versuchen Sie es später noch einmal.
problem-update-not-genuine = Was geholt wurde, trägt nicht die Signatur des Herausgebers von Invigil und wurde verworfen. Nichts hat sich geändert. Machen Sie weiter wie bisher, und sagen Sie es der Person, die diesen Computer betreut.
problem-update-not-installed = Das neuere Invigil ließ sich nicht einsetzen. Nichts hat sich geändert, und keine Prüfung braucht es. Machen Sie weiter wie bisher, oder fragen Sie die Person, die diesen Computer betreut.
problem-updating = Gerade wird ein neueres Invigil eingesetzt, darum beginnt jetzt keine Prüfung. Nichts ist verbraucht. Warten Sie einen Moment: Invigil startet von selbst neu. Oder beenden und öffnen Sie es, und machen Sie ohne weiter.
problem-folder-unusable = Der Ordner für Ihre Antworten lässt sich nicht verwenden. Was vorher gespeichert war, bleibt, wie es ist. Sagen Sie es Ihrer Aufsicht; sie kann ihn beschreibbar machen.
problem-journal-in-use = Ein anderes Programm hat Ihre Antworten geöffnet. Sie sind dort sicher. Schließen Sie das andere Programm und versuchen Sie es dann noch einmal.
problem-web-page-failed = Die Seite der Prüfung ist stehen geblieben. Ihre Antworten sind gespeichert bis zum letzten „Gespeichert“. Versuchen Sie es noch einmal.
