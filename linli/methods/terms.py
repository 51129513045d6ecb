"""Words of the method packs: patterns with their sentence, and the names no pack may use."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

PACK_MAX_BYTES = 1_000_000  # the shipped packs are under 60 kB
FAULTS_SHOWN = 200
CHANGES_SHOWN = 200

# Versions written in the browser. Our values.
ROWS_MOST = 2000  # of one draft; the shipped packs have some 350
WORDS_APART = r"[、，,；;\s]+"  # what people put between words of a list
PERIODS_SHOWN = 12
TRIAL_DAYS = 30  # what a trial looks at when nobody says otherwise
TRIAL_DAYS_MOST = 92
TRIALS_LISTED = 10  # the lists of older ones are thrown away, their figures stay
PLAN_DAYS_MOST = 730

CODE = r"\A[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z"
FILLED = r"\A[^\s\x00-\x1f]([^\x00-\x1f]*[^\s\x00-\x1f])?\Z"

LINE = r"\A[^\x00-\x1f]*\Z"  # may be empty
LINES = r"\A[^\x00-\x08\x0b-\x1f]*\Z"

# What a pattern asks for, as a person would say it.
PATTERNS = {
    CODE: _("小写英文字母开头，只用小写字母、数字和下划线，用点分级"),
    FILLED: _("写成一行的文字，首尾不留空格"),
    LINE: _("写成一行的文字，不含控制字符"),
    LINES: _("文字，不含控制字符"),
}


class Inherit(StrEnum):
    """What a pack with `based_on` gets from its base when it gives a section itself."""

    ROWS = "rows"  # rows with another code than the given ones
    WHOLE = "whole"  # nothing: the given section replaces the base's


# Keys whose text may quote a law's title, so the Chinese words below are not looked for in them.
FREE_TEXT = frozenset({"about", "basis", "source"})

# Duties D-1 to D-4: kinds of facts about people that have no place here, so that no pack may bring a field, a
# code or a label for them. English ones are looked for in keys and codes, Chinese ones in all names.
FORBIDDEN_TOKENS = frozenset(
    """
    religion religious faith ethnicity ethnic political_opinion political_view party_member party_membership
    crime criminal conviction convict prison prisoner corrections parole released_person drug drugs addict
    mental_illness psychiatric disease diagnosis illness infection infected hiv
    petitioner petitioners petition_history petition_record
    face_image face_print faceprint fingerprint voiceprint voice_print biometric
    tracks trajectory location_track
    resident_score person_score personal_score household_score resident_rank social_credit credit_score
    household_colour person_colour resident_colour clock_in punch_in
    """.split()  # noqa: SIM905
)
FORBIDDEN_WORDS = tuple(
    """
    宗教信仰 信教 教徒 民族成分 少数民族 政治面貌 政治观点 犯罪记录 前科 刑满 刑释 服刑 社区矫正 矫正对象
    吸毒 戒毒 涉毒人员 精神病 精神障碍 肇事肇祸 艾滋 病史 病种 确诊 感染者
    信访史 信访记录 信访群众 信访人 上访户 上访人员 重点人员 人脸 指纹 声纹 轨迹
    居民评分 个人评分 家庭评分 居民排名 信用分 打卡
    """.split()  # noqa: SIM905
)

# What tomllib says, as far as it can be told in one sentence; the longest start that fits wins.
SYNTAX = {
    "Invalid statement": _("这一行不是 TOML：每行应是“键 = 值”、[表名] 或 [[表名]]"),
    "Invalid value": _("等号右边的值写得不对：文字要加引号，数组用 []，真假写 true 或 false"),
    "Expected '='": _("键后面缺少等号"),
    "Expected newline or end of document": _("这个值后面多了东西：一行只写一个“键 = 值”，数字不要以 0 开头"),
    "Unterminated string": _("引号没有配对"),
    "Illegal character": _("文字里有不允许的字符（常见的是引号没有在本行配对）"),
    "Unescaped '\\' in a string": _("双引号里的反斜杠要写成 \\\\，或改用单引号"),
    "Unclosed array": _("方括号 [ 没有配对的 ]"),
    "Unclosed inline table": _("花括号 { 没有配对的 }"),
    "Expected ']' at the end of a table declaration": _("表名后面缺少 ]"),
    "Expected ']]' at the end of an array declaration": _("表名后面缺少 ]]"),
    "Invalid initial character for a key part": _("键名写得不对：用英文字母、数字、下划线，或加引号"),
    "Cannot overwrite a value": _("同一个键写了两次"),
    "Duplicate inline table key": _("同一个键写了两次"),
    "Cannot declare": _("同一个表声明了两次；多行记录请用 [[表名]]"),
    "Cannot mutate immutable namespace": _("这个表已经在上面写完，不能再补"),
    "Cannot redefine namespace": _("这个表已经在上面写完，不能再补"),
    "Invalid date or datetime": _("日期不存在"),
}
