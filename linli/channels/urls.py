"""Addresses of channels."""

from django.urls import include, path

from linli.channels.alerts import pages as alerts
from linli.channels.open311 import views as open311
from linli.channels.public import pages as public
from linli.channels.spotters import pages as spotters

app_name = "channels"

urlpatterns = [
    path("hotline/", include("linli.channels.hotline.urls")),
    path("hooks/", include("linli.channels.hooks.urls")),
    path("digests/", include("linli.channels.digests.urls")),
    path("open311/<path:asked>", open311.answer, name="open311"),
    path("open/", public.board, name="open"),
    path("open/map/", public.area_map, name="open_map"),
    path("open/areas.json", public.areas, name="open_areas"),
    path("open/statistics.csv", public.statistics, name="open_csv"),
    path("alerts/", alerts.ask, name="alerts"),
    path("alerts/feed.atom", alerts.feed, name="alert_feed"),
    path("alerts/<str:key>/confirm/", alerts.confirm, name="alert_confirm"),
    path("alerts/<str:key>/stop/", alerts.stop, name="alert_stop"),
    path("spot/", spotters.spot, name="spot"),
    path("spot/done/<str:key>/", spotters.thanks, name="spot_thanks"),
    path("spot/<str:token>/", spotters.join, name="spot_join"),
    path("hazards/", spotters.hazards, name="hazards"),
    path("hazards/patrol/", spotters.patrol, name="patrol"),
    path("hazards/links/", spotters.links, name="spotter_links"),
    path("hazards/checks/<int:check_id>/", spotters.check, name="hazard_check"),
]
