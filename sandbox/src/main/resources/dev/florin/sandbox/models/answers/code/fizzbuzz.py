def fizzbuzz(n: int) -> list[str]:
    lines = []
    for i in range(1, n + 1):
        word = ("Fizz" if i % 3 == 0 else "") + ("Buzz" if i % 5 == 0 else "")
        lines.append(word or str(i))
    return lines


if __name__ == "__main__":
    print("\n".join(fizzbuzz(100)))
