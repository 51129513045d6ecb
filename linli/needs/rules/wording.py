"""What a line about a need may say: what is wanted. Causes, labels and what D-1 forbids are refused."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.methods.terms import FORBIDDEN_WORDS

# Causes: they explain why somebody wants something. What is wanted can always be said without them.
CAUSES = tuple(
    """
    因为 由于 原因 缘故 病 症 癌 瘤 瘫 疯 癫 痫 残疾 残障 伤残 智障 痴呆 失智 失能 失明 失聪 聋哑 盲人 抑郁
    自闭 糖尿 血压 心梗 脑梗 中风 透析 化疗 放疗 手术 术后 骨折 住院 确诊 阳性 感染 传染 艾滋 乙肝 结核 肝炎
    怀孕 流产 家暴 性侵 酗酒 赌博 欠债 坐牢 入狱 出狱 监狱 判刑 刑 缓刑 犯罪 罪犯 前科 案底 矫正 吸毒 戒毒
    毒品 上访 信访 拘留 处罚
    """.split()  # noqa: SIM905
)
# Labels: they say what kind of person somebody is said to be.
LABELS = tuple(
    """
    低保 特困 五保 贫困 困难户 困难家庭 困难群众 救助对象 孤寡 空巢 独居 留守 失独 孤儿 离异 离婚 丧偶
    寡妇 单亲 民族 少数民族 汉族 回族 藏族 维吾尔 宗教 信教 教徒 佛教 道教 基督 天主教 伊斯兰 穆斯林 清真 党员
    政治面貌 重点人员 帮教对象 服务对象分级 高危 人脸 指纹 声纹 轨迹 打卡 评分 信用分
    """.split()  # noqa: SIM905
)
REFUSED = tuple(dict.fromkeys((*FORBIDDEN_WORDS, *CAUSES, *LABELS)))
_BETWEEN = re.compile(r"[\s\W_]+")
_PAPERS = re.compile(r"\d{15,}[xX]?")  # an identity card, a bank card


def refused_word(text: str, more: Iterable[str] = ()) -> str:
    """The first word that has no place in a line about a need; "" when there is none.

    Blanks and marks between the characters change nothing, nor do full-width forms.

    >>> [refused_word(text) for text in ("每周二送米", "糖 尿 病，要低糖饭", "低.保户", "ＨＩＶ")]
    ['', '病', '低保', '']
    >>> refused_word("清洗油烟机", more=["油烟机"])
    '油烟机'
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if papers := _PAPERS.search(plain):
        return papers[0][:6] + "…"
    return next((word for word in (*REFUSED, *more) if word in plain), "")


def check_wanted(text: str, *, field: str, most: int, more: Iterable[str] = ()) -> str:
    """One line, trimmed; refused with a kind sentence when it says more than what is wanted."""
    line = " ".join(unicodedata.normalize("NFC", text).replace("\0", "").split())
    if len(line) > most:
        why = _("最多 %(most)d 个字，现在有 %(now)d 个字。") % {"most": most, "now": len(line)}
        raise RuleBroken("line_too_long", why, {field: why})
    word = refused_word(line, more)
    if word:
        why = _("只写要什么、什么时候方便就够了，不用说为什么，也不用说是什么人。请把“%(word)s”去掉。") % {
            "word": word
        }
        raise RuleBroken("says_cause", why, {field: why})
    return line
