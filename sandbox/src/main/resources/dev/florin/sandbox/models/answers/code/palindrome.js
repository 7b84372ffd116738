function isPalindrome(text) {
  const letters = [...text.toLowerCase()].filter((c) => /[\p{L}\p{N}]/u.test(c));
  return letters.join("") === letters.reverse().join("");
}

console.log(isPalindrome("A man, a plan, a canal: Panama"));
