#!/usr/bin/env python3
"""Debian's pocketsphinx behind OpenAI's interface, on this machine only: for trying the speech adapter, not for scoring people.

usage: serve.py [PORT]   prints the base address, then serves POST /v1/audio/transcriptions until it is stopped.
"""
import email.parser
import email.policy
import json
import math
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILLERS = {"<s>", "</s>", "<sil>", "[NOISE]", "[SPEECH]", "++NOISE++"}


def hear(wav):
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(wav)
        file.flush()
        run = subprocess.run(
            ["pocketsphinx_continuous", "-infile", file.name, "-time", "yes", "-logfn", "/dev/null"],
            capture_output=True, text=True, check=True, timeout=120,
        )
    words = []
    for line in run.stdout.splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[0] not in FILLERS:
            try:
                start, end, sure = (float(p) for p in parts[1:])
            except ValueError:
                continue
            words.append({"word": parts[0].split("(")[0], "start": start, "end": end, "probability": min(sure, 1.0)})
    text = " ".join(w["word"] for w in words)
    end = words[-1]["end"] if words else 0.0
    mean = sum(math.log(max(w["probability"], 1e-6)) for w in words) / max(len(words), 1)
    return {"task": "transcribe", "language": "en", "duration": end, "text": text, "words": words,
            "segments": [{"id": 0, "start": 0.0, "end": end, "text": text, "avg_logprob": mean}]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if not self.path.endswith("/audio/transcriptions") or length > 32 * 1024 * 1024:
            return self.answer(404, {"error": "not here"})
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.rfile.read(length))
        parts = {p.get_param("name", header="content-disposition"): p for p in message.iter_parts()}
        if "file" not in parts:
            return self.answer(400, {"error": "no file"})
        try:
            self.answer(200, hear(parts["file"].get_payload(decode=True)))
        except (subprocess.SubprocessError, OSError) as error:
            self.answer(500, {"error": type(error).__name__})

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
    server.serve_forever()
