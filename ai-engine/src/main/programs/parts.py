"""What the programs of models that write have in common; `compile.py` makes it part of each.

A matrix is stored as it was published, in int8 with a scale for each row, or in int4 with a scale and a zero for each group of columns,
two columns in a byte, the even one in the lower half: a weight is (number - 8) * scale + zero. A few tokens are bound by reading the
weights, so they multiply what is stored; many are bound by arithmetic, so a matrix is first widened to `wide`.
"""

from typing import Tuple

import torch
import torch.nn.functional as F
from torch import Tensor


def dtype_of(precision: str) -> int:
    """Of the linear layers when they are not rounded."""
    if precision == "bf16":
        return torch.bfloat16
    if precision == "fp16":
        return torch.half
    if precision == "fp32" or precision == "int8" or precision == "int4":
        return torch.float
    raise ValueError("unknown precision")


def require_known(activation: str):
    if activation not in ["gelu", "gelu_tanh", "relu", "silu"]:
        raise ValueError("unknown activation")


def activated(x: Tensor, activation: str) -> Tensor:
    if activation == "silu":
        return F.silu(x)
    if activation == "gelu_tanh":
        return F.gelu(x, approximate="tanh")
    if activation == "gelu":
        return F.gelu(x)
    return F.relu(x)


def timed_product(in_bfloat16: bool) -> float:
    """A product to be timed, to choose what rounded weights become for many tokens."""
    x = torch.ones(256, 512, dtype=torch.bfloat16 if in_bfloat16 else torch.float)
    return float(F.linear(x, x)[0, 0].item())


# -- int8


def enough_ones(ones: Tensor, matrix: Tensor) -> Tensor:
    """The scales that int8 products are given: their own are applied in float afterwards, to lose nothing."""
    return ones if ones.size(0) >= matrix.size(0) else torch.ones(matrix.size(0), dtype=torch.bfloat16, device=matrix.device)


def int8_product(x: Tensor, matrix: Tensor, scales: Tensor, ones: Tensor, few: int, wide: int) -> Tensor:
    """x: float (tokens, columns). ones: at least as many as there are rows. few: tokens, up to which what is stored is multiplied."""
    if x.size(0) <= few:
        return torch._weight_int8pack_mm(x.to(torch.bfloat16), matrix, ones[:matrix.size(0)]) * scales
    return F.linear(x.to(wide), matrix.to(wide)) * scales


# -- int4


def nibbles(packed: Tensor) -> Tensor:
    flat = packed.flatten()
    return torch.stack([flat & 15, flat >> 4], 1)


def int4_order() -> Tuple[int, Tensor]:
    """Finds out how this processor interleaves the rows of int4: packs numbers that say from which row and column they come. Returns
    how many rows are a block, and where each row of a block lies."""
    rows = torch.arange(64).unsqueeze(1).expand(64, 2)
    columns = torch.arange(2).expand(64, 2)
    low = nibbles(torch._convert_weight_to_int4pack_for_cpu((rows % 16).int().contiguous(), 1))
    high = nibbles(torch._convert_weight_to_int4pack_for_cpu((rows // 16).int().contiguous(), 1))
    column = nibbles(torch._convert_weight_to_int4pack_for_cpu(columns.int().contiguous(), 1))
    # Bytes of the first column come before those of the second, in each block.
    block = 2 * int((column.view(-1, 2)[:, 0] == 0).long().cumprod(0).sum().item())
    row = (low + 16 * high).long().view(-1, 2)[:block // 2]
    return block, torch.argsort(torch.cat([row[:, 0], row[:, 1]]))


def int4_packed(weight: Tensor, scales: Tensor, zeros: Tensor, block: int) -> Tuple[Tensor, Tensor]:
    """Returns the numbers as this processor multiplies them, filled up to whole blocks of rows, and scales and zeros side by side."""
    missing = -weight.size(0) % block
    numbers = torch.stack([weight & 15, (weight >> 4) & 15], 2).flatten(1).int()
    packed = torch._convert_weight_to_int4pack_for_cpu(F.pad(numbers, [0, 0, 0, missing]), 1)
    both = torch.stack([scales.float(), zeros.float()], 2).transpose(0, 1)
    return packed, F.pad(both, [0, 0, 0, missing]).to(torch.bfloat16).contiguous()


def int4_widened(packed: Tensor, both: Tensor, block: int, places: Tensor, wide: int) -> Tensor:
    rows = both.size(1)
    bytes = packed.view(rows // block, -1, block // 2)
    numbers = torch.cat([bytes & 15, bytes >> 4], 2)
    numbers = numbers.to(wide).transpose(1, 2)[:, places].reshape(rows, both.size(0), -1) - 8
    both = both.to(wide).transpose(0, 1)
    return torch.addcmul(both[:, :, 1:], numbers, both[:, :, :1]).flatten(1)


def int4_product(x: Tensor, packed: Tensor, both: Tensor, block: int, places: Tensor, few: int, wide: int) -> Tensor:
    """x: float (tokens, columns). Returns the rows that fill the last block as well."""
    if x.size(0) <= few:
        return int4_product_of_few(x, packed, both)
    return F.linear(x.to(wide), int4_widened(packed, both, block, places, wide)).float()


def int4_product_of_few(x: Tensor, packed: Tensor, both: Tensor) -> Tensor:
    """Multiplies what is stored."""
    group = 2 * packed.size(1) // both.size(0)
    return torch._weight_int4pack_mm_for_cpu(x.to(torch.bfloat16), packed, group, both).float()
