"""Makes the tiny checkpoints of `FamilyParityTest` and what they give: `python tiny.py`.

Each has random weights and the shape of a published one: transformers makes it, saves it and runs it in fp32; nothing of
Stillroom takes part. `golden.safetensors` in its folder holds the vectors of TEXTS for each pooling, and the scores of PAIRS if it
has a head. `tokens.json` holds the numbers that the tokenizers, trained here too, give to the texts. Needs torch, transformers,
tokenizers, safetensors and onnx.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (BertConfig, BertForSequenceClassification, BertModel, DistilBertConfig, DistilBertForSequenceClassification,
                          DistilBertModel, MPNetConfig, MPNetForSequenceClassification, MPNetModel, RobertaConfig, RobertaModel,
                          XLMRobertaConfig, XLMRobertaForSequenceClassification, XLMRobertaModel)

from golden import TEXTS as GOLDEN

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent.parent / "test" / "resources" / "stillroom" / "ai" / "torch" / "tiny"
TEXTS = GOLDEN[1:19]
PAIRS = [[TEXTS[1], TEXTS[15]], [TEXTS[1], TEXTS[4]], [TEXTS[5], TEXTS[16]], ["", TEXTS[8]], [TEXTS[7], ""], [TEXTS[17], TEXTS[16]]]
WORDS = 300
LONGEST = 150

POSITIONS = {"bert": LONGEST, "distilbert": LONGEST, "mpnet": LONGEST + 2, "xlm-roberta": LONGEST + 2, "roberta": LONGEST + 2}


def wordpiece() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(vocab_size=WORDS, special_tokens=special, limit_alphabet=150))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.train_from_iterator(
        TEXTS, trainers.UnigramTrainer(vocab_size=WORDS, special_tokens=special, unk_token="<unk>", show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def cut(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def common(kind: str, words: int) -> dict:
    width = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 40} if kind == "distilbert" else \
        {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 40}
    pad = 0 if kind in ("bert", "distilbert") else 1
    return {**width, "vocab_size": words, "max_position_embeddings": POSITIONS[kind], "pad_token_id": pad, "initializer_range": 0.3}


def shaken(model: torch.nn.Module) -> torch.nn.Module:
    """Norms and biases that are not one and zero, so that none can be forgotten."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 1:
                weight.add_(torch.randn_like(weight) * 0.2)
    return model.eval()


def golden(folder: pathlib.Path, model: torch.nn.Module, tokenizer: Tokenizer):
    model = model.float()
    body = getattr(model, model.base_model_prefix, model)
    results = {pooling: [] for pooling in ("mean", "cls", "last")}
    scores = []
    with torch.no_grad():
        for text in TEXTS:
            hidden = body(input_ids=torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0].double()
            for pooling, vector in (("mean", hidden.mean(0)), ("cls", hidden[0]), ("last", hidden[-1])):
                results[pooling].append(torch.nn.functional.normalize(vector, dim=0).float())
        if body is not model:
            for text, other in PAIRS:
                tokens = tokenizer.encode(text, other)
                inputs = {"input_ids": torch.tensor([tokens.ids])}
                if model.config.model_type == "bert":
                    inputs["token_type_ids"] = torch.tensor([tokens.type_ids])
                scores.append(model(**inputs).logits[0])
    tensors = {pooling: torch.stack(vectors) for pooling, vectors in results.items()}
    if scores:
        tensors["scores"] = torch.stack(scores)
    save_file(tensors, folder / "golden.safetensors")


