"""The weightless program of the decoders that are built like Llama (Llama 2 and 3, SmolLM2, Qwen 2, 2.5 and 3, Mistral, Gemma 1):
tokens to the next token.

It holds no weights: `configure` says what the model is like, `load_words`, `load_layer` for each layer and `load_end` take a
checkpoint's tensors one part after another and pack them for one precision. Keys and values of what was read stay in tensors that are
made once for the longest text, and each token writes its own place in them: nothing is copied from token to token, and `keep` goes
back to any earlier place.

A matrix is followed by the scales and the zeros of its rows, as in `parts`: both empty if it is not rounded; int8 has scales only.

Order of the tensors given to `load_layer`, where a missing one is empty:

    norm before attention; query, scales, zeros, bias; key, ...; value, ...; attention output, ...; norms of the heads of query and key;
    norm before the gated layers; gate, scales, zeros, bias; up, ...; down, ...

What the families differ in beyond that is settled before: import adds the one that Gemma adds to its norms, and works out the
frequencies of the rotary positions. Here the two halves of a head that a position rotates against each other are laid side by side, as
complex numbers, so that a rotation is one multiplication.

Linear layers in int8 multiply whole numbers. What goes in is rounded twice: to 8 bits, and what is left over to 8 more; both are rows
of one product, which reads the weights once, so that the second costs next to nothing and 16 bits of what goes in count. Many tokens
are bound by arithmetic, where it costs as much as the first: they are multiplied in bfloat16, if the processor is quick with it
(`widen`), by the published numbers, which are widened matrix by matrix, for each piece of a text anew, so that they lie in memory as
they were mapped and wide ones are never there but for one matrix. The same goes for int4, and in float if need be. Where the
processor has no product of whole numbers (`use_whole_numbers`), int8 is multiplied as in `parts`.
"""

from typing import Dict, Final, List

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

import parts


