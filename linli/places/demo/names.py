"""Invented names. No district, subdistrict or community on the national division list is called so."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DISTRICT = "青禾区"
DISTRICT_CODE = "999901"  # no province has the number 99

STREETS = ("望麓", "听禾", "鹭汀", "桐阴", "碧梧", "柳堰")  # subdistrict offices of the town
TOWNS = ("青箬", "荻洲")  # at its edge

COMMUNITIES = _words(
    "书声 槐序 杏雨 桐影 荷风 枕水 梨雪 竹喧 晚枫 春笋 稻花 蒲苇 菱歌 听雨 "
    "磨坊 打铁 葵园 蓼汀 鸥鹭 燕语 莺啼 蝉鸣 蛙声 晚晴 晨露 春泥 夏蝉 冬暖 "
    "菊圃 听泉 望舒 拾穗 砚边 诗巷 印坊 篾匠 铜匠 裁缝 酱园 醋坊 灯市 春耕 "
    "谷雨 芒种 霜降 惊蛰 晒谷 打谷 竹篮 陶罐 瓷碗 茶壶 驿亭 短亭 晴窗 月窗 "
    "石阶 青砖 黛瓦 白墙 画舫 乌篷 渔火 晚渡 荻花 菰蒲 采薇 蒹葭 桃夭 柏舟 "
    "雁字 燕泥 鹊喜 翠鸟 松子 柏影 榆钱 枣花 杏荫 梅影 "
)

# Roads: north-south ones end in 街, east-west ones in 路.
MAJOR_ROADS = _words(
    "长禾 望岳 迎曦 晏清 朗月 润泽 通衢 安澜 金穗 行远 抱朴 知行 澄明 崇和 守望 启明 同舟 时雨 南风 北辰 "
)
STREETS_OF_TOWN = _words(
    "染坊 织布 水磨 官仓 茶市 柳荫 枣林 石桥 铁匠 书院 钟鼓 盐店 马号 驿前 "
    "塘边 井台 粮站 剧场 电厂 纺机 农校 棉纺 砖瓦 果品 车站 邮亭 学宫 文昌 "
    "槐荫 榆荫 桑园 麻纺 菜园 苗圃 渡口 堤上 沙洲 芦荡 莲塘 菱角 鱼市 鸭绿棚 "
    "晒场 碾坊 油坊 豆坊 纸坊 皮匠 银匠 桶匠 伞铺 笔庄 墨庄 砚池 琴台 棋盘 "
    "画桥 诗亭 酒坊 糖坊 面坊 灯笼 风车 雨花 云锦 霞光 星桥 月池 朝阳里 晚照 "
    "清溪 碧水 绿杨 红杏 白果 黄梅 紫薇 丹枫 青松 翠柏 银杏 "
)
RIVER = "青禾河"

ESTATE_FIRST = _words(
    "禾香 安居 槐荫 柳浪 棉纺 纺机 农机 粮油 水泥 印染 轴承 电表 铁路 供销 "
    "邮电 教师 医药 百货 果品 食品 安澜 和煦 清和 明德 锦程 景秀 听松 观澜 "
    "云水 翠屏 金禾 银杏 丁香 海棠 玉兰 紫荆 木棉 合欢 桂雨 兰溪 春晖 秋实 "
    "朝霞 晚霞 晨曦 星辰 阳光 月光 东篱 南园 西苑 北辰 临江 沿河 望山 近水 "
    "长青 常乐 永安 福临 嘉和 嘉禾 瑞丰 瑞景 祥云 祥和 康乐 康宁 颐和 颐景 "
    "华庭 华章 天成 天朗 御景 熙园 雅集 雅居 静园 静好 "
)
# What an estate of a kind is called after its first word.
ESTATE_LAST = {
    "old": ("家属院", "新村", "小区", "里", "大院"),
    "middle": ("花园", "家园", "苑", "佳苑", "小区"),
    "tower": ("府", "华府", "城", "名邸", "公馆"),
}
# What stands alone in a dedicated grid, and what its buildings are called.
DEDICATED = {
    "农贸市场": ("交易厅", "干货楼", "冷库"),
    "实验学校": ("教学楼", "综合楼", "食堂"),
    "工业园": ("1号厂房", "2号厂房", "办公楼"),
    "人民医院": ("门诊楼", "住院楼", "医技楼"),
    "商业广场": ("东座", "西座", "停车楼"),
    "物流园": ("分拣中心", "仓库", "办公楼"),
    "职业学院": ("教学楼", "实训楼", "宿舍楼"),
}
# Places people name when they tell where it is; some of them in each community.
VENUES = (
    "菜市场",
    "小学",
    "幼儿园",
    "卫生服务站",
    "口袋公园",
    "文化广场",
    "公交站",
    "公厕",
    "停车场",
    "快递驿站",
)
