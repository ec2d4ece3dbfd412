"""The Nu HTML checker: many pages in one run of Java."""

import json
import subprocess
from dataclasses import dataclass

JAR = "vnu-jar/build/dist/vnu.jar"


@dataclass(frozen=True)
class Error:
    address: str
    line: int
    message: str
    extract: str

    def __str__(self):
        return f"{self.address} line {self.line}: {self.message} {self.extract}"


def errors(modules, pages, folder) -> list[Error]:
    """Check pages and style sheets, {address: text}; warnings are no errors."""
    names = {}
    for number, (address, text) in enumerate(pages.items()):
        path = folder / f"{number}.{'css' if address.endswith('.css') else 'html'}"
        path.write_text(text, encoding="utf-8")
        names[path.as_uri().replace("file://", "file:")] = address
    command = ["java", "-jar", str(modules / JAR), "--format", "json", "--stdout", "--exit-zero-always"]
    command += ["--also-check-css", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    if not done.stdout.startswith("{"):
        raise RuntimeError(f"The checker said nothing: {done.stderr}")
    messages = json.loads(done.stdout)["messages"]
    return [
        Error(names[one["url"]], one.get("lastLine", 0), one["message"], " ".join(one.get("extract", "").split()))
        for one in messages
        if one["type"] != "info"
    ]
