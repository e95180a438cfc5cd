"""Makes checkpoints with random weights for `Seq2SeqBenchmark`, and times transformers with them: `python seq2seq_speed.py FOLDER
flan-t5-small|distilbart-6-6`. Counts the time of the processor, with one thread, so that the company of other programs does not change
it much. Prints how long 400 tokens take to read, and tokens per second of writing in fp32, one word after another and with four beams,
the best of two after one that is not counted. Needs torch and transformers."""

import pathlib
import shutil
import sys
import time

import torch
from transformers import BartConfig, BartForConditionalGeneration, T5Config, T5ForConditionalGeneration

RESOURCES = pathlib.Path(__file__).parent.parent.parent / "test" / "resources" / "stillroom" / "ai" / "torch" / "tiny-seq2seq"
SHAPES = {
    "flan-t5-small": lambda: T5ForConditionalGeneration(T5Config(
        vocab_size=32128, d_model=512, d_kv=64, d_ff=1024, num_layers=8, num_heads=6, feed_forward_proj="gated-gelu",
        decoder_start_token_id=0)),
    "distilbart-6-6": lambda: BartForConditionalGeneration(BartConfig(
        vocab_size=50264, d_model=1024, encoder_layers=6, decoder_layers=6, encoder_attention_heads=16, decoder_attention_heads=16,
        encoder_ffn_dim=4096, decoder_ffn_dim=4096, decoder_start_token_id=2))}
WRITTEN = 48
ROUNDS = 2


def best(act, rounds: int) -> float:
    times = []
    for _ in range(rounds + 1):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times[1:])


def main():
    folder, name = pathlib.Path(sys.argv[1]) / sys.argv[2], sys.argv[2]
    torch.set_num_threads(1)
    torch.manual_seed(20261128)
    model = SHAPES[name]().eval()
    if not folder.exists():
        model.to(torch.bfloat16).save_pretrained(folder)
        shutil.copy(RESOURCES / ("t5.json" if "t5" in name else "bart.json"), folder / "tokenizer.json")
        model.float()
    text = torch.randint(5, 300, (1, 400))
    with torch.no_grad():
        read = best(lambda: model.get_encoder()(text), ROUNDS)
        rules = dict(max_new_tokens=WRITTEN, min_new_tokens=WRITTEN, do_sample=False, use_cache=True)
        alone = best(lambda: model.generate(text, num_beams=1, **rules), ROUNDS) - read
        together = best(lambda: model.generate(text, num_beams=4, **rules), ROUNDS) - read
    print(f"{name} transformers fp32: 400 tokens read in {read:.2f} s, {WRITTEN / alone:.1f} tokens/s, "
          f"{WRITTEN / together:.1f} with 4 beams")


if __name__ == "__main__":
    main()
