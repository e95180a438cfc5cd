"""Makes the tiny checkpoints of `Seq2SeqParityTest` and what they give: `python tiny_seq2seq.py`.

Each has random weights and the shape of a published one: transformers makes it, saves it and runs it in fp32; nothing of Stillroom
takes part. `golden.safetensors` in its folder holds the tokens of the text, those that are written about it (the scores of all words
after each), the tokens that `generate` writes when the likeliest is taken each time, without and with what `generation_config.json` says
of words and lengths, and those of a beam search. Weights are drawn again until none of the choices was close. `tokens.json` holds the
numbers that the tokenizers, trained here too, give to the texts of `texts.json`. Needs torch, transformers, tokenizers and safetensors.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (BartConfig, BartForConditionalGeneration, LogitsProcessorList, MBartConfig, MBartForConditionalGeneration, MT5Config,
                          MT5ForConditionalGeneration, PegasusConfig, PegasusForConditionalGeneration, T5Config,
                          T5ForConditionalGeneration)

from tiny import TEXTS, write

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent.parent / "test" / "resources" / "stillroom" / "ai" / "torch" / "tiny-seq2seq"
TEXT = " ".join(TEXTS[i] for i in (15, 16, 8))  # long enough for the farthest distances
WRITTEN = 64
BEAMS = 4
SURE = 5e-4  # between the likeliest word and the next
WORDS = 320


def pieces(special: list[str], end: str) -> Tokenizer:
    """As T5 and Pegasus have them: Unigram, one special token at the end."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(
        TEXTS, trainers.UnigramTrainer(vocab_size=WORDS, special_tokens=special, unk_token="<unk>", show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {end}", pair=f"$A {end} $B {end}", special_tokens=[(end, tokenizer.token_to_id(end))])
    return tokenizer


def letters() -> Tokenizer:
    """As BART has them: byte-level BPE between <s> and </s>."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(TEXTS, trainers.BpeTrainer(
        vocab_size=WORDS, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def t5(**more) -> dict:
    return {"vocab_size": WORDS, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "dropout_rate": 0.0,
            "decoder_start_token_id": 0, "initializer_factor": 1.0, "n_positions": 512, **more}


def bart(**more) -> dict:
    return {"vocab_size": WORDS, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4,
            "decoder_attention_heads": 4, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 512, "init_std": 0.4,
            "dropout": 0.0, **more}


def drawn(make, seed: int, dtype, peaks: float) -> torch.nn.Module:
    torch.manual_seed(seed)
    model = make()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 1:
                weight.add_(torch.randn_like(weight) * 0.2)
            elif "relative_attention_bias" in name:
                weight.copy_(torch.randn_like(weight))
            elif peaks != 1 and weight.dim() == 2 and "shared" not in name and "embed" not in name:
                weight.mul_(peaks)
        if hasattr(model, "final_logits_bias"):
            model.final_logits_bias.copy_(torch.randn_like(model.final_logits_bias) * 0.3)
        for weight in [*model.parameters(), *model.buffers()]:
            if weight.is_floating_point() and weight.requires_grad | (weight.dim() == 2):
                weight.copy_(weight.to(dtype).float())
    return model.eval()


class Margin:
    """How sure each choice was."""

    def __init__(self):
        self.least = 1e9

    def __call__(self, ids, scores):
        best = scores[0].topk(2).values
        self.least = min(self.least, float(best[0] - best[1]))
        return scores


def run(model, ids, said: dict):
    with torch.no_grad():
        text = torch.tensor([ids])
        start = model.config.decoder_start_token_id
        written = torch.tensor([[start, *ids[:39]]])
        scores = model(input_ids=text, decoder_input_ids=written).logits[0]
        margin = Margin()
        ends = model.generation_config.forced_eos_token_id
        plain = dict(num_beams=1, do_sample=False, max_length=WRITTEN, min_length=0, no_repeat_ngram_size=0, forced_bos_token_id=None,
                     forced_eos_token_id=None, length_penalty=1.0, early_stopping=False)
        kept = LogitsProcessorList([margin])
        greedy = model.generate(text, logits_processor=kept, **plain)[0]
        ruled = model.generate(text, logits_processor=kept, **{**plain, "forced_eos_token_id": ends, **said, "num_beams": 1})[0]
        beams = model.generate(text, **{**plain, "forced_eos_token_id": ends, **said})[0]
    return written[0], scores, greedy, ruled, beams, margin.least


def old_style(folder: pathlib.Path, name: str, said: dict, tied):
    """Writes the settings as checkpoints had them before transformers 5: those of generation stand in config.json too."""
    config = json.loads((folder / "config.json").read_text())
    config.pop("scale_decoder_outputs", None)
    config["torch_dtype"] = config.pop("dtype")
    if tied is not None:
        config["tie_word_embeddings"] = tied
    if name == "t5":
        config["task_specific_params"] = {"summarization": {**said, "max_length": WRITTEN, "prefix": "summarize: "},
                                          "translation_en_to_de": {"prefix": "translate English to German: "}}
        (folder / "generation_config.json").unlink(missing_ok=True)
        config["decoder_start_token_id"] = 0
        for key in ("feed_forward_proj", "is_gated_act", "dense_act_fn", "num_decoder_layers", "relative_attention_max_distance"):
            config.pop(key, None)
    if name == "distilbart":
        config.update({**said, "max_length": WRITTEN, "normalize_before": False, "add_final_layer_norm": False})
        (folder / "generation_config.json").unlink(missing_ok=True)
        for key in ("decoder_start_token_id", "bos_token_id", "eos_token_id", "pad_token_id"):
            config[key] = {"decoder_start_token_id": 2, "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}[key]
    write(folder / "config.json", config)


def make(name: str, maker, tokenizer: Tokenizer, said: dict, dtype=torch.float32, tied=None, old=False, head=False, peaks=1.0, **more):
    folder = OUT / name
    ids = tokenizer.encode(TEXT).ids
    for seed in range(60):
        model = drawn(maker, seed, dtype, peaks)
        if head:
            model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight).to(dtype).float())
        written, scores, greedy, ruled, beams, least = run(model, ids, said)
        different = len(set(greedy.tolist()))
        if least > SURE and different > 3 and not torch.equal(greedy, ruled) and not torch.equal(ruled, beams):
            break
    else:
        raise ValueError(name + ": no weights are sure enough")
    model.generation_config.update(**said, max_length=WRITTEN)
    model.to(dtype).save_pretrained(folder, **more)
    if head and not any("lm_head" in line for line in [str((folder / "model.safetensors").read_bytes()[:20000])]):
        raise ValueError("the head was not saved")
    if old:
        old_style(folder, name, said, tied)
    save_file({"text": torch.tensor(ids), "written": written.clone(), "scores": scores.contiguous().clone(), "greedy": greedy.clone(),
               "ruled": ruled.clone(), "beams": beams.clone()}, folder / "golden.safetensors")
    write(folder / "tokenizer_config.json", {"model_max_length": 512})
    print(name, "seed", seed, "margin", round(least, 4), "text", len(ids), "greedy", len(greedy), different, "ruled", len(ruled),
          "beams", len(beams), flush=True)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    tokenizers = {"t5": pieces(["<pad>", "</s>", "<unk>", "<extra_id_0>", "<extra_id_1>"], "</s>"), "bart": letters()}
    for name, tokenizer in tokenizers.items():
        tokenizer.save(str(OUT / f"{name}.json"), pretty=False)
    # A run of equal signs can be cut in several ways that are equally likely.
    texts = [text for text in TEXTS if "!!!" not in text]
    write(OUT / "texts.json", {"text": TEXT, "texts": texts})
    (OUT / "tokens.json").write_text(json.dumps({name: [t.encode(x).ids for x in texts] for name, t in tokenizers.items()}) + "\n")
    words, bpe = tokenizers["t5"], tokenizers["bart"]
    assert words.get_vocab_size() <= WORDS and bpe.get_vocab_size() <= WORDS
    summary = {"num_beams": BEAMS, "length_penalty": 2.0, "early_stopping": True, "no_repeat_ngram_size": 3, "min_length": 12}

    make("t5", lambda: T5ForConditionalGeneration(T5Config(**t5())), words, summary, tied=True, old=True, peaks=2.0)
    make("flan-t5", lambda: T5ForConditionalGeneration(T5Config(**t5(
        feed_forward_proj="gated-gelu", tie_word_embeddings=False, num_layers=3, d_kv=16, relative_attention_num_buckets=16,
        relative_attention_max_distance=64))), words,
        {"num_beams": 3, "length_penalty": 0.5, "early_stopping": False, "no_repeat_ngram_size": 2}, dtype=torch.bfloat16, tied=False,
        old=True, head=True, peaks=2.0)
    make("mt5", lambda: MT5ForConditionalGeneration(MT5Config(**t5(feed_forward_proj="gated-silu"))), words,
         {"num_beams": 4, "length_penalty": 0.6, "no_repeat_ngram_size": 2}, dtype=torch.float16, peaks=2.0)
    make("bart", lambda: BartForConditionalGeneration(BartConfig(**bart(
        decoder_start_token_id=2, scale_embedding=True, activation_function="gelu_new"))), bpe,
        {**summary, "forced_bos_token_id": 0, "forced_eos_token_id": 2}, max_shard_size="30KB")
    make("distilbart", lambda: BartForConditionalGeneration(BartConfig(**bart(
        decoder_layers=1, encoder_ffn_dim=96, decoder_start_token_id=2))), bpe, {**summary, "length_penalty": -1.0}, dtype=torch.float16, old=True)
    make("mbart", lambda: MBartForConditionalGeneration(MBartConfig(**bart(
        decoder_start_token_id=2, activation_function="relu", scale_embedding=True))), bpe,
        {"num_beams": 5, "forced_bos_token_id": 7, "early_stopping": True}, dtype=torch.bfloat16)
    make("pegasus", lambda: PegasusForConditionalGeneration(PegasusConfig(**bart(
        decoder_start_token_id=0, activation_function="relu", scale_embedding=True, pad_token_id=0, eos_token_id=1, bos_token_id=None,
        forced_eos_token_id=1))), words, {"num_beams": 8, "length_penalty": 0.8, "forced_eos_token_id": 1})


if __name__ == "__main__":
    main()
