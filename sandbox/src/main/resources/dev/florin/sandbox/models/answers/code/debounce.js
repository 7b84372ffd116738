function debounce(action, waitMillis) {
  let timer;
  const debounced = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), waitMillis);
  };
  debounced.cancel = () => clearTimeout(timer);
  return debounced;
}

const search = debounce((text) => console.log("searching for", text), 300);
search("f");
search("fl");
search("florin"); // only this one is carried out
