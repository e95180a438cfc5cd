"""The weightless program of the encoders that are built like BERT (BERT, MiniLM, BGE, E5, GTE, XLM-RoBERTa, DistilBERT, MPNet):
texts to sentence vectors, or to the scores of a head.

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

What the families differ in is settled before: import leaves out the rows of the position embeddings that a family never uses and
gives a row of zeros as the type embeddings of a family that has none; `configure` sets the rest, `load_head` gives the head and
`load_relative` what MPNet has beyond BERT.

Vectors come out as long as the model is wide, with length one.
"""

import math
from typing import Final, List, Optional, Tuple

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
    pooling: str  # mean, or the vector of one token: cls is the first, last the last
    epsilon: float  # of the norms
    activation: str  # between the two linear layers: gelu, gelu_tanh (its approximation), relu, silu
    reduce_range: bool
    packed: List[torch.classes.quantized.LinearPackedParamsBase]  # a layer: query+key+value, attention output, up, down
    matrices: List[Tensor]  # the same when not int8, each followed by its bias
    words: Tensor
    word_scales: Tensor
    positions: Tensor
    norms: List[Tensor]  # weight and bias: one after the embeddings, two a layer
    smoothing: List[Tensor]  # two a layer
    second: Tensor  # for each type of token, what it adds beyond the first type, which is in the positions
    relative: Tensor  # what the distance of two tokens adds to their attention: (buckets of distances, heads); empty if nothing
    head: List[Tensor]  # weight and bias of two linear layers; empty if there is none
    head_relu: bool  # between them; else tanh

    def __init__(self):
        super().__init__()
        self.int8 = False
        self.dtype = torch.float
        self.layers = 0
        self.heads = 1
        self.pooling = "cls"
        self.epsilon = 1e-12
        self.activation = "gelu"
        self.reduce_range = False
        self.packed = torch.jit.annotate(List[torch.classes.quantized.LinearPackedParamsBase], [])
        self.matrices = torch.jit.annotate(List[Tensor], [])
        self.words = torch.empty(0)
        self.word_scales = torch.empty(0)
        self.positions = torch.empty(0)
        self.norms = torch.jit.annotate(List[Tensor], [])
        self.smoothing = torch.jit.annotate(List[Tensor], [])
        self.second = torch.empty(0)
        self.relative = torch.empty(0)
        self.head = torch.jit.annotate(List[Tensor], [])
        self.head_relu = False

    @torch.jit.export
    def configure(self, epsilon: float, activation: str):
        """Sets what is not as in BERT."""
        if activation not in ["gelu", "gelu_tanh", "relu", "silu"]:
            raise ValueError("unknown activation")
        self.epsilon = epsilon
        self.activation = activation

    @torch.jit.export
    def load_head(self, weights: List[Tensor], activation: str):
        """Takes weight and bias of the two linear layers that make scores of the vector of the first token."""
        if len(weights) != 4:
            raise ValueError("a wrong number of tensors")
        if activation != "tanh" and activation != "relu":
            raise ValueError("unknown activation")
        self.head = [weight.to(torch.float, copy=True) for weight in weights]
        self.head_relu = activation == "relu"

    @torch.jit.export
    def load_relative(self, table: Tensor):
        """Takes what the distance of two tokens adds to their attention: (buckets of distances, heads)."""
        self.relative = table.to(torch.float, copy=True)

    @torch.jit.export
    def load(self, weights: List[Tensor], heads: int, pooling: str, precision: str) -> int:
        """Packs the weights in place of those from before, and returns the number of layers. Keeps no reference to the tensors it was
        given. To run a model that does not fit into memory, give it none of the layers and `begin`, then one layer after another,
        without word embeddings, and `go_on`, at last `finish`."""
        if len(weights) < self.BEFORE_LAYERS or (len(weights) - self.BEFORE_LAYERS) % self.EACH_LAYER != 0:
            raise ValueError("a wrong number of tensors")
        if pooling not in ["mean", "cls", "last"]:
            raise ValueError("unknown pooling")
        self.int8 = precision == "int8"
        if precision == "bf16":
            self.dtype = torch.bfloat16
        elif precision == "fp16":
            self.dtype = torch.half
        elif precision == "fp32" or self.int8:
            self.dtype = torch.float
        else:
            raise ValueError("unknown precision")
        self.layers = (len(weights) - self.BEFORE_LAYERS) // self.EACH_LAYER
        self.heads = heads
        self.pooling = pooling
        self.reduce_range = self.int8 and self.saturates()
        self.words = weights[0].clone()
        self.word_scales = weights[1].clone()
        self.positions = weights[2].float() + weights[3][0].float()
        self.second = weights[3].float() - weights[3][0].float()
        self.norms = [weights[4].clone(), weights[5].clone()]
        self.smoothing.clear()
        for layer in range(self.layers):
            w = self.layer(weights, layer)
            for norm in [12, 13, 20, 21]:
                self.norms.append(w[norm].clone())
            self.smoothing.append(w[22].clone())
            self.smoothing.append(w[23].clone())
        # Whoever waits for the first answer waits for this: one half on a second thread.
        half = self.layers // 2
        above = torch.jit.fork(self.pack_layers, weights, half, self.layers)
        self.packed, self.matrices = self.pack_layers(weights, 0, half)
        packed, matrices = torch.jit.wait(above)
        self.packed.extend(packed)
        self.matrices.extend(matrices)
        return self.layers

    def layer(self, weights: List[Tensor], number: int) -> List[Tensor]:
        begin = self.BEFORE_LAYERS + self.EACH_LAYER * number
        return weights[begin:begin + self.EACH_LAYER]

    def pack_layers(self, weights: List[Tensor], first: int,
                    end: int) -> Tuple[List[torch.classes.quantized.LinearPackedParamsBase], List[Tensor]]:
        """Returns what becomes `packed` and what becomes `matrices` of some layers."""
        packed = torch.jit.annotate(List[torch.classes.quantized.LinearPackedParamsBase], [])
        matrices = torch.jit.annotate(List[Tensor], [])
        for number in range(first, end):
            w = self.layer(weights, number)
            for weight, scales, bias in [(torch.cat([w[0], w[3], w[6]]), torch.cat([w[1], w[4], w[7]]), torch.cat([w[2], w[5], w[8]])),
                                         (w[9], w[10], w[11]), (w[14], w[15], w[16]), (w[17], w[18], w[19])]:
                if self.int8:
                    packed.append(self.quantize(weight, scales, bias.to(torch.float, copy=True)))
                else:
                    if scales.numel() > 0:
                        weight = weight.float() * scales.unsqueeze(1)
                    matrices.append(weight.to(self.dtype, copy=True))
                    matrices.append(bias.to(self.dtype, copy=True))
        return packed, matrices

    def saturates(self) -> bool:
        """Whether this CPU's int8 products overflow 16 bits when summed in pairs (x86 before VNNI): then activations get 7 bits."""
        ones = torch.ones(32, 64)
        exact = self.quantize(ones, torch.empty(0), torch.zeros(32))
        return not torch.allclose(torch.ops.quantized.linear_dynamic(ones[:1], exact, False), torch.full([1, 32], 64.0), rtol=0.01)

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

    def down(self, x: Tensor, number: int) -> Tensor:
        """The output layer. The first and the last token of a text, which carry no word, are rounded apart from the others: a few of
        their channels are several times larger than anything else ("massive activations", Sun and others 2024), and one scale for
        all tokens would leave little of the 8 bits to the words."""
        if not self.int8 or x.size(1) < 3:
            return self.linear(x, number)
        ends = self.linear(torch.cat([x[:, :1], x[:, -1:]], 1), number)
        return torch.cat([ends[:, :1], self.linear(x[:, 1:-1], number), ends[:, 1:]], 1)

    def norm(self, x: Tensor, number: int) -> Tensor:
        return F.layer_norm(x, [x.size(-1)], self.norms[2 * number], self.norms[2 * number + 1], self.epsilon)

    def added(self, x: Tensor, y: Tensor, smoothing: Tensor) -> Tensor:
        return torch.addcmul(y, x, smoothing) if smoothing.numel() > 0 else x + y

    def numbers(self, ids: List[int]) -> Tensor:
        """On the device of the weights."""
        return torch.tensor(ids, dtype=torch.long, device=self.words.device)

    @torch.jit.export
    def encode(self, ids: List[int], texts: int) -> List[float]:
        """ids: the tokens of `texts` texts of equal length, one text after the other; the vectors come back in the same way."""
        # A name of its own: TorchScript evaluates what tolist() is called on three times.
        vectors = self.forward(self.numbers(ids).view(texts, -1)).flatten()
        return vectors.tolist()

    @torch.jit.export
    def score(self, ids: List[int], types: List[int]) -> List[float]:
        """ids: the tokens of one text or pair of texts, types: their types; returns what the head says, before any softmax."""
        first = self.run(self.numbers(ids).unsqueeze(0), self.numbers(types))[0, 0]
        dense = F.linear(first, self.head[0], self.head[1])
        scores = F.linear(F.relu(dense) if self.head_relu else torch.tanh(dense), self.head[2], self.head[3])
        return scores.tolist()

    @torch.jit.export
    def begin(self, ids: List[int]) -> List[float]:
        """Returns what goes into the first layer for the tokens of one text."""
        return self.listed(self.embedded(self.numbers(ids).unsqueeze(0), None))

    @torch.jit.export
    def go_on(self, state: List[float]) -> List[float]:
        """Returns what comes out of the layers that are loaded."""
        return self.listed(self.through(self.state(state), None))

    @torch.jit.export
    def finish(self, state: List[float]) -> List[float]:
        """Returns the vector of the text of which this came out of the last layer."""
        return self.listed(self.pooled(self.state(state)))

    @torch.jit.export
    def largest(self, state: List[float]) -> List[float]:
        """For each layer that is loaded, the largest magnitude of each channel: into attention, out of it, into the intermediate
        layer."""
        inputs = torch.jit.annotate(List[Tensor], [])
        self.through(self.state(state), inputs)
        return self.listed(torch.cat([x.abs().amax(dim=[0, 1]) for x in inputs]))

    def state(self, numbers: List[float]) -> Tensor:
        return torch.tensor(numbers, device=self.positions.device).view(1, -1, self.positions.size(1))

    def listed(self, x: Tensor) -> List[float]:
        flat = x.flatten()
        return flat.tolist()

    def forward(self, ids: Tensor) -> Tensor:
        """ids: int64 (texts, tokens), no padding; returns float (texts, width)."""
        return self.pooled(self.run(ids, None))

    def pooled(self, x: Tensor) -> Tensor:
        if self.pooling == "mean":
            pooled = x.mean(1)
        elif self.pooling == "last":
            pooled = x[:, -1]
        else:
            pooled = x[:, 0]
        return F.normalize(pooled, dim=1)

    def distances(self, tokens: int) -> Optional[Tensor]:
        """What the distances of tokens add to attention, (heads, tokens, tokens): near ones are told apart one by one, far ones
        only on a logarithmic scale, as in T5 and MPNet."""
        if self.relative.numel() == 0:
            return None
        half = self.relative.size(0) // 2
        near = half // 2
        position = torch.arange(tokens, device=self.relative.device)
        apart = position.unsqueeze(0) - position.unsqueeze(1)
        ahead = (apart > 0).long() * half
        apart = apart.abs()
        scale = torch.log(apart.clamp(min=1).float() / near) / math.log(128 / near) * (half - near)
        far = (near + scale.long()).clamp(max=half - 1)
        return self.relative[ahead + torch.where(apart < near, apart, far)].permute(2, 0, 1).contiguous()

    def activated(self, x: Tensor) -> Tensor:
        if self.activation == "gelu":
            return F.gelu(x)
        if self.activation == "gelu_tanh":
            return F.gelu(x, approximate="tanh")
        if self.activation == "relu":
            return F.relu(x)
        return F.silu(x)

    def run(self, ids: Tensor, types: Optional[Tensor]) -> Tensor:
        """Returns the vector of each token. Without types all tokens are of the first type."""
        return self.through(self.embedded(ids, types), None)

    def embedded(self, ids: Tensor, types: Optional[Tensor]) -> Tensor:
        x = F.embedding(ids, self.words).float()
        if self.word_scales.numel() > 0:
            x = x * F.embedding(ids, self.word_scales.unsqueeze(1))
        x = x + self.positions[:ids.size(1)]
        if types is not None:
            # The tokenizers of families without types tell the texts of a pair apart all the same.
            x = x + F.embedding(types.clamp(max=self.second.size(0) - 1), self.second)
        return self.norm(x, 0)

    def through(self, x: Tensor, inputs: Optional[List[Tensor]]) -> Tensor:
        """Runs the layers. Collects what goes into the smoothed linear layers, if it is given a list for it."""
        texts = x.size(0)
        tokens = x.size(1)
        width = x.size(2)
        distances = self.distances(tokens)
        for layer in range(self.layers):
            qkv = self.linear(x, 4 * layer).view(texts, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
            attended = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], distances)
            attended = attended.transpose(1, 2).reshape(texts, tokens, width)
            if inputs is not None:
                inputs.append(x)
                inputs.append(attended)
            x = self.added(x, self.linear(attended, 4 * layer + 1), self.smoothing[2 * layer])
            x = self.norm(x, 2 * layer + 1)
            if inputs is not None:
                inputs.append(x)
            up = self.activated(self.linear(x, 4 * layer + 2))
            x = self.added(x, self.down(up, 4 * layer + 3), self.smoothing[2 * layer + 1])
            x = self.norm(x, 2 * layer + 2)
        return x
