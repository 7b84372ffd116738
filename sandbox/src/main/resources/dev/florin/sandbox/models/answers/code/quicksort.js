function quicksort(items) {
  if (items.length < 2) return items;
  const pivot = items[items.length >> 1];
  return [
    ...quicksort(items.filter((x) => x < pivot)),
    ...items.filter((x) => x === pivot),
    ...quicksort(items.filter((x) => x > pivot)),
  ];
}

console.log(quicksort([5, 2, 9, 1, 5, 6]));
