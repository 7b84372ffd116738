function fizzbuzz(n) {
  return Array.from({ length: n }, (_, k) => {
    const i = k + 1;
    return (i % 3 ? "" : "Fizz") + (i % 5 ? "" : "Buzz") || String(i);
  });
}

console.log(fizzbuzz(100).join("\n"));
