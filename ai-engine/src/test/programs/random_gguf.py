"""Writes files for llama.cpp of the shapes that `GeneratorBenchmark` times, with random weights:
`python random_gguf.py FOLDER smollm2-135m|qwen2.5-0.5b Q8_0|Q4_0`. Needs gguf and numpy.

As llama.cpp's own converter does, matrices have the type that is named and norms and biases are floats; word embeddings that are also
the head are Q8_0 in both. Each byte of a text is one token, so that a prompt has as many tokens as letters.
"""

import pathlib
import sys

import gguf
import numpy

# architecture, words, width, layers, heads, key heads, between, biases of queries, keys and values
SHAPES = {
    "smollm2-135m": ("llama", 49_152, 576, 30, 9, 3, 1_536, False),
    "qwen2.5-0.5b": ("qwen2", 151_936, 896, 24, 14, 2, 4_864, True),
}
ONE_ROW = 32  # numbers that share a scale


def blocks(random, rows: int, columns: int, kind) -> numpy.ndarray:
    count = rows * columns // ONE_ROW
    bytes_of_numbers = ONE_ROW if kind == gguf.GGMLQuantizationType.Q8_0 else ONE_ROW // 2
    made = random.integers(0, 256, (count, 2 + bytes_of_numbers), numpy.uint8)
    scale = numpy.float16(0.0005 if bytes_of_numbers == ONE_ROW else 0.008)
    made[:, :2] = numpy.frombuffer(scale.tobytes(), numpy.uint8)
    return made.reshape(rows, -1)


def bytes_as_letters() -> list[str]:
    """How byte-level tokenizers write the 256 bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


def write(path: pathlib.Path, shape, kind):
    architecture, words, width, layers, heads, key_heads, between, biased = shape
    random = numpy.random.default_rng(20_261_128)
    out = gguf.GGUFWriter(path, architecture)
    out.add_context_length(8_192)
    out.add_embedding_length(width)
    out.add_block_count(layers)
    out.add_feed_forward_length(between)
    out.add_head_count(heads)
    out.add_head_count_kv(key_heads)
    out.add_rope_dimension_count(width // heads)
    out.add_rope_freq_base(1_000_000.0)
    out.add_layer_norm_rms_eps(1e-6)
    out.add_vocab_size(words)
    letters = bytes_as_letters()
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("default")
    out.add_token_list(letters + [f"<{word}>" for word in range(256, words)])
    out.add_token_types([gguf.TokenType.NORMAL] * words)
    out.add_token_merges(["a b"])
    out.add_eos_token_id(words - 1)
    out.add_bos_token_id(words - 2)
    out.add_add_bos_token(False)

    def matrix(name: str, rows: int, columns: int, of=kind):
        out.add_tensor(name + ".weight", blocks(random, rows, columns, of), raw_dtype=of)

    def vector(name: str, size: int, mean: float):
        out.add_tensor(name, (mean + 0.03 * random.standard_normal(size)).astype(numpy.float32))

    keys = width // heads * key_heads
    matrix("token_embd", words, width, gguf.GGMLQuantizationType.Q8_0)
    vector("output_norm.weight", width, 1)
    for layer in range(layers):
        name = f"blk.{layer}."
        vector(name + "attn_norm.weight", width, 1)
        for part, rows in (("q", width), ("k", keys), ("v", keys)):
            matrix(name + "attn_" + part, rows, width)
            if biased:
                vector(name + "attn_" + part + ".bias", rows, 0)
        matrix(name + "attn_output", width, width)
        vector(name + "ffn_norm.weight", width, 1)
        matrix(name + "ffn_gate", between, width)
        matrix(name + "ffn_up", between, width)
        matrix(name + "ffn_down", width, between)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


if __name__ == "__main__":
    folder, name, kind = sys.argv[1:]
    write(pathlib.Path(folder) / f"{name}-{kind.lower()}.gguf", SHAPES[name], gguf.GGMLQuantizationType[kind])
