class RestClient {
  constructor(baseUrl, { token, timeoutMillis = 10_000 } = {}) {
    this.baseUrl = baseUrl.replace(/\/$/, "");
    this.token = token;
    this.timeoutMillis = timeoutMillis;
  }

  async call(method, path, body) {
    const answer = await fetch(this.baseUrl + path, {
      method,
      headers: {
        "Content-Type": "application/json",
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(this.timeoutMillis),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : null;
  }

  get(path) { return this.call("GET", path); }
  post(path, body) { return this.call("POST", path, body); }
}

console.log(new RestClient("https://api.example.com/").baseUrl);
