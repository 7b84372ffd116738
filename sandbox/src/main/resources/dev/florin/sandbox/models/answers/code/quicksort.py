def quicksort(items: list) -> list:
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    return (
        quicksort([x for x in items if x < pivot])
        + [x for x in items if x == pivot]
        + quicksort([x for x in items if x > pivot])
    )


if __name__ == "__main__":
    print(quicksort([5, 2, 9, 1, 5, 6]))
