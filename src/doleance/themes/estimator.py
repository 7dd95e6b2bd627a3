"""The part of scikit-learn's contract that every estimator shares, without the seconds that importing scikit-learn costs."""

from __future__ import annotations

import inspect
from typing import Any, Self

from doleance.errors import SettingsError


class Estimator:
    """An object whose arguments can be read, set and cloned as scikit-learn does; its constructor only stores them."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the arguments by name."""
        return {name: getattr(self, name) for name in self._argument_names()}

    def set_params(self, **params: Any) -> Self:
        """Set arguments by name.

        Raises
        ------
        SettingsError
            There is no such argument.
        """
        names = self._argument_names()
        for name, value in params.items():
            if name not in names:
                raise SettingsError(f"{type(self).__name__} has no argument {name!r}.", hint=f"Known arguments: {', '.join(names)}.")
            setattr(self, name, value)
        return self

    @classmethod
    def _argument_names(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def __repr__(self) -> str:
        """Return the call that makes the same estimator."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.get_params().items())})"

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn asks of an estimator: texts in, no target needed."""
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=False, string=True),
        )


def not_fitted(estimator: Estimator) -> Exception:
    """Return the error of an estimator that is asked before it has learned, in scikit-learn's own class."""
    from sklearn.exceptions import NotFittedError

    error: Exception = NotFittedError(f"This {type(estimator).__name__} is not fitted; call fit first.")
    return error
