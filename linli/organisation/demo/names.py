"""Invented people and firms. Whoever is called like one of them is called so by chance."""

from collections.abc import Iterator
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
FIRST = "文志建国明晓春海秀丽玉桂兰芳红雪梅思雨佳欣子浩宇晨嘉一若安静婉清书云亦知景远立诚守正永长瑞庆德仁义良"
SECOND = (
    "华强伟军平勇斌杰涛辉鹏飞亮刚峰林超波敏霞燕玲娟英萍琴珍芬娜婷颖琳瑶萱涵怡然轩睿哲凡宁民生福祥康成山川河"
)

PROPERTY_FIRMS = ("安邻", "禾居", "万户", "清和", "同舟", "邻安", "家佳", "长青", "嘉园")


def people(rng: Random) -> Iterator[str]:
    """Names without end; each comes once."""
    given: set[str] = set()
    while True:
        name = rng.choice(SURNAMES) + rng.choice(FIRST)
        name += rng.choice(SECOND) if rng.random() < 0.82 else ""
        if name not in given:
            given.add(name)
            yield name
