function* fibonacci() {
  let [a, b] = [0n, 1n];
  while (true) {
    yield a;
    [a, b] = [b, a + b];
  }
}

const numbers = fibonacci();
console.log(Array.from({ length: 20 }, () => String(numbers.next().value)));
