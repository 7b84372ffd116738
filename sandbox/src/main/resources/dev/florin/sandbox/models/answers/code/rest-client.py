import json
import urllib.request


class RestClient:
    def __init__(self, base_url: str, token: str | None = None, timeout: float = 10):
        self.base_url, self.timeout = base_url.rstrip("/"), timeout
        self.headers = {"Accept": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = self.headers | ({"Content-Type": "application/json"} if data else {})
        request = urllib.request.Request(self.base_url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=self.timeout) as answer:
            text = answer.read().decode()
        return json.loads(text) if text else None

    def get(self, path: str):
        return self.call("GET", path)

    def post(self, path: str, body):
        return self.call("POST", path, body)


if __name__ == "__main__":
    client = RestClient("https://api.example.com")
    print(client.base_url, client.headers)
