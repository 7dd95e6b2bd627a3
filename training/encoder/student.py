"""The network of models/encoder-fine, as it is learned; ``doleance.themes.context`` runs it in numpy."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

DIM, WIDTH, BLOCKS, KERNEL, WIDER, HEADS, STANCES = 256, 128, 3, 5, 2, 3, 8
N_KNOWN = 8000
# How much the plain sum of word vectors counts beside what the network makes of them, and the stance beside the meaning.
PLAIN, STANCE = 0.5, 0.7


class Student(nn.Module):
    """Convolutions over word vectors, then attention; see ``doleance.themes.context.ContextEncoder``."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Linear(DIM + 1, WIDTH)
        self.word = nn.Embedding(N_KNOWN + 1, WIDTH, padding_idx=0)
        self.mix = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=KERNEL // 2, groups=WIDTH) for _ in range(BLOCKS))
        self.text = nn.ParameterList(nn.Parameter(torch.zeros(WIDTH)) for _ in range(BLOCKS))
        self.widen = nn.ModuleList(nn.Linear(WIDTH, WIDTH * WIDER) for _ in range(BLOCKS))
        self.narrow = nn.ModuleList(nn.Linear(WIDTH * WIDER, WIDTH) for _ in range(BLOCKS))
        self.attend, self.gate = nn.Linear(WIDTH, HEADS, bias=False), nn.Linear(WIDTH, 1)
        self.base, self.out = nn.Linear(DIM, DIM, bias=False), nn.Linear(WIDTH * (HEADS + 1), DIM)
        self.stance = nn.Linear(WIDTH * (HEADS + 1), STANCES)
        # At first a text is the plain sum of its words, which the network then learns to better.
        for layer in (self.word, self.gate):
            nn.init.zeros_(layer.weight)
        for layer in (*self.narrow, self.out):
            nn.init.normal_(layer.weight, std=0.02)
        for layer in (*self.narrow, self.gate):
            nn.init.zeros_(layer.bias)
        with torch.no_grad():
            self.base.weight.copy_(torch.eye(DIM))

    def forward(self, raw: torch.Tensor, known: torch.Tensor, is_word: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what texts are about, (n, 256) of unit length, and which way they speak, (n, 8).

        ``raw`` (n, n_words, 256) are weighted word vectors, ``known`` (n, n_words) their places among the known words,
        ``is_word`` (n, n_words) 0 where a text has ended.
        """
        here = is_word[:, :, None]
        lengths = raw.norm(dim=2, keepdim=True)
        state = (self.enter(torch.cat([raw / (lengths + 1e-6), torch.log(lengths + 1e-2)], 2)) + self.word(known)) * here
        counts = here.sum(1, keepdim=True).clamp(min=1)
        for mix, text, widen, narrow in zip(self.mix, self.text, self.widen, self.narrow, strict=True):
            calm = self._calm(state) * here
            mixed = mix(calm.transpose(1, 2)).transpose(1, 2) + text * (calm.sum(1, keepdim=True) / counts)
            state = (state + narrow(functional.relu(widen(mixed)))) * here
        calm = self._calm(state) * here
        weights = self.attend(calm).masked_fill(here == 0, -1e4).softmax(1)
        heads = torch.einsum("blh,bld->bhd", weights, calm).flatten(1)
        pooled = torch.cat([calm.sum(1) / counts[:, 0], heads], 1)
        summed = (2 * torch.sigmoid(self.gate(calm)) * raw * here).sum(1)
        about = self.base(functional.normalize(summed, dim=1)) + self.out(pooled)
        return functional.normalize(about, dim=1), torch.tanh(self.stance(pooled))

    @staticmethod
    def _calm(state: torch.Tensor) -> torch.Tensor:
        return state * torch.rsqrt((state * state).mean(-1, keepdim=True) + 1e-6)


def join(about: torch.Tensor, stance: torch.Tensor, raw: torch.Tensor) -> torch.Tensor:
    """Return vectors as the encoder gives them: the meaning with some of the plain sum in it, and the stance."""
    plain = functional.normalize(raw.sum(1), dim=1)
    about = functional.normalize(about + PLAIN * plain, dim=1)
    return functional.normalize(torch.cat([about, STANCE * stance], 1), dim=1)


def to_arrays(student: Student) -> dict[str, np.ndarray]:
    """Return the arrays of ``network.npz``: float16, matrices with a column an output; the known words' vectors int8."""
    state = {name: tensor.detach().numpy() for name, tensor in student.state_dict().items()}
    names = {"enter": "enter", "gate": "gate", "out": "out", "stance": "stance"}
    for i in range(BLOCKS):
        names |= {f"widen_{i}": f"widen.{i}", f"narrow_{i}": f"narrow.{i}"}
    arrays = {"attend": state["attend.weight"].T, "base": state["base.weight"].T}
    for name, key in names.items():
        arrays |= {name: state[f"{key}.weight"].T, f"{name}_bias": state[f"{key}.bias"]}
    for i in range(BLOCKS):
        arrays |= {f"mix_{i}": state[f"mix.{i}.weight"][:, 0].T, f"mix_{i}_bias": state[f"mix.{i}.bias"], f"text_{i}": state[f"text.{i}"]}
    arrays = {name: array.astype(np.float16) for name, array in arrays.items()}
    words = state["word.weight"][1:]
    peaks = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-9)
    return arrays | {"word": np.round(words / peaks * 127).astype(np.int8), "word_scale": (peaks[:, 0] / 127).astype(np.float32)}
