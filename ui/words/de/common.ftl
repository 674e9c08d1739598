# Von einer Maschine übersetzt, not yet read by a native speaker.

-brand = Invigil
title = { $screen } · { -brand }
brand = { -brand }

time-min = { NUMBER($minutes, useGrouping: "false") }{"\u00A0"}min
time-min-s = { NUMBER($minutes, useGrouping: "false") }{"\u00A0"}min { $seconds }{"\u00A0"}s
time-s = { $seconds }{"\u00A0"}s

close = Schließen
go-back = Zurück

text-and-colours = Schrift und Farben
text-size = Schriftgröße
text-size-normal = Normal
text-size-larger = Größer
text-size-largest = Am größten
colours = Farben
theme-system = Wie dieser Computer
theme-light = Hell
theme-dark = Dunkel
more-contrast = Mehr Kontrast
hide-time = Zeit ausblenden
hide-time-hint = Sie erscheint wieder, wenn noch 5{"\u00A0"}min übrig sind.
letter-keys = Tasten mit einem Buchstaben
letter-keys-hint = Alles ist auch mit Tab zu erreichen.
show-keys = Tasten zeigen
language = Sprache

code-block = { $language ->
   [none] { $lines ->
      [one] Code, 1 Zeile
     *[other] Code, { $lines } Zeilen
   }
  *[other] { $lines ->
      [one] Code, 1 Zeile { $language }
     *[other] Code, { $lines } Zeilen { $language }
   }
}
image-missing = Dieses Bild kann nicht gezeigt werden: { $alt }
table-label = Tabelle

trail-here = Hier gespeichert
trail-received = { $authority ->
    [station] Bei der Station eingegangen
   *[hub] Beim Hub eingegangen
}
trail-line = { $time }, jede Antwort bis jetzt
trail-saving = Wird gespeichert
trail-saving-line = lassen Sie dieses Fenster offen
trail-failing = Noch nicht gespeichert
trail-failing-line = neuer Versuch läuft; melden Sie sich, wenn das so bleibt
trail-unreached-line = { $authority ->
    [station] Station nicht erreicht, arbeiten Sie weiter
   *[hub] Hub nicht erreicht, arbeiten Sie weiter
}
trail-practice = Übung
trail-practice-line = hier wird nichts behalten

time-left-word = übrig
time-up = Die Zeit ist um
time-hidden = Zeit ausgeblendet. T drücken
time-hint = T zeigt die genaue Zeit.
clock-stopped-short = Die Uhr steht

spent-working = { $time } von { $of } gebraucht.
spent-held = { $time } angehalten, nicht angerechnet.
spent-outage = { $time } unterbrochen, nicht angerechnet.
spent-break = { $time } Pause, nicht angerechnet.
spent-granted = Ihre Aufsicht hat { $time } dazugegeben.
