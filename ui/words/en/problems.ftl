# What happened, what it means for you, what to do: one sentence each, in that order.

problem-desk-silent = This program did not answer. Everything that was saved is kept. Close it and open it again, and raise your hand if this stays.
problem-unknown = Something did not work. Everything that was saved is kept. Raise your hand and show this line.
problem-code = Code of the error: { $code }
