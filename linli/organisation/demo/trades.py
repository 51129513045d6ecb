"""What the units of a trade are called in the demo district."""

# {area}: the subdistrict's name without 街道 and 镇, or the district's.
OF_SUBDISTRICT = {
    "sanitation": "{area}环卫所",
    "city_management": "{area}综合行政执法队",
    "police": "{area}派出所",
    "market_supervision": "{area}市场监管所",
    "justice": "{area}司法所",
    "safety": "{area}应急消防所",
    "property_supervision": "{area}物业管理办",
    "social_affairs": "{area}民生服务办",
    "service_hall": "{area}便民服务中心",
    "public_safety": "{area}平安办",
}
OF_DISTRICT = {
    "municipal": "{area}市政设施管理所",
    "greening": "{area}园林绿化管理所",
    "housing": "{area}住房和城乡建设局",
    "traffic_police": "{area}交警大队",
    "transport": "{area}交通运输局",
    "environment": "{area}生态环境局",
    "water_affairs": "{area}水务局",
    "education": "{area}教育局",
    "health": "{area}卫生健康局",
    "labour": "{area}人力资源和社会保障局",
    "veterinary": "{area}农业农村局",
    "civil_affairs": "{area}民政局",
    "urban_management": "{area}城市管理局",
    "fire_brigade": "{area}消防救援大队",
}
UTILITIES = {
    "water": "青禾供水公司",
    "power": "青禾供电公司",
    "gas": "青禾燃气公司",
    "heating": "青禾热力公司",
    "telecom": "青禾通信运维中心",
}
