"""The learner of texts, where it is installed: whoever only predicts needs no scikit-learn.

Found by name, so that a web process does not carry it.
"""

from collections.abc import Sequence
from typing import Protocol, cast

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from linli.core.errors import Unavailable
from linli.solvers.text.classifier import TextClassifier


class Learner(Protocol):
    def __call__(
        self,
        texts: Sequence[str],
        labels: Sequence[Sequence[str]],
        *,
        seed: int,
        like: TextClassifier | None = None,
    ) -> TextClassifier: ...


def text_learner() -> Learner:
    try:
        return cast(Learner, import_string("linli.solvers.text.fitting.fit"))
    except ImportError:
        sentence = _("这台机器没有安装学习组件。请管理员安装 linli[learn]（scikit-learn）后再学习。")
        raise Unavailable("learner_missing", sentence) from None