class LlamaDecoder(nn.Module):
    FEW: Final[int] = 8  # tokens, up to which stored weights are multiplied as they are
    FEW_INT8: Final[int] = 32  # the same where the published ones are widened, which takes longer
    FEW_INT4: Final[int] = 64
    BLOCK: Final[int] = 128  # tokens that look up what was read at once
    EACH_LAYER: Final[int] = 32

    precision: str
    dtype: int  # of the linear layers when they are not rounded
    wide: int  # what rounded weights become for many tokens
    heads: int
    key_heads: int
    head_size: int
    epsilon: float
    activation: str
    factor: float  # of the word embeddings
    rotations: Tensor  # complex (tokens, half a head)
    order: Tensor  # of the numbers of a head: one of each half in turn
    words: Tensor
    word_scales: Tensor
    packed: List[torch.classes.quantized.LinearPackedParamsBase]  # what is multiplied in whole numbers
    slots: List[int]  # for each matrix its place in `packed`, else -1
    whole: bool  # whether this processor multiplies whole numbers
    most: int  # that a whole number may be, lest their products overflow
    joining: Tensor  # what makes one of a product and that of what was left over
    most_of_one: float  # the same for one token
    finer_of_one: float
    joining_of_one: Tensor
    nothing: Tensor
    number: Tensor  # takes one number after another: to multiply by a number that is no tensor takes thrice as long
    rows: Dict[int, List[Tensor]]  # for each width of one token: what goes in, the same flat, and rounded as two rows, each row
    heads_of_one: Tensor  # of one token, queries, keys and values: as they come out of their matrix, as complex numbers, turned
    complex_of_one: Tensor
    turned_of_one: Tensor
    query_of_one: Tensor  # parts of what is turned
    new_of_one: Tensor
    attended_of_one: Tensor  # what goes into the matrix after attention, by heads
    between_of_one: Tensor  # the gate and what it gates
    matrices: List[Tensor]  # four of a layer, then the head if it is not the word embeddings: query+key+value, output, gate+up, down
    scales: List[Tensor]  # of each matrix; empty if it is not rounded
    biases: List[Tensor]
    published: List[List[Tensor]]  # of each matrix, where many tokens are multiplied by it widened: the ones that it was made of
    largest: int  # numbers of such a matrix
    room: Tensor  # for such a matrix, while many tokens are read
    norms: List[Tensor]  # four of a layer, then the last
    caches: List[Tensor]  # keys and values of what was read (2, 1, key heads, capacity, head size), for each layer
    ones: Tensor  # as many as the longest matrix has rows
    capacity: int
    length: int  # tokens that are read
    layers: int
    block: int  # rows that int4 interleaves; depends on the processor
    states: List[Tensor]  # of a trial

    def __init__(self):
        super().__init__()
        self.precision = "fp32"
        self.dtype = torch.float
        self.wide = torch.bfloat16
        self.heads = 1
        self.key_heads = 1
        self.head_size = 2
        self.epsilon = 1e-6
        self.activation = "silu"
        self.factor = 1.0
        self.rotations = torch.empty(0)
        self.order = torch.empty(0)
        self.words = torch.empty(0)
        self.word_scales = torch.empty(0)
        self.packed = torch.jit.annotate(List[torch.classes.quantized.LinearPackedParamsBase], [])
        self.slots = torch.jit.annotate(List[int], [])
        self.whole = False
        self.most = 127
        self.joining = torch.empty(0)
        self.most_of_one = 63.0
        self.finer_of_one = 128.0
        self.joining_of_one = torch.empty(0)
        self.nothing = torch.empty(0)
        self.number = torch.tensor(1.0)
        self.rows = torch.jit.annotate(Dict[int, List[Tensor]], {})
        self.heads_of_one = torch.empty(0)
        self.complex_of_one = torch.empty(0)
        self.turned_of_one = torch.empty(0)
        self.query_of_one = torch.empty(0)
        self.new_of_one = torch.empty(0)
        self.attended_of_one = torch.empty(0)
        self.between_of_one = torch.empty(0)
        self.matrices = torch.jit.annotate(List[Tensor], [])
        self.scales = torch.jit.annotate(List[Tensor], [])
        self.biases = torch.jit.annotate(List[Tensor], [])
        self.published = torch.jit.annotate(List[List[Tensor]], [])
        self.largest = 0
        self.room = torch.empty(0)
        self.norms = torch.jit.annotate(List[Tensor], [])
        self.caches = torch.jit.annotate(List[Tensor], [])
        self.ones = torch.empty(0)
        self.capacity = 0
        self.length = 0
        self.layers = 0
        self.block = 64
        self.states = torch.jit.annotate(List[Tensor], [])

    # -- Loading

    @torch.jit.export
    def configure(self, precision: str, activation: str, heads: int, key_heads: int, head_size: int, epsilon: float, factor: float,
                  attention_factor: float, frequencies: Tensor, capacity: int):
        """Says what the model is like, and forgets all weights. `frequencies`: of the rotary positions, half as many as a head has
        numbers. `attention_factor`: of the rotations. `capacity`: most tokens of a text."""
        parts.require_known(activation)
        self.dtype = parts.dtype_of(precision)
        self.precision = precision
        self.activation = activation
        self.heads = heads
        self.key_heads = key_heads
        self.head_size = head_size
        self.epsilon = epsilon
        self.factor = factor
        self.capacity = capacity
        angles = torch.outer(torch.arange(capacity, device=frequencies.device, dtype=torch.float), frequencies.float())
        self.rotations = torch.polar(torch.full_like(angles, attention_factor), angles)
        half = head_size // 2
        self.order = torch.arange(head_size, device=frequencies.device).view(2, half).t().reshape(-1)
        self.ones = torch.ones(1, dtype=torch.bfloat16, device=frequencies.device)
        if precision == "int4":
            self.block = parts.int4_order()[0]
        self.forget()

    @torch.jit.export
    def forget(self):
        """Forgets all layers, and what was read."""
        self.packed.clear()
        self.slots.clear()
        self.matrices.clear()
        self.scales.clear()
        self.biases.clear()
        self.published.clear()
        self.largest = 0
        self.norms.clear()
        self.caches.clear()
        self.rows.clear()
        self.layers = 0
        self.length = 0

    @torch.jit.export
    def use_whole_numbers(self):
        """Has int8 multiply whole numbers. Fails where the libraries for this processor cannot, and then changes nothing."""
        ones = torch.ones(32, 64)
        # Processors without instructions for it add two products in 16 bits, where the largest ones overflow.
        exact = self.packing(ones.to(torch.int8) * 127, torch.ones(32))
        sure = torch.full([1, 64], 127.0)
        sums = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(sure, 1.0, 128, exact)
        self.most = 127 if bool(torch.allclose(sums, torch.full([1, 32], 127.0 * 127.0 * 64.0))) else 63
        self.joining = torch.tensor([[1.0, 0.5 / self.most]])
        self.most_of_one = float(self.most // 2)
        self.finer_of_one = float(self.most + 1)
        self.joining_of_one = torch.tensor([[1.0 - 1.0 / self.finer_of_one, 1.0 / self.finer_of_one]])
        self.whole = True

    def packing(self, weight: Tensor, scales: Tensor) -> torch.classes.quantized.LinearPackedParamsBase:
        zeros = torch.zeros(weight.size(0), dtype=torch.long)
        return torch.ops.quantized.linear_prepack(torch._make_per_channel_quantized_tensor(weight, scales.double(), zeros, 0), None)

    @torch.jit.export
    def widen(self, to_bfloat16: bool):
        """Says what rounded weights become for many tokens: bfloat16 or float, whichever is quicker on this processor."""
        self.wide = torch.bfloat16 if to_bfloat16 else torch.float

    @torch.jit.export
    def try_product(self, in_bfloat16: bool) -> float:
        """A product to be timed, to choose for `widen`."""
        return parts.timed_product(in_bfloat16)

    @torch.jit.export
    def load_words(self, table: Tensor, scales: Tensor):
        """Takes the word embeddings. Those that are rounded must stay where they are as long as the program."""
        if scales.numel() > 0:
            self.words = table
        else:
            self.words = table.to(self.dtype, copy=True)
        self.word_scales = scales.clone()

    @torch.jit.export
    def load_layer(self, w: List[Tensor], room: bool):
        """Takes one layer. Matrices that are rounded must stay where they are as long as it is loaded, the other tensors are copied.
        Without `room`, nothing can be read but by a trial."""
        if len(w) != self.EACH_LAYER:
            raise ValueError("a wrong number of tensors")
        self.norms.append(w[0].to(torch.float, copy=True))
        self.norms.append(self.in_order(w[17]))
        self.norms.append(self.in_order(w[18]))
        self.norms.append(w[19].to(torch.float, copy=True))
        rows = torch.cat([self.turned(self.heads), self.turned(self.key_heads) + self.heads * self.head_size,
                          torch.arange(self.key_heads * self.head_size, device=w[1].device)
                          + (self.heads + self.key_heads) * self.head_size])
        self.pack_published([w[1], w[5], w[9]], self.joined([w[2], w[6], w[10]]), self.joined([w[3], w[7], w[11]]),
                  self.bias([w[1], w[5], w[9]], [w[4], w[8], w[12]]), rows)
        nothing = torch.empty(0)
        self.pack_published([w[13]], w[14], w[15], w[16], nothing)
        self.pack_published([w[20], w[24]], self.joined([w[21], w[25]]), self.joined([w[22], w[26]]),
                  self.bias([w[20], w[24]], [w[23], w[27]]), nothing)
        self.pack_published([w[28]], w[29], w[30], w[31], nothing)
        if room:
            cache = torch.half if self.precision == "fp16" else torch.float
            self.caches.append(torch.empty(2, 1, self.key_heads, self.capacity, self.head_size, dtype=cache, device=w[0].device))
            if w[0].device.type == "cpu" and self.layers == 0:
                self.make_room_for_one(w[0].size(0), w[20].size(0))
        self.layers += 1

    def make_room_for_one(self, width: int, between: int):
        """What one token becomes on its way is written to the same places for each token and layer: to make and to view tensors
        would take longer than what is done to them."""
        attended = self.heads * self.head_size
        for columns in [width, attended, between]:
            given = torch.empty(1, columns)
            both = torch.empty(2, columns)
            self.rows[columns] = [given, given.view(-1), both, both[:1], both[1:]]
        all_heads = self.heads + 2 * self.key_heads
        self.heads_of_one = torch.empty(1, all_heads * self.head_size)
        self.complex_of_one = torch.view_as_complex(self.heads_of_one.view(1, all_heads, -1, 2))
        self.turned_of_one = torch.empty_like(self.complex_of_one)
        turned = torch.view_as_real(self.turned_of_one).view(all_heads, self.head_size)
        self.query_of_one = turned[:self.heads].view(1, self.key_heads, -1, self.head_size)
        self.new_of_one = turned[self.heads:].view(2, 1, self.key_heads, 1, self.head_size)
        self.attended_of_one = self.rows[attended][0].view(1, self.key_heads, -1, self.head_size)
        self.between_of_one = torch.empty(1, 2 * between)

    @torch.jit.export
    def load_end(self, norm: Tensor, head: Tensor, scales: Tensor):
        """Takes the last norm, and what makes scores of words: empty if that is the word embeddings."""
        self.norms.append(norm.to(torch.float, copy=True))
        nothing = torch.empty(0)
        if head.numel() > 0:
            self.pack(head, scales, nothing, nothing, nothing)
        elif self.word_scales.numel() > 0 and self.whole:
            self.pack(self.words, self.word_scales, nothing, nothing, nothing)

    def joined(self, several: List[Tensor]) -> Tensor:
        return torch.cat(several) if several[0].numel() > 0 else several[0]

    def bias(self, matrices: List[Tensor], biases: List[Tensor]) -> Tensor:
        """The biases of matrices that are one now; those that are missing are zero."""
        found = False
        all = torch.jit.annotate(List[Tensor], [])
        for i in range(len(matrices)):
            if biases[i].numel() > 0:
                found = True
                all.append(biases[i].float())
            else:
                all.append(torch.zeros(matrices[i].size(0), device=matrices[i].device))
        return torch.cat(all) if found else torch.empty(0)

    def in_order(self, norm: Tensor) -> Tensor:
        return norm.float()[self.order] if norm.numel() > 0 else norm.clone()

    def turned(self, heads: int) -> Tensor:
        """Rows of a matrix for so many heads, the halves of each head laid side by side."""
        starts = torch.arange(heads, device=self.order.device) * self.head_size
        return (starts.unsqueeze(1) + self.order).flatten()

    def pack_published(self, published: List[Tensor], scales: Tensor, zeros: Tensor, bias: Tensor, rows: Tensor):
        """published: one matrix after another, which are one here. Remembers them if they are to be widened."""
        weight = torch.cat(published)
        self.pack(weight, scales, zeros, bias, rows)
        is_widened = zeros.numel() > 0 or self.slots[-1] >= 0 and self.wide == torch.bfloat16
        self.published.append(published if is_widened else torch.jit.annotate(List[Tensor], []))
        if is_widened:
            self.largest = max(self.largest, (2 if zeros.numel() > 0 else 1) * weight.numel())

    def pack(self, weight: Tensor, scales: Tensor, zeros: Tensor, bias: Tensor, rows: Tensor):
        """rows: the order that they shall have; empty for the order they have."""
        if rows.numel() > 0:
            weight = weight[rows]
            scales = scales[rows] if scales.numel() > 0 else scales
            zeros = zeros[rows] if zeros.numel() > 0 else zeros
            bias = bias[rows] if bias.numel() > 0 else bias
        self.biases.append(bias.to(torch.float, copy=True))
        is_whole = self.whole and scales.numel() > 0 and zeros.numel() == 0
        self.slots.append(len(self.packed) if is_whole else -1)
        if is_whole:
            self.packed.append(self.packing(weight, scales))
            self.matrices.append(torch.empty(0))
            self.scales.append(scales.to(torch.float, copy=True))
        elif zeros.numel() > 0:
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

    # -- Running

    def linear(self, x: Tensor, number: int, rows: int) -> Tensor:
        """x: float (tokens, width); rows: how many there are, without those that fill a block."""
        scales = self.scales[number]
        bias = self.biases[number]
        tokens = x.size(0)
        if tokens > 1 and self.is_widened(tokens, number):
            y = self.wide_product(x, number)
        elif self.slots[number] >= 0:
            y = self.whole_product(x, self.packed[self.slots[number]])
        elif scales.dim() == 3:
            y = parts.int4_product_of_few(x, self.matrices[number], scales)
            if y.size(1) > rows:
                y = y[:, :rows]
        elif scales.numel() > 0:
            y = parts.int8_product(x, self.matrices[number], scales, self.ones, self.FEW, self.wide)
        else:
            y = F.linear(x.to(self.dtype), self.matrices[number]).float()
        return y + bias if bias.numel() > 0 else y

    def is_widened(self, tokens: int, number: int) -> bool:
        few = self.FEW_INT4 if self.scales[number].dim() == 3 else self.FEW_INT8
        return tokens > few and number < len(self.published) and len(self.published[number]) > 0

    def wide_product(self, x: Tensor, number: int) -> Tensor:
        """What is between the gated layers stays as it is multiplied, all else becomes float."""
        scales = self.scales[number]
        if scales.dim() < 3:
            y = F.linear(x.to(self.wide), self.widened(number, x.size(1)))
            return y.mul_(scales.to(self.wide)) if number % 4 == 2 else y * scales
        evens = x.view(x.size(0), -1, 2).transpose(1, 2).to(self.wide).flatten(1)
        matrix = self.widened(number, x.size(1))
        grouped = matrix.view(matrix.size(0), 2, scales.size(0), -1)
        both = scales[:, :matrix.size(0)].permute(1, 2, 0).to(self.wide).unsqueeze(3)
        grouped.mul_(both.narrow(1, 0, 1)).add_(both.narrow(1, 1, 1))
        y = F.linear(evens, matrix)
        return y if number % 4 == 2 else y.float()

    def widened(self, number: int, columns: int) -> Tensor:
        """The numbers of a matrix, without scales; of int4 the even columns, then the odd ones."""
        if self.room.numel() < self.largest:
            self.room = torch.empty(self.largest, dtype=self.wide)
        published = self.published[number]
        rows = 0
        for part in published:
            rows += part.size(0)
        matrix = self.room[:rows * columns].view(rows, columns)
        row = 0
        for i in range(len(published)):
            part = published[i]
            to = matrix.narrow(0, row, part.size(0))
            row += part.size(0)
            if number % 4 == 0 and i < 2:  # queries and keys, in the order of their rotation
                half = self.head_size // 2
                part = part.view(-1, 2, half, part.size(1)).transpose(1, 2)
                to = to.view(-1, half, 2, columns)
            if part.size(-1) == columns:
                to.copy_(part)
            else:
                signed = torch.bitwise_xor(part, -0x78)
                to.narrow(-1, 0, columns // 2).copy_(torch.bitwise_right_shift(torch.bitwise_left_shift(signed, 4), 4))
                to.narrow(-1, columns // 2, columns // 2).copy_(torch.bitwise_right_shift(signed, 4))
        return matrix

    def whole_product(self, x: Tensor, packed: torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
        tokens = torch.linalg.vector_norm(x, float("inf"), [1], True).clamp_min(1e-20)
        x = x / tokens
        rough = torch.fake_quantize_per_tensor_affine(x, 1.0 / self.most, 0, -self.most, self.most)
        both = torch.cat([rough, (x - rough) * (2.0 * self.most)])
        y = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(both, 1.0 / self.most, self.most + 1, packed)
        return torch.mm(self.joining, y.view(2, -1)).view(x.size(0), y.size(1)) * tokens

    def product_of_one(self, given: List[Tensor], factor: float, number: int, onto: Tensor, out: Tensor):
        """Multiplies what was written to the rows of its width, and by a factor, and adds it to what may be `out` itself; if that is
        empty, to nothing. In few and cheap steps, which is what counts for one token. No number is larger than the length of all,
        which takes a quarter of the time that the largest takes. What was left over is rounded together with a rough number, so
        that a step less makes the second row: 14 bits of what goes in count, and common ones have 10."""
        slot = self.slots[number]
        bias = self.biases[number]
        if slot < 0:
            y = self.linear(given[0] * self.number.fill_(factor), number, out.size(1))
            if onto.numel() > 0:
                torch.add(y, onto, out=out)
            else:
                out.copy_(y)
            return
        step = max(float(torch.dot(given[1], given[1]).item()) ** 0.5, 1e-20) / self.most_of_one
        given[0].mul_(self.number.fill_(1.0 / step))
        torch.round(given[0], out=given[3])
        torch.lerp(given[3], given[0], self.finer_of_one, out=given[4])
        y = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(given[2], 1.0, self.most + 1, self.packed[slot])
        if bias.numel() > 0:
            onto = onto + bias if onto.numel() > 0 else bias
        if onto.numel() > 0:
            torch.addmm(onto, self.joining_of_one, y, alpha=step * factor, out=out)
        else:
            torch.addmm(self.number, self.joining_of_one, y, beta=0, alpha=step * factor, out=out)

    def normed_of_one(self, x: Tensor, number: int, given: List[Tensor]) -> float:
        """Writes what is left of a norm but for a factor, which it returns."""
        flat = x.view(-1)
        squares = float(torch.dot(flat, flat).item())
        torch.mul(x, self.norms[number], out=given[0])
        return (squares / x.size(1) + self.epsilon) ** -0.5

    def norm(self, x: Tensor, number: int) -> Tensor:
        return torch.rms_norm(x, [x.size(-1)], self.norms[number], self.epsilon)

    def embedded(self, ids: Tensor) -> Tensor:
        x = F.embedding(ids, self.words).float()
        if self.word_scales.numel() > 0:
            x = x * self.word_scales[ids].unsqueeze(1)
        return x * self.factor if self.factor != 1.0 else x

    def turns(self, begin: int, tokens: int) -> Tensor:
        """By what queries, keys and values of tokens are multiplied for their place: values by one, so that all are turned at once."""
        turned = self.rotations.narrow(0, begin, tokens).unsqueeze(1)
        return torch.cat([turned.expand(-1, self.heads + self.key_heads, -1),
                          torch.ones_like(turned).expand(-1, self.key_heads, -1)], 1)

    def layer(self, x: Tensor, layer: int, begin: int, turns: Tensor, masks: List[Tensor], remember: bool, goes_on: bool) -> Tensor:
        """goes_on: whether what comes out of it is wanted, or only what it remembers."""
        tokens = x.size(0)
        heads = self.heads
        key_heads = self.key_heads
        size = self.head_size
        qkv = self.linear(self.norm(x, 4 * layer), 4 * layer, (heads + 2 * key_heads) * size).view(tokens, -1, size)
        if self.norms[4 * layer + 1].numel() > 0:
            qkv = torch.cat([self.norm(qkv[:, :heads], 4 * layer + 1), self.norm(qkv[:, heads:heads + key_heads], 4 * layer + 2),
                             qkv[:, heads + key_heads:]], 1)
        turned = torch.view_as_real(torch.view_as_complex(qkv.reshape(tokens, -1, size // 2, 2)) * turns).view(tokens, -1, size)
        query = turned.narrow(1, 0, heads)
        # Keys and values, and the heads of each.
        new = turned.narrow(1, heads, 2 * key_heads)
        new = new.view(tokens, 2, 1, key_heads, size).permute(1, 2, 3, 0, 4)
        if remember:
            self.caches[layer].narrow(3, begin, tokens).copy_(new)
            new = self.caches[layer].narrow(3, 0, begin + tokens)
            if query.dtype != new.dtype:
                query = query.to(new.dtype)
        if not goes_on:
            return x
        key, value = new.unbind(0)
        # The queries that share a key head are so many more rows of one query: keys are not repeated.
        attended = self.attended(query.view(tokens, key_heads, -1, size).permute(1, 2, 0, 3), key, value, masks).reshape(tokens, -1)
        x = self.linear(attended.float(), 4 * layer + 1, x.size(1)).add_(x)
        between = self.linear(self.norm(x, 4 * layer + 3), 4 * layer + 2, -1 if self.scales[4 * layer + 2].dim() != 3 else self.between(layer))
        gate, up = between.chunk(2, 1)
        return self.linear(parts.activated(gate, self.activation).mul_(up), 4 * layer + 3, x.size(1)).add_(x)

    def layer_of_one(self, x: Tensor, layer: int, begin: int, turns: Tensor):
        """The same for one token on a processor, in as few steps as there can be; changes x."""
        given = self.rows[x.size(1)]
        heads = self.heads_of_one
        nothing = self.nothing
        self.product_of_one(given, self.normed_of_one(x, 4 * layer, given), 4 * layer, nothing, heads)
        if self.norms[4 * layer + 1].numel() > 0:
            split = heads.view(1, -1, self.head_size)
            query = split.narrow(1, 0, self.heads)
            key = split.narrow(1, self.heads, self.key_heads)
            query.copy_(self.norm(query, 4 * layer + 1))
            key.copy_(self.norm(key, 4 * layer + 2))
        torch.mul(self.complex_of_one, turns, out=self.turned_of_one)
        cache = self.caches[layer]
        cache.narrow(3, begin, 1).copy_(self.new_of_one)
        key, value = cache.narrow(3, 0, begin + 1).unbind(0)
        self.attended_of_one.copy_(F.scaled_dot_product_attention(self.query_of_one, key, value))
        self.product_of_one(self.rows[self.heads * self.head_size], 1.0, 4 * layer + 1, x, x)
        between = self.between_of_one
        self.product_of_one(given, self.normed_of_one(x, 4 * layer + 3, given), 4 * layer + 2, nothing, between)
        gate, up = between.chunk(2, 1)
        given = self.rows[up.size(1)]
        torch.mul(parts.activated(gate, self.activation), up, out=given[0])
        self.product_of_one(given, 1.0, 4 * layer + 3, x, x)

    def attended(self, query: Tensor, key: Tensor, value: Tensor, masks: List[Tensor]) -> Tensor:
        """Looks up block after block, each with the keys that some token of it may see. query: (key heads, heads of each, tokens,
        size)."""
        begin = key.size(2) - query.size(2)
        if len(masks) == 0:
            return F.scaled_dot_product_attention(query.view(1, self.key_heads, -1, self.head_size), key, value)
        found = torch.jit.annotate(List[Tensor], [])
        for i in range(len(masks)):
            block = query.narrow(2, i * self.BLOCK, min(self.BLOCK, query.size(2) - i * self.BLOCK))
            end = begin + i * self.BLOCK + block.size(2)
            attended = F.scaled_dot_product_attention(block.reshape(1, self.key_heads, -1, self.head_size), key.narrow(2, 0, end),
                                                      value.narrow(2, 0, end), masks[i])
            found.append(attended.view(self.heads, -1, self.head_size).transpose(0, 1))
        return torch.cat(found)

    def between(self, layer: int) -> int:
        """The rows of the gate and what it gates, from the columns of the matrix after it."""
        return 4 * self.matrices[4 * layer + 3].size(1)

    def masks(self, begin: int, tokens: int) -> List[Tensor]:
        """For each block what its tokens must not see: those after them. Once for each query that shares a key head."""
        masks = torch.jit.annotate(List[Tensor], [])
        if tokens > 1:
            for at in range(0, tokens, self.BLOCK):
                block = min(self.BLOCK, tokens - at)
                after = torch.full([block, begin + at + block], float("-inf"), device=self.words.device).triu(begin + at + 1)
                masks.append(after.repeat(self.heads // self.key_heads, 1).to(torch.half if self.precision == "fp16" else torch.float))
        return masks

    def read(self, ids: List[int], goes_on: bool) -> Tensor:
        """Reads tokens after those that were read, and returns what comes out of the last layer for each, if that is wanted."""
        begin = self.length
        if len(ids) == 0 or begin + len(ids) > self.capacity:
            raise ValueError("the text is empty, or longer than the model takes")
        x = self.embedded(torch.tensor(ids, dtype=torch.long, device=self.words.device))
        masks = self.masks(begin, len(ids))
        turns = self.turns(begin, len(ids))
        for layer in range(self.layers):
            if len(ids) == 1 and len(self.rows) > 0:
                self.layer_of_one(x, layer, begin, turns)
            else:
                x = self.layer(x, layer, begin, turns, masks, True, goes_on or layer < self.layers - 1)
        self.length = begin + len(ids)
        self.room = torch.empty(0)
        return x

    def scores(self, x: Tensor) -> Tensor:
        x = self.norm(x, 4 * self.layers)
        if len(self.matrices) > 4 * self.layers:
            return self.linear(x, 4 * self.layers, -1)
        if self.word_scales.numel() > 0:
            self.ones = parts.enough_ones(self.ones, self.words)
            return parts.int8_product(x, self.words, self.word_scales, self.ones, self.FEW, self.wide)
        return F.linear(x.to(self.dtype), self.words).float()

    @torch.jit.export
    def keep(self, tokens: int):
        """Goes back to the first tokens that were read."""
        self.length = min(self.length, tokens)

    @torch.jit.export
    def feed(self, ids: List[int]):
        """Reads tokens, to say nothing yet."""
        self.read(ids, False)

    @torch.jit.export
    def next(self, ids: List[int]) -> int:
        """Reads tokens and returns the one that is most likely to follow."""
        return int(self.scores(self.read(ids, True)[-1:]).argmax().item())

    @torch.jit.export
    def logits(self, ids: List[int]) -> List[float]:
        """Reads tokens and returns the scores of all words after each."""
        flat = self.scores(self.read(ids, True)).flatten()
        return flat.tolist()

    # -- Trying a model that does not fit into memory, one layer after another

    @torch.jit.export
    def trial_begin(self, ids: List[int]):
        """Adds a text."""
        self.states.append(self.embedded(torch.tensor(ids, dtype=torch.long, device=self.words.device)))

    @torch.jit.export
    def trial_layer(self):
        """Has all texts go through the one layer that is loaded."""
        for i in range(len(self.states)):
            tokens = self.states[i].size(0)
            self.states[i] = self.layer(self.states[i], 0, 0, self.turns(0, tokens), self.masks(0, tokens), False, True)

    @torch.jit.export
    def trial_end(self) -> List[int]:
        """Returns the likeliest word after each token of all texts, which are forgotten. No layer may be loaded."""
        best = torch.cat([self.scores(state).argmax(1) for state in self.states])
        self.states.clear()
        return best.tolist()
