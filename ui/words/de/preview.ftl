# Von einer Maschine übersetzt, not yet read by a native speaker.

preview = Vorschau
preview-show-key = Zeigen, was richtig ist
preview-key = Was richtig ist
preview-also = Als Ganzes ebenfalls richtig:
preview-about = Zu dieser Frage
preview-found = Was der Linter sagt
preview-nothing-found = Zu dieser Frage nichts.
preview-silenced = Von den Autoren angenommen: { $reason }
preview-fields = Was der Autor angibt
preview-whole-bank = Zur ganzen Bank ({ $count })
preview-only-found = Nur Fragen mit Befund
preview-items = { $count ->
    [one] 1 Frage
   *[other] { $count } Fragen
}
preview-unreadable = Diese Datei lässt sich nicht als Bank lesen: { $file }
preview-lost = Das Programm, das diese Seite liefert, antwortet nicht. Starte es neu und öffne die Adresse, die es nennt.
preview-level-error = Fehler
preview-level-warning = Warnung
preview-level-note = Hinweis
