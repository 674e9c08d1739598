# An author's preview of a bank, served by `invigil bank preview`.

preview = Preview
preview-show-key = Show what is right
preview-key = What is right
preview-also = Right as well, as a whole:
preview-about = About this question
preview-found = What the linter says
preview-nothing-found = Nothing about this question.
preview-silenced = Accepted by its authors: { $reason }
preview-fields = What its author says
preview-whole-bank = About the whole bank ({ $count })
preview-only-found = Only questions with something found
preview-items = { $count ->
    [one] 1 question
   *[other] { $count } questions
}
preview-unreadable = This file cannot be read as a bank: { $file }
preview-lost = The program that serves this page does not answer. Start it again and open the address it prints.
preview-level-error = error
preview-level-warning = warning
preview-level-note = note
