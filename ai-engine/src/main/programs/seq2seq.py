"""The weightless program of models that read a whole text and then write another (T5, Flan-T5, mT5, BART, DistilBART, mBART, Pegasus):
tokens to the next token.

It holds no weights: `configure` says what the model is like, `load_words`, `load_side` and `load_layer` take a checkpoint's tensors one
part after another and pack them for one precision. Reading goes layer by layer (`begin`, `read_layer`, `end`), so that it can be
stopped, and leaves the keys and values that each layer of the writing side looks up in the text. What was written keeps its keys and
values in tensors that are made once; nothing is copied from token to token.

Several beginnings of a text can be written on at once (a beam search): the rows of those tensors. Matrices are stored as in
`parts`: each is followed by the scales and zeros of its rows, both empty if it is not rounded.

Order of the tensors given to `load_layer`, where a missing one is empty; a block of attention is

    norm: weight, bias; query, scales, zeros, bias; key, ...; value, ...; output, ...

and a layer is one such block, on the writing side a second one that looks at the text, and then

    norm: weight, bias; up, scales, zeros, bias; gate, ...; down, ...

Import settles before what the families differ in: the factors of queries and scores stand in their matrices and norms, positions are a
table whether they were learned or are waves, and what the distance of two tokens adds to their attention is a table of distances. A
norm without a bias is one of root mean squares.
"""

from typing import Final, List, Optional

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

import parts


