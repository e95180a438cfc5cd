"""The weightless program of the BERT family (BERT, MiniLM, BGE, E5, GTE): texts to sentence vectors.

It holds no weights: `load` takes a checkpoint's tensors and packs them for one precision, `encode` runs them. So one small file,
compiled once by `compile.py`, serves every depth and width, and the Java program needs no Python.

Order of the tensors given to `load`; a matrix is followed by the scales of its rows if it is int8, else by an empty tensor:

    word embeddings, their scales, position embeddings, type embeddings, norm weight, norm bias,
    then for each layer:
        query, scales, bias; key, scales, bias; value, scales, bias; attention output, scales, bias; norm weight, norm bias;
        intermediate, scales, bias; output, scales, bias; norm weight, norm bias;
        smoothing of the attention's input, smoothing of the intermediate layer's input (empty if there is none)

Smoothing: the norm before has divided each channel by a factor that the matrix after was multiplied with, so that both can be
rounded with less loss; where the norm's output is added to what comes out, it is multiplied by the factors again.

Vectors come out as long as the model is wide, with length one.
"""

from typing import Final, List, Optional

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


class BertEncoder(nn.Module):
    BEFORE_LAYERS: Final[int] = 6
    EACH_LAYER: Final[int] = 24

    int8: bool
    dtype: int  # of the linear layers when they are not int8
    layers: int
    heads: int
    mean: bool  # mean pooling, else the vector of the first token
    reduce_range: bool
    packed: List[torch.classes.quantized.LinearPackedParamsBase]  # a layer: query+key+value, attention output, up, down
    matrices: List[Tensor]  # the same when not int8, each followed by its bias
    words: Tensor
    word_scales: Tensor
    positions: Tensor
    norms: List[Tensor]  # weight and bias: one after the embeddings, two a layer
    smoothing: List[Tensor]  # two a layer

    def __init__(self):
        super().__init__()
        self.int8 = False
        self.dtype = torch.float
        self.layers = 0
        self.heads = 1
        self.mean = False
        self.reduce_range = False
        self.packed = torch.jit.annotate(List[torch.classes.quantized.LinearPackedParamsBase], [])
        self.matrices = torch.jit.annotate(List[Tensor], [])
        self.words = torch.empty(0)
        self.word_scales = torch.empty(0)
        self.positions = torch.empty(0)
        self.norms = torch.jit.annotate(List[Tensor], [])
        self.smoothing = torch.jit.annotate(List[Tensor], [])

    @torch.jit.export
    def load(self, weights: List[Tensor], heads: int, pooling: str, precision: str) -> int:
        """Packs the weights and returns the number of layers. Keeps no reference to the tensors it was given."""
        if len(weights) <= self.BEFORE_LAYERS or (len(weights) - self.BEFORE_LAYERS) % self.EACH_LAYER != 0:
            raise ValueError("a wrong number of tensors")
        if pooling != "mean" and pooling != "cls":
            raise ValueError("unknown pooling")
        self.int8 = precision == "int8"
        if precision == "bf16":
            self.dtype = torch.bfloat16
        elif precision == "fp32" or self.int8:
            self.dtype = torch.float
        else:
            raise ValueError("unknown precision")
        self.layers = (len(weights) - self.BEFORE_LAYERS) // self.EACH_LAYER
        self.heads = heads
        self.mean = pooling == "mean"
        self.reduce_range = self.int8 and self.saturates()
        self.words = weights[0].clone()
        self.word_scales = weights[1].clone()
        self.positions = weights[2].float() + weights[3][0].float()
        self.norms = [weights[4].clone(), weights[5].clone()]
        for layer in range(self.layers):
            w = weights[self.BEFORE_LAYERS + self.EACH_LAYER * layer:self.BEFORE_LAYERS + self.EACH_LAYER * (layer + 1)]
            self.pack(torch.cat([w[0], w[3], w[6]]), torch.cat([w[1], w[4], w[7]]), torch.cat([w[2], w[5], w[8]]))
            self.pack(w[9], w[10], w[11])
            self.pack(w[14], w[15], w[16])
            self.pack(w[17], w[18], w[19])
            for norm in [12, 13, 20, 21]:
                self.norms.append(w[norm].clone())
            self.smoothing.append(w[22].clone())
            self.smoothing.append(w[23].clone())
        return self.layers

    def saturates(self) -> bool:
        """Whether this CPU's int8 products overflow 16 bits when summed in pairs (x86 before VNNI): then activations get 7 bits."""
        ones = torch.ones(32, 64)
        exact = self.quantize(ones, torch.empty(0), torch.zeros(32))
        return not torch.allclose(torch.ops.quantized.linear_dynamic(ones[:1], exact, False), torch.full([1, 32], 64.0), rtol=0.01)

    def pack(self, weight: Tensor, scales: Tensor, bias: Tensor):
        if self.int8:
            self.packed.append(self.quantize(weight, scales, bias.to(torch.float, copy=True)))
        else:
            if scales.numel() > 0:
                weight = weight.float() * scales.unsqueeze(1)
            self.matrices.append(weight.to(self.dtype, copy=True))
            self.matrices.append(bias.to(self.dtype, copy=True))

    def quantize(self, weight: Tensor, scales: Tensor, bias: Tensor) -> torch.classes.quantized.LinearPackedParamsBase:
        zeros = torch.zeros(weight.size(0), dtype=torch.long)
        if scales.numel() > 0:
            quantized = torch._make_per_channel_quantized_tensor(weight, scales.double(), zeros, 0)
        else:
            fitting = (weight.abs().amax(1) / 127.0).clamp(min=1e-12).double()
            quantized = torch.quantize_per_channel(weight.float(), fitting, zeros, 0, torch.qint8)
        return torch.ops.quantized.linear_prepack(quantized, bias)

    def linear(self, x: Tensor, number: int) -> Tensor:
        if self.int8:
            return torch.ops.quantized.linear_dynamic(x, self.packed[number], self.reduce_range)
        return F.linear(x.to(self.dtype), self.matrices[2 * number], self.matrices[2 * number + 1]).float()

    def norm(self, x: Tensor, number: int) -> Tensor:
        return F.layer_norm(x, [x.size(-1)], self.norms[2 * number], self.norms[2 * number + 1], 1e-12)

    def added(self, x: Tensor, y: Tensor, smoothing: Tensor) -> Tensor:
        return torch.addcmul(y, x, smoothing) if smoothing.numel() > 0 else x + y

    @torch.jit.export
    def encode(self, ids: List[int], texts: int) -> List[float]:
        """ids: the tokens of `texts` texts of equal length, one text after the other; the vectors come back in the same way."""
        # A name of its own: TorchScript evaluates what tolist() is called on three times.
        vectors = self.forward(torch.tensor(ids, dtype=torch.long).view(texts, -1)).flatten()
        return vectors.tolist()

    @torch.jit.export
    def largest(self, ids: List[int]) -> List[float]:
        """For each layer, the largest magnitude of each channel: into attention, out of it, into the intermediate layer."""
        inputs = torch.jit.annotate(List[Tensor], [])
        self.run(torch.tensor(ids, dtype=torch.long).unsqueeze(0), inputs)
        magnitudes = torch.cat([x.abs().amax(dim=[0, 1]) for x in inputs])
        return magnitudes.tolist()

    def forward(self, ids: Tensor) -> Tensor:
        """ids: int64 (texts, tokens), no padding; returns float (texts, width)."""
        return self.run(ids, None)

    def run(self, ids: Tensor, inputs: Optional[List[Tensor]]) -> Tensor:
        """Collects what goes into the smoothed linear layers, if it is given a list for it."""
        texts = ids.size(0)
        tokens = ids.size(1)
        width = self.positions.size(1)
        x = F.embedding(ids, self.words).float()
        if self.word_scales.numel() > 0:
            x = x * F.embedding(ids, self.word_scales.unsqueeze(1))
        x = self.norm(x + self.positions[:tokens], 0)
        for layer in range(self.layers):
            qkv = self.linear(x, 4 * layer).view(texts, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
            attended = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2])
            attended = attended.transpose(1, 2).reshape(texts, tokens, width)
            if inputs is not None:
                inputs.append(x)
                inputs.append(attended)
            x = self.added(x, self.linear(attended, 4 * layer + 1), self.smoothing[2 * layer])
            x = self.norm(x, 2 * layer + 1)
            if inputs is not None:
                inputs.append(x)
            up = F.gelu(self.linear(x, 4 * layer + 2))
            x = self.added(x, self.linear(up, 4 * layer + 3), self.smoothing[2 * layer + 1])
            x = self.norm(x, 2 * layer + 2)
        pooled = x.mean(1) if self.mean else x[:, 0]
        return F.normalize(pooled, dim=1)
