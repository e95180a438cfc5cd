"""Makes the golden vectors of `ParityTest`: `python golden.py FOLDER`, FOLDER holding the published `*.onnx` and
`*-tokenizer.json` (the build leaves them in `ai-engine/target/published`).

ONNX Runtime runs the weights in fp32 as they were published; nothing of Stillroom takes part. Needs onnxruntime, tokenizers,
safetensors and numpy.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime
from safetensors.numpy import save_file
from tokenizers import Tokenizer

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent.parent / "test" / "resources" / "stillroom" / "ai" / "torch"

TEXTS = [
    "",
    "a",
    "Where is the warranty card?",
    "The cat sat on the mat.",
    "Invoice 2024-117: 3 chairs at 49.90 each, due within 30 days.",
    "The lease ends on the last day of March unless one of the parties gives notice in writing.",
    "Der Vertrag läuft über zwölf Monate und verlängert sich stillschweigend.",
    "Les élèves étaient déçus par la façade du musée, naïvement repeinte.",
    "我们明天在图书馆见面。",
    "Встреча перенесена на четверг.",
    "Café au lait ☕ and a croissant 🥐, please 🙏🏽!",
    "ΑΒΓ αβγ ½ ² ﬁ ﷺ zero\u200bwidth",
    "def area(radius):\n    return 3.14159 * radius ** 2\n",
    "SELECT name, COUNT(*) FROM documents GROUP BY name HAVING COUNT(*) > 1;",
    "Pneumonoultramicroscopicsilicovolcanoconiosis is a long word; supercalifragilisticexpialidocious is another.",
    "!!! ??? ... ,,, ;;; --- ___",
    "Photosynthesis turns light into chemical energy. In the leaves, chlorophyll takes up mostly red and blue light; water is "
    "split, oxygen is set free, and the energy is kept in sugar that the plant can use at night or in winter.",
    "Dear Ms. Okafor, thank you for your letter of 3 May. We have checked the meter readings for the second quarter and found "
    "that the bill was too high by 41.20. The sum will be paid back to your account within ten working days. We are sorry for "
    "the trouble. If you have further questions, please call us between eight and five. Kind regards, the accounts department.",
    "The boundary layer over a flat plate at zero incidence grows with the square root of the distance from the leading edge as "
    "long as the flow is laminar. When the Reynolds number passes a critical value, small disturbances grow, the flow becomes "
    "turbulent, and friction rises. The place where this happens depends on the roughness of the plate, on the turbulence of the "
    "free stream and on the pressure gradient. Suction through slots or a porous surface keeps the layer laminar for longer, at "
    "the price of the power that the suction itself takes. Experiments in a quiet wind tunnel agree with the theory of stability "
    "to within a tenth, and in flight the same wing did better than in the tunnel because the air was calmer there.",
    "In the first week of the trip we crossed the pass on foot and slept in huts. " * 60,
    "word " * 3000,
]

PACKS = {"all-minilm-l6-v2": ("mean", 256), "bge-small-en-v1.5": ("cls", 512)}


def vectors(folder: pathlib.Path, pack: str) -> np.ndarray:
    pooling, max_tokens = PACKS[pack]
    tokenizer = Tokenizer.from_file(str(folder / f"{pack}-tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    session = onnxruntime.InferenceSession(folder / f"{pack}.onnx")
    rows = []
    for text in TEXTS:
        ids = np.array([tokenizer.encode(text).ids])
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, inputs)[0][0].astype(np.float64)
        vector = hidden.mean(0) if pooling == "mean" else hidden[0]
        rows.append(vector / np.linalg.norm(vector))
    return np.array(rows, dtype=np.float32)


if __name__ == "__main__":
    (OUT / "golden.json").write_text(json.dumps(TEXTS, ensure_ascii=True, indent=0) + "\n")
    save_file({pack: vectors(pathlib.Path(sys.argv[1]), pack) for pack in PACKS}, OUT / "golden.safetensors")
