"""One kept-open connection to a server on loopback, from which answers are awaited."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from benchmarks.processes import ANSWER_WITHIN


class Remote:
    """Posts, and waits for each answer."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=ANSWER_WITHIN)
        self._connection.connect()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """The body of the answer.

        Raises:
            RuntimeError: it was not 200.
        """
        self._connection.request("POST", path, body, dict(headers))
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"{path}: {response.status}")
        return answer

    def ask(self, path: str, **values: object) -> dict[str, Any]:
        """The JSON that answers JSON."""
        headers = {"Content-Type": "application/json"}
        answer: dict[str, Any] = json.loads(self.post(path, json.dumps(values).encode(), headers))
        return answer

    def close(self) -> None:
        self._connection.close()
