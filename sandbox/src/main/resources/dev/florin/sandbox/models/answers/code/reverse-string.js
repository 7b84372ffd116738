function reverseString(text) {
  return [...text].reverse().join("");
}

console.log(reverseString("Florin"));