def write(path: pathlib.Path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n")


def sentence_transformers(folder: pathlib.Path, pooling: str):
    kinds = ["Transformer", "Pooling", "Normalize"]
    write(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": "" if i == 0 else f"{i}_{kind}", "type": f"sentence_transformers.models.{kind}"}
        for i, kind in enumerate(kinds)])
    write(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": 16, "pooling_mode_cls_token": pooling == "cls", "pooling_mode_mean_tokens": pooling == "mean",
        "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False, "include_prompt": True})
    write(folder / "sentence_bert_config.json", {"max_seq_length": LONGEST, "do_lower_case": False})
    write(folder / "config_sentence_transformers.json", {
        "prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": None, "similarity_fn_name": "cosine"})


def make(name: str, model: torch.nn.Module, tokenizer: Tokenizer, dtype=torch.float32, shard=None, onnx=False) -> pathlib.Path:
    folder = OUT / name
    model = shaken(model).to(dtype)
    model.save_pretrained(folder, **({"max_shard_size": shard} if shard else {}))
    golden(folder, model, tokenizer)
    if onnx:
        export(model, folder / "onnx" / "model.onnx")
    return folder


def export(model: torch.nn.Module, path: pathlib.Path):
    """As the exporter of TorchScript does it, which gives the anonymous matrices that most published exports have."""
    path.parent.mkdir()
    model.config.return_dict = False
    ids = torch.tensor([[2, 7, 8, 9, 3]])
    torch.onnx.export(model, (ids, torch.ones_like(ids)), str(path), input_names=["input_ids", "attention_mask"],
                      dynamic_axes={"input_ids": {1: "tokens"}, "attention_mask": {1: "tokens"}}, dynamo=False)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    torch.manual_seed(20261121)
    tokenizers = {"wordpiece": cut(wordpiece()), "unigram": cut(unigram())}
    for name, tokenizer in tokenizers.items():
        tokenizer.no_truncation()
        tokenizer.save(str(OUT / f"{name}.json"), pretty=False)
    write(OUT / "texts.json", {"texts": TEXTS, "pairs": PAIRS})
    tokens = {name: [tokenizer.encode(text).ids for text in TEXTS] for name, tokenizer in tokenizers.items()}
    (OUT / "tokens.json").write_text(json.dumps(tokens, indent=None) + "\n")
    words, pieces = (cut(tokenizers[name]) for name in ("wordpiece", "unigram"))
    n, m = words.get_vocab_size(), pieces.get_vocab_size()
    three = {"id2label": {0: "contradiction", 1: "entailment", 2: "neutral"},
             "label2id": {"contradiction": 0, "entailment": 1, "neutral": 2}}

    folder = make("bert", BertModel(BertConfig(**common("bert", n)), add_pooling_layer=False), words)
    sentence_transformers(folder, "cls")
    make("bert-cross-encoder", BertForSequenceClassification(
        BertConfig(**common("bert", n), hidden_act="gelu_new", layer_norm_eps=1e-3, num_labels=1)), words, onnx=True)
    make("bert-nli", BertForSequenceClassification(BertConfig(**common("bert", n), hidden_act="relu", **three)), words)
    make("xlm-roberta", XLMRobertaModel(
        XLMRobertaConfig(**common("xlm-roberta", m), type_vocab_size=1, layer_norm_eps=1e-5), add_pooling_layer=False),
        pieces, torch.float16, "20KB")
    make("xlm-roberta-nli", XLMRobertaForSequenceClassification(
        XLMRobertaConfig(**common("xlm-roberta", m), type_vocab_size=1, layer_norm_eps=1e-5, **three)), pieces)
    make("roberta", RobertaModel(
        RobertaConfig(**common("roberta", m), type_vocab_size=1, hidden_act="silu"), add_pooling_layer=False), pieces)
    make("distilbert", DistilBertModel(DistilBertConfig(**common("distilbert", n))), words)
    make("distilbert-nli", DistilBertForSequenceClassification(DistilBertConfig(**common("distilbert", n), **three)), words, onnx=True)
    make("mpnet", MPNetModel(MPNetConfig(**common("mpnet", n)), add_pooling_layer=False), words, torch.bfloat16)
    make("mpnet-cross-encoder", MPNetForSequenceClassification(MPNetConfig(**common("mpnet", n), num_labels=1)), words, onnx=True)


if __name__ == "__main__":
    main()
