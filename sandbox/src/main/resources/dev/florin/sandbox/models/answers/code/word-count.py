import re
from collections import Counter


def word_count(text: str) -> list[tuple[str, int]]:
    return Counter(re.findall(r"[\w']+", text.lower())).most_common()


if __name__ == "__main__":
    for word, count in word_count("the cat and the hat and the bat"):
        print(count, word)
