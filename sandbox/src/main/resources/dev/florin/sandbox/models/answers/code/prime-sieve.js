function primes(limit) {
  const isPrime = new Uint8Array(limit + 1).fill(1, 2);
  for (let n = 2; n * n <= limit; n++) {
    if (isPrime[n]) {
      for (let multiple = n * n; multiple <= limit; multiple += n) isPrime[multiple] = 0;
    }
  }
  return [...isPrime.keys()].filter((n) => isPrime[n]);
}

console.log(primes(100));
