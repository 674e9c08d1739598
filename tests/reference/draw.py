"""The drawing algorithm, version 1, written from its description in crates/exam/src/form.rs alone.

Prints the golden vectors that stand there. Plain Python, so that a second reader can check the first.
"""
import struct


def chacha_words(seed, stream):
    """ChaCha20 with a 64-bit counter and a 64-bit stream number, as 64-bit little-endian words."""
    def rotl(x, n):
        return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF

    def quarter(s, a, b, c, d):
        s[a] = (s[a] + s[b]) & 0xFFFFFFFF; s[d] = rotl(s[d] ^ s[a], 16)
        s[c] = (s[c] + s[d]) & 0xFFFFFFFF; s[b] = rotl(s[b] ^ s[c], 12)
        s[a] = (s[a] + s[b]) & 0xFFFFFFFF; s[d] = rotl(s[d] ^ s[a], 8)
        s[c] = (s[c] + s[d]) & 0xFFFFFFFF; s[b] = rotl(s[b] ^ s[c], 7)

    key = struct.unpack("<8I", seed)
    counter = 0
    while True:
        state = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key,
                 counter & 0xFFFFFFFF, counter >> 32, stream & 0xFFFFFFFF, stream >> 32]
        work = list(state)
        for _ in range(10):
            quarter(work, 0, 4, 8, 12); quarter(work, 1, 5, 9, 13)
            quarter(work, 2, 6, 10, 14); quarter(work, 3, 7, 11, 15)
            quarter(work, 0, 5, 10, 15); quarter(work, 1, 6, 11, 12)
            quarter(work, 2, 7, 8, 13); quarter(work, 3, 4, 9, 14)
        out = [(w + s) & 0xFFFFFFFF for w, s in zip(work, state)]
        for low, high in zip(out[::2], out[1::2]):
            yield low | high << 32
        counter += 1


def below(words, n):
    limit = (2**64 - 1) - (2**64 - 1) % n
    while True:
        word = next(words)
        if word < limit:
            return word % n


def shuffle(words, things):
    for last in range(len(things) - 1, 0, -1):
        other = below(words, last + 1)
        things[last], things[other] = things[other], things[last]


def draw(bank, blueprint, seed):
    select, taken = chacha_words(seed, 0), set()
    for competency, count, unscored in blueprint:
        pool = sorted(name for name, where, pilot in bank
                      if pilot == unscored and competency in (None, where) and name not in taken)
        shuffle(select, pool)
        taken.update(pool[:count])
    form = sorted(taken)
    shuffle(chacha_words(seed, 1), form)
    return form


def option_order(seed, position, index, count):
    order = list(range(count))
    shuffle(chacha_words(seed, 2 + 64 * position + index), order)
    return order


if __name__ == "__main__":
    bank = [(f"q{n:02}", ["red", "green", "blue"][n % 3], n % 10 == 9) for n in range(30)]
    blueprint = [("red", 3, False), (None, 4, False), (None, 1, True)]
    for byte in (0, 1, 7, 255):
        seed = bytes([byte] * 32)
        print(f'        ({byte}, "{" ".join(draw(bank, blueprint, seed))}", {option_order(seed, 3, 1, 6)}),')
    print("three attempts, each avoiding the ones before it:")
    left = bank
    for byte in (0, 1, 2):
        form = draw(left, blueprint, bytes([byte] * 32))
        left = [item for item in left if item[0] not in form]
        print(f'        ({byte}, "{" ".join(form)}"),')
    print("left:", [name for name, where, _ in left if where == "red"])
