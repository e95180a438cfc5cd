"""Compiles weightless programs: `python compile.py [NAME...]` beside the sources writes each, or those that are named, into the
resources of the Java module.

The archive carries the SHA-256 of its source (line ends as LF), followed by that of `parts.py` if it has a part in it, so that a test
can tell a stale one without Python, and nothing of the machine that made it: no paths, no times.
"""

import hashlib
import io
import pathlib
import sys
import zipfile

import torch

from bert_encoder import BertEncoder
from llama_decoder import LlamaDecoder
from seq2seq import Seq2Seq

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent / "resources" / "stillroom" / "ai" / "torch" / "programs"


def compile_program(name: str, module: torch.nn.Module):
    source = (HERE / f"{name}.py").read_bytes().replace(b"\r\n", b"\n")
    if b"\nimport parts\n" in source:
        source += (HERE / "parts.py").read_bytes().replace(b"\r\n", b"\n")
    saved = io.BytesIO()
    torch.jit.save(torch.jit.script(module.eval()), saved, _extra_files={"source.sha256": hashlib.sha256(source).hexdigest()})
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(OUT / f"{name}.pt", "w", zipfile.ZIP_DEFLATED) as clean:
        for entry in archive.infolist():
            inside = entry.filename.split("/", 1)[1]
            if not inside.endswith(".debug_pkl") and inside != ".data/serialization_id":
                clean.writestr(zipfile.ZipInfo(f"{name}/{inside}", (2026, 1, 1, 0, 0, 0)), archive.read(entry),
                               zipfile.ZIP_STORED)


if __name__ == "__main__":
    for program in (BertEncoder(), LlamaDecoder(), Seq2Seq()):
        name = type(program).__module__
        if len(sys.argv) == 1 or name in sys.argv[1:]:
            compile_program(name, program)
