"""Makes the tiny checkpoints of `DecoderParityTest` and what they give: `python tiny_decoders.py`.

Each has random weights and the shape of a published one: transformers makes it, saves it and runs it in fp32; nothing of Stillroom
takes part. `golden.safetensors` in its folder holds the tokens of the prompt, the scores of all words after each, and the 64 tokens
that follow when the likeliest is taken each time. Weights are drawn again until none of those choices was close. Needs torch,
transformers, tokenizers and safetensors.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (GemmaConfig, GemmaForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config,
                          Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

from tiny import TEXTS, write

HERE = pathlib.Path(__file__).parent
OUT = HERE.parent.parent / "test" / "resources" / "stillroom" / "ai" / "torch" / "tiny-decoders"
PROMPT = TEXTS[15][:100]
FOLLOWING = 64
SURE = 2e-3  # between the likeliest word and the next
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CHATML = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
          "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")


def bytes_of_words() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(TEXTS, trainers.BpeTrainer(
        vocab_size=320, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def common(**more) -> dict:
    return {"vocab_size": 320, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
            "intermediate_size": 64, "max_position_embeddings": 512, "initializer_range": 0.3, "bos_token_id": 0, "eos_token_id": 2,
            "pad_token_id": 0, "tie_word_embeddings": False, "attention_dropout": 0.0, **more}


def drawn(make, seed: int, dtype) -> torch.nn.Module:
    torch.manual_seed(seed)
    model = make()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 1:
                weight.add_(torch.randn_like(weight) * 0.2)
            weight.copy_(weight.to(dtype).float())  # not model.to(dtype), which would round the positions as well
    return model.eval()


def run(model: torch.nn.Module, ids: list[int]) -> tuple[torch.Tensor, list[int], float]:
    following, least = [], 1e9
    with torch.no_grad():
        prompt = model(torch.tensor([ids])).logits[0]
        scores = prompt
        for _ in range(FOLLOWING):
            best = scores[-1].topk(2)
            least = min(least, float(best.values[0] - best.values[1]))
            following.append(int(best.indices[0]))
            scores = model(torch.tensor([ids + following])).logits[0]
    return prompt, following, least


def old_style(folder: pathlib.Path):
    """Writes the positions as checkpoints had them before transformers 5."""
    config = json.loads((folder / "config.json").read_text())
    positions = config.pop("rope_parameters")
    config["rope_theta"] = positions.pop("rope_theta")
    if positions.get("rope_type", "default") != "default":
        if positions["rope_type"] == "linear":
            positions["type"] = positions.pop("rope_type")
        config["rope_scaling"] = positions
    config["torch_dtype"] = config.pop("dtype")
    write(folder / "config.json", config)


def make(name: str, maker, tokenizer: Tokenizer, dtype=torch.float32, shard=None, old=False):
    folder = OUT / name
    ids = tokenizer.encode(PROMPT).ids
    for seed in range(1000):
        model = drawn(maker, seed, dtype)
        prompt, following, least = run(model, ids)
        if least > SURE and len(set(following)) > FOLLOWING // 4:
            break
    model.to(dtype).save_pretrained(folder, **({"max_shard_size": shard} if shard else {}))
    if old:
        old_style(folder)
    save_file({"prompt": torch.tensor(ids), "scores": prompt.contiguous(), "following": torch.tensor(following)},
              folder / "golden.safetensors")
    write(folder / "generation_config.json", {"bos_token_id": 0, "eos_token_id": [2, 0], "do_sample": False})
    write(folder / "tokenizer_config.json", {"chat_template": CHATML, "bos_token": "<|endoftext|>", "eos_token": "<|im_end|>",
                                             "model_max_length": 512})
    print(name, "seed", seed, "margin", round(least, 4), "different words", len(set(following)))


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    tokenizer = bytes_of_words()
    tokenizer.save(str(OUT / "tokenizer.json"), pretty=False)
    llama3 = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
              "original_max_position_embeddings": 64}
    yarn = {"rope_type": "yarn", "rope_theta": 1000000.0, "factor": 4.0, "original_max_position_embeddings": 128}
    plain = {"rope_type": "default", "rope_theta": 10000.0}

    def kind(model, config, positions=plain, **more):
        return lambda: model(config(**common(**more), rope_parameters=dict(positions)))

    make("llama-3", kind(LlamaForCausalLM, LlamaConfig, llama3), tokenizer)
    make("llama-2", kind(LlamaForCausalLM, LlamaConfig, {**plain, "rope_type": "linear", "factor": 2.0}, num_key_value_heads=4,
                         attention_bias=True, mlp_bias=True), tokenizer, torch.float16, old=True)
    make("smollm2", kind(LlamaForCausalLM, LlamaConfig, {**plain, "rope_theta": 100000.0}, tie_word_embeddings=True,
                         rms_norm_eps=1e-5), tokenizer, torch.bfloat16, old=True)
    make("qwen2", kind(Qwen2ForCausalLM, Qwen2Config, tie_word_embeddings=True), tokenizer, torch.bfloat16, shard="20KB", old=True)
    make("qwen2-yarn", kind(Qwen2ForCausalLM, Qwen2Config, yarn), tokenizer, torch.bfloat16)
    make("qwen3", kind(Qwen3ForCausalLM, Qwen3Config, {**plain, "rope_theta": 1000000.0}, head_dim=16), tokenizer, torch.float16)
    make("mistral", kind(MistralForCausalLM, MistralConfig, sliding_window=None, head_dim=16), tokenizer, torch.bfloat16, old=True)
    make("gemma", kind(GemmaForCausalLM, GemmaConfig, num_key_value_heads=1, head_dim=16, tie_word_embeddings=True,
                       hidden_activation="gelu_pytorch_tanh"), tokenizer, torch.bfloat16, old=True)


if __name__ == "__main__":
    main()
