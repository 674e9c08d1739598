# Words that every screen uses. No-break spaces are written out: {"\u00A0"}.

-brand = Invigil
title = { $screen } · { -brand }
brand = { -brand }

time-min = { NUMBER($minutes, useGrouping: "false") }{"\u00A0"}min
time-min-s = { NUMBER($minutes, useGrouping: "false") }{"\u00A0"}min { $seconds }{"\u00A0"}s
time-s = { $seconds }{"\u00A0"}s

close = Close
go-back = Go back

text-and-colours = Text and colours
text-size = Text size
text-size-normal = Normal
text-size-larger = Larger
text-size-largest = Largest
colours = Colours
theme-system = As this computer
theme-light = Light
theme-dark = Dark
more-contrast = More contrast
hide-time = Hide the time
hide-time-hint = It comes back when 5{"\u00A0"}min are left.
letter-keys = Keys of a single letter
letter-keys-hint = Everything can also be reached with Tab.
show-keys = Show the keys
language = Language

code-block = { $language ->
   [none] { $lines ->
      [one] Code, 1 line
     *[other] Code, { $lines } lines
   }
  *[other] { $lines ->
      [one] Code, 1 line of { $language }
     *[other] Code, { $lines } lines of { $language }
   }
}
image-missing = This picture cannot be shown: { $alt }
table-label = Table

# How far an answer has got: exact words of the brief's section 2.1.
trail-here = Saved here
trail-received = { $authority ->
    [station] Received by the station
   *[hub] Received by the hub
}
trail-line = { $time }, every answer so far
trail-saving = Saving
trail-saving-line = keep this window open
trail-failing = Not saved yet
trail-failing-line = trying again, raise your hand if this stays
trail-unreached-line = { $authority ->
    [station] station not reached, keep working
   *[hub] hub not reached, keep working
}
trail-practice = Practice
trail-practice-line = nothing here is kept

time-left-word = left
time-up = Time is up
time-hidden = Time hidden. Press T
time-hint = Press T for the exact time.
clock-stopped-short = The clock is stopped

# Where the time went, in one sentence.
spent-working = Used { $time } of { $of }.
spent-held = On hold for { $time }, not charged.
spent-outage = Interrupted for { $time }, not charged.
spent-break = On breaks for { $time }, not charged.
spent-granted = Your proctor added { $time }.