class Seq2Seq(nn.Module):
    FEW: Final[int] = 8  # tokens, up to which stored weights are multiplied as they are
    ATTENTION: Final[int] = 18  # tensors of a block
    FEED: Final[int] = 14
    READING: Final[int] = 4  # matrices of a layer: query+key+value, output, up+gate, down
    WRITING: Final[int] = 7  # and, after the first two: query, key+value, output for the text

    precision: str
    dtype: int  # of the linear layers when they are not rounded
    wide: int  # what rounded weights become for many tokens
    heads: int
    head_size: int
    epsilon: float
    activation: str
    factor: float  # of the word embeddings
    norms_first: bool
    words: Tensor
    word_scales: Tensor
    head: Tensor  # what makes scores of words if not the word embeddings
    head_scales: Tensor
    head_bias: Tensor
    positions: List[Tensor]  # of the reading and the writing side
    distances: List[Tensor]  # (distances, heads) of both sides
    ends: List[Tensor]  # norms of both sides: before the first layer, and after the last; weight and bias each
    matrices: List[Tensor]  # of all reading layers, then of all writing ones
    scales: List[Tensor]  # of each matrix; empty if it is not rounded
    biases: List[Tensor]
    rows: List[int]  # of each matrix, without those that fill a block
    norms: List[Tensor]  # weight and bias, in the same order
    keys: List[Tensor]  # (beams, heads, capacity, head size) for each writing layer
    values: List[Tensor]
    text_keys: List[Tensor]  # (heads, tokens of the text, head size)
    text_values: List[Tensor]
    ones: Tensor  # as many as the longest matrix has rows
    capacity: int
    beams: int
    length: int  # tokens that are written
    state: Tensor
    reading: int  # layers
    writing: int
    block: int  # rows that int4 interleaves; depends on the processor
    places: Tensor  # where each row of such a block lies
    states: List[Tensor]  # of a trial
    texts: List[Tensor]

    def __init__(self):
        super().__init__()
        self.precision = "fp32"
        self.dtype = torch.float
        self.wide = torch.bfloat16
        self.heads = 1
        self.head_size = 1
        self.epsilon = 1e-6
        self.activation = "relu"
        self.factor = 1.0
        self.norms_first = True
        self.words = torch.empty(0)
        self.word_scales = torch.empty(0)
        self.head = torch.empty(0)
        self.head_scales = torch.empty(0)
        self.head_bias = torch.empty(0)
        self.positions = torch.jit.annotate(List[Tensor], [])
        self.distances = torch.jit.annotate(List[Tensor], [])
        self.ends = torch.jit.annotate(List[Tensor], [])
        self.matrices = torch.jit.annotate(List[Tensor], [])
        self.scales = torch.jit.annotate(List[Tensor], [])
        self.biases = torch.jit.annotate(List[Tensor], [])
        self.rows = torch.jit.annotate(List[int], [])
        self.norms = torch.jit.annotate(List[Tensor], [])
        self.keys = torch.jit.annotate(List[Tensor], [])
        self.values = torch.jit.annotate(List[Tensor], [])
        self.text_keys = torch.jit.annotate(List[Tensor], [])
        self.text_values = torch.jit.annotate(List[Tensor], [])
        self.ones = torch.empty(0)
        self.capacity = 0
        self.beams = 1
        self.length = 0
        self.state = torch.empty(0)
        self.reading = 0
        self.writing = 0
        self.block = 64
        self.places = torch.empty(0)
        self.states = torch.jit.annotate(List[Tensor], [])
        self.texts = torch.jit.annotate(List[Tensor], [])

    # -- Loading

    @torch.jit.export
    def configure(self, precision: str, activation: str, heads: int, head_size: int, epsilon: float, factor: float, norms_first: bool,
                  capacity: int, beams: int):
        """Says what the model is like, and forgets all weights. `norms_first`: of each block, not after it. `capacity`: most tokens to
        write, `beams`: most beginnings to write on at once."""
        parts.require_known(activation)
        self.dtype = parts.dtype_of(precision)
        self.precision = precision
        self.activation = activation
        self.heads = heads
        self.head_size = head_size
        self.epsilon = epsilon
        self.factor = factor
        self.norms_first = norms_first
        self.capacity = capacity
        self.beams = beams
        self.ones = torch.ones(1, dtype=torch.bfloat16)
        self.positions.clear()
        self.distances.clear()
        self.ends.clear()
        if precision == "int4":
            self.block, self.places = parts.int4_order()
        self.forget()

    @torch.jit.export
    def forget(self):
        """Forgets all layers, and what was read."""
        self.matrices.clear()
        self.scales.clear()
        self.biases.clear()
        self.rows.clear()
        self.norms.clear()
        self.keys.clear()
        self.values.clear()
        self.text_keys.clear()
        self.text_values.clear()
        self.reading = 0
        self.writing = 0
        self.length = 0

    @torch.jit.export
    def widen(self, to_bfloat16: bool):
        """Says what rounded weights become for many tokens: bfloat16 or float, whichever is quicker on this processor."""
        self.wide = torch.bfloat16 if to_bfloat16 else torch.float

    @torch.jit.export
    def try_product(self, in_bfloat16: bool) -> float:
        """A product to be timed, to choose for `widen`."""
        return parts.timed_product(in_bfloat16)

    @torch.jit.export
    def load_words(self, table: Tensor, scales: Tensor, head: Tensor, head_scales: Tensor, head_bias: Tensor):
        """Takes the word embeddings, and what makes scores of words: empty if that is the word embeddings."""
        self.words = self.table(table, scales)
        self.word_scales = scales.clone()
        self.head = self.table(head, head_scales)
        self.head_scales = head_scales.clone()
        self.head_bias = head_bias.to(torch.float, copy=True).flatten()
        self.ones = parts.enough_ones(self.ones, table)

    def table(self, numbers: Tensor, scales: Tensor) -> Tensor:
        if scales.numel() > 0:
            return numbers.to(torch.int8, copy=True)
        return numbers.to(torch.float if self.precision == "int8" or self.precision == "int4" else self.dtype, copy=True)

    @torch.jit.export
    def load_side(self, w: List[Tensor]):
        """Takes what is around the layers of the reading side, then of the writing side: positions, distances, the norm before the
        layers (weight, bias), the norm after them (weight, bias). A table of distances begins with the farthest one to the left; on the
        reading side it goes on to the farthest one to the right, on the writing side it ends with no distance at all."""
        self.positions.append(w[0].to(torch.float, copy=True))
        self.distances.append(w[1].to(torch.float, copy=True))
        for i in range(2, 6):
            self.ends.append(w[i].to(torch.float, copy=True))

    @torch.jit.export
    def load_layer(self, w: List[Tensor], room: bool):
        """Takes one layer: first all of the reading side, then all of the writing side. Keeps no reference to the tensors it was given.
        Without `room`, nothing can be written but by a trial."""
        writes = len(w) == 2 * self.ATTENTION + self.FEED
        if not writes and len(w) != self.ATTENTION + self.FEED:
            raise ValueError("a wrong number of tensors")
        self.norm_of(w, 0)
        self.pack(w, [2, 6, 10])
        self.pack(w, [14])
        at = self.ATTENTION
        if writes:
            self.norm_of(w, at)
            self.pack(w, [at + 2])
            self.pack(w, [at + 6, at + 10])
            self.pack(w, [at + 14])
            at += self.ATTENTION
        self.norm_of(w, at)
        self.pack(w, [at + 2, at + 6] if w[at + 6].numel() > 0 else [at + 2])
        self.pack(w, [at + 10])
        if not writes:
            self.reading += 1
            return
        self.writing += 1
        if room:
            cache = torch.half if self.precision == "fp16" else torch.float
            for kind in [self.keys, self.values]:
                kind.append(torch.empty(self.beams, self.heads, self.capacity, self.head_size, dtype=cache, device=w[0].device))

    def norm_of(self, w: List[Tensor], at: int):
        self.norms.append(w[at].to(torch.float, copy=True))
        self.norms.append(w[at + 1].to(torch.float, copy=True))

    def pack(self, w: List[Tensor], places: List[int]):
        """Packs matrices that become one."""
        weight = torch.cat([w[at] for at in places])
        scales = torch.cat([w[at + 1] for at in places])
        zeros = torch.cat([w[at + 2] for at in places])
        self.rows.append(weight.size(0))
        self.biases.append(torch.cat([w[at + 3] for at in places]).float())
        if zeros.numel() > 0:
            matrix, both = parts.int4_packed(weight, scales, zeros, self.block)
            self.matrices.append(matrix)
            self.scales.append(both)
        elif scales.numel() > 0:
            self.ones = parts.enough_ones(self.ones, weight)
            self.matrices.append(weight.clone())
            self.scales.append(scales.to(torch.float, copy=True))
        else:
            self.matrices.append(weight.to(self.dtype, copy=True))
            self.scales.append(torch.empty(0))

    # -- Parts of a layer

    def linear(self, x: Tensor, number: int) -> Tensor:
        """x: float (tokens, width)."""
        scales = self.scales[number]
        bias = self.biases[number]
        if scales.dim() == 3:
            y = parts.int4_product(x, self.matrices[number], scales, self.block, self.places, self.FEW, self.wide)
            y = y[:, :self.rows[number]]
        else:
            y = self.product(x, self.matrices[number], scales)
        return y + bias if bias.numel() > 0 else y

    def product(self, x: Tensor, matrix: Tensor, scales: Tensor) -> Tensor:
        if scales.numel() == 0:
            return F.linear(x.to(matrix.dtype), matrix).float()
        return parts.int8_product(x, matrix, scales, self.ones, self.FEW, self.wide)

    def norm(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        if bias.numel() > 0:
            return F.layer_norm(x, [x.size(-1)], weight, bias, self.epsilon)
        return torch.rms_norm(x, [x.size(-1)], weight, self.epsilon)

    def before(self, x: Tensor, norm: int) -> Tensor:
        return self.norm(x, self.norms[2 * norm], self.norms[2 * norm + 1]) if self.norms_first else x

    def after(self, x: Tensor, norm: int) -> Tensor:
        return x if self.norms_first else self.norm(x, self.norms[2 * norm], self.norms[2 * norm + 1])

    def feed(self, x: Tensor, norm: int, matrix: int) -> Tensor:
        y = self.linear(self.before(x, norm), matrix)
        inside = self.rows[matrix] // (2 if self.gated(matrix) else 1)
        up = y[:, :inside]
        y = parts.activated(y[:, inside:], self.activation) * up if self.gated(matrix) else parts.activated(up, self.activation)
        return self.after(x + self.linear(y, matrix + 1), norm)

    def gated(self, matrix: int) -> bool:
        """Whether a matrix is two, from the columns of the one after it."""
        next = self.matrices[matrix + 1]
        columns = 2 * next.size(1) if self.scales[matrix + 1].dim() == 3 else next.size(1)
        return self.rows[matrix] != columns

    def embedded(self, ids: Tensor, side: int, begin: int) -> Tensor:
        """ids: (rows, tokens), the first of which stands at the place `begin`."""
        flat = ids.flatten()
        x = F.embedding(flat, self.words).float()
        if self.word_scales.numel() > 0:
            x = x * self.word_scales[flat].unsqueeze(1)
        if self.factor != 1.0:
            x = x * self.factor
        if self.positions[side].numel() > 0:
            x = x + self.positions[side][begin:begin + ids.size(1)].repeat(ids.size(0), 1)
        return self.norm(x, self.ends[4 * side], self.ends[4 * side + 1]) if self.ends[4 * side].numel() > 0 else x

    def ended(self, x: Tensor, side: int) -> Tensor:
        return self.norm(x, self.ends[4 * side + 2], self.ends[4 * side + 3]) if self.ends[4 * side + 2].numel() > 0 else x

    def attended(self, query: Tensor, key: Tensor, value: Tensor, mask: Optional[Tensor]) -> Tensor:
        """query: (rows, heads, tokens, head size); returns (rows * tokens, heads * head size)."""
        query = query.to(key.dtype)
        if mask is not None:
            mask = mask.to(key.dtype)
        y = F.scaled_dot_product_attention(query, key, value, mask, 0.0, False, scale=1.0)
        return y.float().transpose(1, 2).reshape(-1, self.heads * self.head_size)

    def split(self, x: Tensor, rows: int, parts: int) -> Tensor:
        """Returns (parts, rows, heads, tokens, head size)."""
        return x.view(rows, -1, parts, self.heads, self.head_size).permute(2, 0, 3, 1, 4)

    # -- Reading

    def read_mask(self, tokens: int) -> Optional[Tensor]:
        table = self.distances[0]
        if table.numel() == 0:
            return None
        far = table.size(0) // 2
        places = torch.arange(tokens, device=table.device)
        return table[(places.unsqueeze(0) - places.unsqueeze(1)).clamp(-far, far) + far].permute(2, 0, 1).unsqueeze(0)

    def read_one(self, x: Tensor, layer: int) -> Tensor:
        matrix = self.READING * layer
        qkv = self.split(self.linear(self.before(x, 2 * layer), matrix), 1, 3)
        y = self.linear(self.attended(qkv[0], qkv[1], qkv[2], self.read_mask(x.size(0))), matrix + 1)
        return self.feed(self.after(x + y, 2 * layer), 2 * layer + 1, matrix + 2)

    @torch.jit.export
    def begin(self, ids: List[int]):
        """Begins to read a text."""
        self.state = self.embedded(torch.tensor([ids], dtype=torch.long, device=self.words.device), 0, 0)

    @torch.jit.export
    def read_layer(self, layer: int):
        self.state = self.read_one(self.state, layer)

    @torch.jit.export
    def end(self):
        """Ends reading; nothing is written yet."""
        text = self.ended(self.state, 0)
        self.text_keys.clear()
        self.text_values.clear()
        for layer in range(self.writing):
            both = self.look_up(text, layer)
            self.text_keys.append(both[0])
            self.text_values.append(both[1])
        self.state = torch.empty(0)
        self.length = 0

    def look_up(self, text: Tensor, layer: int) -> Tensor:
        """The keys and values that a writing layer finds in the text: (2, heads, tokens, head size)."""
        both = self.split(self.linear(text, self.READING * self.reading + self.WRITING * layer + 3), 1, 2)[:, 0].contiguous()
        return both.half() if self.precision == "fp16" else both

    # -- Writing

    def write_mask(self, begin: int, tokens: int) -> Optional[Tensor]:
        """What each of the tokens sees, and how much its distance adds: (1, heads or 1, tokens, all tokens)."""
        table = self.distances[1]
        after: Optional[Tensor] = None
        if tokens > 1:
            after = torch.full([tokens, begin + tokens], float("-inf"), device=self.words.device).triu(begin + 1).view(1, 1, tokens, -1)
        if table.numel() == 0:
            return after
        far = table.size(0) - 1
        places = torch.arange(begin + tokens, device=table.device)
        apart = (places.unsqueeze(0) - places[begin:].unsqueeze(1)).clamp(-far, 0) + far
        mask = table[apart].permute(2, 0, 1).unsqueeze(0)
        return mask + after if after is not None else mask

    def write_one(self, x: Tensor, layer: int, rows: int, begin: int, mask: Optional[Tensor], text_key: Tensor, text_value: Tensor,
                  remember: bool) -> Tensor:
        matrix = self.READING * self.reading + self.WRITING * layer
        norm = 2 * self.reading + 3 * layer
        qkv = self.split(self.linear(self.before(x, norm), matrix), rows, 3)
        key = qkv[1]
        value = qkv[2]
        if remember:
            end = begin + key.size(2)
            self.keys[layer][:rows, :, begin:end] = key
            self.values[layer][:rows, :, begin:end] = value
            key = self.keys[layer][:rows, :, :end]
            value = self.values[layer][:rows, :, :end]
        x = self.after(x + self.linear(self.attended(qkv[0], key, value, mask), matrix + 1), norm)
        # The text is the same for all rows, which are so many tokens of one query.
        query = self.split(self.linear(self.before(x, norm + 1), matrix + 2), 1, 1)[0]
        y = self.attended(query, text_key.unsqueeze(0), text_value.unsqueeze(0), None)
        x = self.after(x + self.linear(y, matrix + 4), norm + 1)
        return self.feed(x, norm + 2, matrix + 5)

    def written(self, ids: Tensor) -> Tensor:
        """ids: (rows, tokens) that follow what was written; returns what comes out of the last layer for each."""
        begin = self.length
        tokens = ids.size(1)
        if tokens == 0 or begin + tokens > self.capacity or ids.size(0) > self.beams:
            raise ValueError("the text is empty, or longer than the model writes")
        x = self.embedded(ids, 1, begin)
        mask = self.write_mask(begin, tokens)
        for layer in range(self.writing):
            x = self.write_one(x, layer, ids.size(0), begin, mask, self.text_keys[layer], self.text_values[layer], True)
        self.length = begin + tokens
        return self.ended(x, 1)

    def scores(self, x: Tensor) -> Tensor:
        y = self.product(x, self.head, self.head_scales) if self.head.numel() > 0 else self.product(x, self.words, self.word_scales)
        return y + self.head_bias if self.head_bias.numel() > 0 else y

    @torch.jit.export
    def keep(self, tokens: int):
        """Goes back to the first tokens that were written."""
        self.length = min(self.length, tokens)

    @torch.jit.export
    def next(self, id: int, banned: List[int]) -> int:
        """Writes a token and returns the one that is most likely to follow, but none that is banned."""
        scores = self.scores(self.written(torch.tensor([[id]], dtype=torch.long, device=self.words.device)))[0]
        if len(banned) > 0:
            scores[torch.tensor(banned, dtype=torch.long, device=scores.device)] = float("-inf")
        return int(scores.argmax().item())

    @torch.jit.export
    def best(self, parents: List[int], ids: List[int], sums: List[float], banned: List[int], most: int) -> List[float]:
        """Writes a token after each of several beginnings and returns the best ways to go on with any of them, the best first: for each,
        the sum of the logarithms of its probabilities, and its row times the number of words plus its word.

        parents: the rows of the last call that the beginnings come from. sums: of each beginning. banned: for each beginning how many
        words may not follow, then those."""
        rows = len(ids)
        if parents != [row for row in range(rows)]:
            order = torch.tensor(parents, dtype=torch.long, device=self.words.device)
            for layer in range(self.writing):
                for kind in [self.keys[layer], self.values[layer]]:
                    kind[:rows, :, :self.length] = kind[:, :, :self.length].index_select(0, order)
        x = self.written(torch.tensor(ids, dtype=torch.long, device=self.words.device).unsqueeze(1))
        scores = torch.log_softmax(self.scores(x), 1)
        at = 0
        for row in range(rows):
            for each in banned[at + 1:at + 1 + banned[at]]:
                scores[row, each] = float("-inf")
            at += 1 + banned[at]
        scores = scores + torch.tensor(sums, dtype=torch.float, device=scores.device).unsqueeze(1)
        best = scores.flatten().topk(min(most, scores.numel()))
        found = torch.stack([best.values.double(), best.indices.double()], 1).flatten()
        return found.tolist()

    @torch.jit.export
    def logits(self, ids: List[int]) -> List[float]:
        """Writes tokens and returns the scores of all words after each."""
        flat = self.scores(self.written(torch.tensor([ids], dtype=torch.long, device=self.words.device))).flatten()
        return flat.tolist()

    # -- Trying a model that does not fit into memory, one layer after another

    @torch.jit.export
    def trial_begin(self, ids: List[int]):
        """Adds a text to be read."""
        self.states.append(self.embedded(torch.tensor([ids], dtype=torch.long, device=self.words.device), 0, 0))

    @torch.jit.export
    def trial_turn(self):
        """All texts are read; what is written about them comes next."""
        for state in self.states:
            self.texts.append(self.ended(state, 0))
        self.states.clear()

    @torch.jit.export
    def trial_write(self, ids: List[int]):
        """Adds what is written about the next text."""
        self.states.append(self.embedded(torch.tensor([ids], dtype=torch.long, device=self.words.device), 1, 0))

    @torch.jit.export
    def trial_layer(self):
        """Has everything go through the one layer that is loaded."""
        for i in range(len(self.states)):
            x = self.states[i]
            if self.writing == 0:
                self.states[i] = self.read_one(x, 0)
            else:
                both = self.look_up(self.texts[i], 0)
                self.states[i] = self.write_one(x, 0, 1, 0, self.write_mask(0, x.size(0)), both[0], both[1], False)

    @torch.jit.export
    def trial_end(self) -> List[int]:
        """Returns the likeliest word after each token that was written, one text after another; all are forgotten."""
        best = torch.cat([self.scores(self.ended(state, 1)).argmax(1) for state in self.states])
        self.states.clear()
        self.texts.clear()
        return best.tolist()
